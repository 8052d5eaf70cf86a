// `deno task produce --replay` against a real broker.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { gzipSync } from "node:zlib";
import { projectDir } from "../../scripts/stack/description.ts";
import { runProducer, startProducer } from "../_produce.ts";
import { testTopic } from "./_topic.ts";

function historyLine(i: number): string {
  const time = new Date(Date.UTC(2020, 0, 1) + i * 60_000).toISOString();
  return `{"city":"City ${
    i % 16
  }","country":"GB","last_update_time":"${time}",` +
    `"temperature":${
      (280 + i % 10).toFixed(1)
    },"feels_like":null,"humidity":58}`;
}

async function createHistory(lines: readonly string[], { gzip = false } = {}) {
  const dir = await Deno.makeTempDir();
  const text = lines.map((line) => `${line}\n`).join("");
  const file = `${dir}/history.jsonl`;
  await Deno.writeFile(
    file,
    gzip ? gzipSync(text) : new TextEncoder().encode(text),
  );
  return {
    dir,
    file,
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}

const lines = Array.from({ length: 3000 }, (_, i) => historyLine(i));

for (const gzip of [false, true]) {
  Deno.test(`produce --replay publishes a history${gzip ? ", gzipped," : ""} in each city's order`, async () => {
    await using topic = testTopic();
    await using history = await createHistory(lines, { gzip });
    const { code, stdout } = await runProducer({
      args: ["--replay", history.file],
      env: topic.env,
      cwd: history.dir,
    });
    assertEquals(code, 0);
    assertMatch(
      stdout,
      /^3,000 records published, 0 lines refused, .+ records a second\n$/,
    );
    const records = await topic.read();
    assertEquals(records.map(({ value }) => value).sort(), lines.toSorted());
    const last = new Map<string, string>();
    for (const { key, value, headers } of records) {
      const time = JSON.parse(value).last_update_time;
      assert((last.get(key) ?? "") < time, `${key}: ${time}`);
      last.set(key, time);
      assertEquals(headers, { units: "standard" });
    }
  });
}

Deno.test("produce --replay tells each line that is no record, publishes the others and ends with 1", async () => {
  await using topic = testTopic();
  await using history = await createHistory([
    lines[0]!,
    "oops",
    lines[1]!.replace("280", "15").replace("281", "16"),
    lines[2]!,
  ]);
  const { code, stdout, stderr } = await runProducer({
    args: ["--replay", history.file],
    env: topic.env,
    cwd: history.dir,
  });
  assertEquals(code, 1);
  assertMatch(stdout, /^2 records published, 2 lines refused, /);
  assertEquals(stderr.trim().split("\n").slice(1), [
    `line 2: the value is not JSON: Unexpected token 'o', "oops" is not valid JSON`,
    "line 3: a temperature of 16 is not one in K (178 to 338): the answer is in other units than asked for",
  ]);
});

Deno.test("produce --replay goes on where it was interrupted", async () => {
  await using topic = testTopic();
  const many = Array.from({ length: 200_000 }, (_, i) => historyLine(i));
  await using history = await createHistory(many);
  const options = {
    args: ["--replay", history.file],
    env: topic.env,
    cwd: history.dir,
  };
  const run = startProducer(options);
  await run.until(
    () => run.stderr().includes("records published, to line"),
    "progress is told",
  );
  run.process.kill("SIGINT");
  assertEquals(await run.ended, 2);
  const line = Number(/up to line (\d+) is published/.exec(run.stderr())?.[1]);
  assert(line > 0 && line < many.length, run.stderr());

  const second = await runProducer(options);
  assertEquals(second.code, 0, second.stderr);
  assertMatch(
    second.stderr,
    new RegExp(
      `^going on after line ${line} of .+; --from-line 1 starts over\n`,
    ),
  );
  const published = Number(
    second.stdout.split(" ")[0]!.replaceAll(",", ""),
  );
  assertEquals(line + published, many.length);
  const values = (await topic.read()).map(({ value }) => value);
  assertEquals(values.length, many.length);
  assertEquals(new Set(values).size, many.length);
});

for (
  const { fault, file, message } of [
    {
      fault: "a file that is not there",
      file: () => "missing.jsonl",
      message:
        /^error: Cannot read missing\.jsonl: .*No such file.*\n {2}fix: give the path/,
    },
    {
      fault: "damaged gzip",
      file: async (dir: string) => {
        const bytes = gzipSync(lines.join("\n"));
        await Deno.writeFile(`${dir}/half.gz`, bytes.subarray(0, 2000));
        return "half.gz";
      },
      message:
        /\nerror: Cannot read half\.gz: its gzip is damaged \(.+\)\n {2}fix: /,
    },
  ]
) {
  Deno.test(`produce --replay says what is wrong with ${fault}`, async () => {
    await using topic = testTopic();
    await using history = await createHistory([]);
    const { code, stderr } = await runProducer({
      args: ["--replay", await file(history.dir)],
      env: topic.env,
      cwd: history.dir,
    });
    assertEquals(code, 2);
    assertMatch(stderr, message);
  });
}

for (
  const { place, file } of [
    { place: "elsewhere", file: "/etc/hostname" },
    { place: "that may have secrets", file: ".env" },
    { place: "of the local services", file: ".stack/client.env" },
  ]
) {
  Deno.test(`produce --replay cannot read a file ${place}`, async () => {
    const { code, stderr } = await runProducer({ args: ["--replay", file] });
    assertEquals(code, 2);
    assertMatch(
      stderr,
      /^error: Cannot read \S+: this task may read the folder that it is started in, and neither \.env nor \.stack\n {2}fix: .* --replay - </,
    );
  });
}

Deno.test("produce --replay - reads standard input", async () => {
  await using topic = testTopic();
  await using history = await createHistory(lines.slice(0, 10));
  const process = new Deno.Command("sh", {
    args: [
      "-c",
      `"$0" task --quiet produce --replay - < "$1"`,
      Deno.execPath(),
      history.file,
    ],
    cwd: projectDir,
    env: { ...topic.env, NO_COLOR: "1" },
  });
  const { code, stdout } = await process.output();
  assertEquals(code, 0);
  assertMatch(new TextDecoder().decode(stdout), /^10 records published/);
  assertEquals((await topic.read()).length, 10);
});
