import { assertEquals, assertStringIncludes } from "@std/assert";

const root = new URL("../../", import.meta.url);

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function validate(...args: readonly string[]): Promise<Run> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "--no-prompt",
      "--allow-read",
      "--allow-env=INIT_CWD,NO_COLOR,FORCE_COLOR,CLICOLOR_FORCE",
      "connect/validate.ts",
      ...args,
    ],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

const good: Readonly<Record<string, string>> = {
  name: "sink",
  "connector.class": "com.datastax.oss.kafka.sink.CassandraSinkConnector",
  topics: "t",
  contactPoints: "127.0.0.1",
  "loadBalancing.localDc": "datacenter1",
  "key.converter": "org.apache.kafka.connect.storage.StringConverter",
  "value.converter": "org.apache.kafka.connect.storage.StringConverter",
  "topic.t.ks.tb.mapping": "id=value.id",
  "consumer.override.max.poll.records": "5000",
  "consumer.override.session.timeout.ms": "6000",
};

/** Files in a directory of their own, deleted with it. */
async function writeFiles(files: Readonly<Record<string, string>>) {
  const directory = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${directory}/${name}`, text);
  }
  return {
    path: (name: string) => `${directory}/${name}`,
    [Symbol.asyncDispose]: () => Deno.remove(directory, { recursive: true }),
  };
}

const cql = "CREATE TABLE ks.tb (id text PRIMARY KEY, n int);";

Deno.test("connect:validate finds nothing wrong with the generated configs", async () => {
  const { code, stdout, stderr } = await validate();
  assertEquals(stderr, "");
  assertStringIncludes(stdout, ": no fault found");
  assertEquals(code, 0);
});

Deno.test("connect:validate checks the mapping against the tables of --cql", async () => {
  await using files = await writeFiles({
    "good.json": JSON.stringify(good),
    "bad.json": JSON.stringify({
      ...good,
      "topic.t.ks.tb.mapping": "id=value.id, m=value.n",
    }),
    "tables.cql": cql,
  });
  const tables = ["--cql", files.path("tables.cql")];
  assertEquals((await validate(files.path("good.json"), ...tables)).code, 0);
  const { code, stdout } = await validate(files.path("bad.json"), ...tables);
  assertEquals(
    stdout,
    `error[mapping-column-unknown]: ks.tb has no column "m"; did you mean n?
  --> ${files.path("bad.json")}: topic.t.ks.tb.mapping
   |
   | id=value.id, m=value.n
   |              ^
   = fix: correct the column's name, or add the column to the table

${files.path("bad.json")}: 1 error
`,
  );
  assertEquals(code, 1);
});

Deno.test("connect:validate --json prints an array, with the file when there are several", async () => {
  await using files = await writeFiles({
    "a.json": JSON.stringify({ ...good, "tasks.max": 0 }),
    "b.json": JSON.stringify({ name: "b", config: { ...good, name: "b" } }),
    "tables.cql": cql,
  });
  const one = await validate("--json", files.path("a.json"));
  const [finding] = JSON.parse(one.stdout);
  assertEquals(Object.keys(finding), [
    "severity",
    "code",
    "setting",
    "where",
    "message",
    "fix",
    "docs",
  ]);
  const both = await validate(
    "--json",
    files.path("a.json"),
    files.path("b.json"),
    "--cql",
    files.path("tables.cql"),
  );
  assertEquals(
    JSON.parse(both.stdout).map((finding: Record<string, string>) => [
      finding.file,
      finding.code,
    ]),
    [[files.path("a.json"), "setting-range"]],
  );
  assertEquals([one.code, both.code], [1, 1]);
});

Deno.test("connect:validate says what it could not check, without an error", async () => {
  await using files = await writeFiles({ "a.json": JSON.stringify(good) });
  const { code, stdout, stderr } = await validate(files.path("a.json"));
  assertEquals(stdout, `${files.path("a.json")}: no fault found\n`);
  assertEquals(
    stderr,
    `${
      files.path("a.json")
    }: not checked: ks.tb: its columns, since no CQL file given defines it\n`,
  );
  assertEquals(code, 0);
});

Deno.test("connect:validate ends with 2 for what it cannot read or judge", async () => {
  await using files = await writeFiles({
    "text.json": "not JSON",
    "other.json": JSON.stringify({
      ...good,
      "connector.class":
        "org.apache.kafka.connect.file.FileStreamSinkConnector",
    }),
    "bad.cql": "CREATE TABLE (",
    "good.json": JSON.stringify(good),
  });
  for (
    const args of [
      ["nowhere.json"],
      [files.path("text.json")],
      [files.path("other.json")],
      [files.path("good.json"), "--cql", files.path("bad.cql")],
      [files.path("good.json"), "--cql", files.path("nowhere")],
      [files.path("good.json"), "--sample", files.path("text.json")],
      ["--nonsense"],
    ]
  ) {
    const { code, stderr } = await validate(...args);
    assertEquals(code, 2, `${args.join(" ")}: ${stderr}`);
    assertEquals(stderr.includes("defect"), false, stderr);
  }
});

Deno.test("connect:validate sends the records of --sample through the config", async () => {
  await using files = await writeFiles({
    "a.json": JSON.stringify({
      ...good,
      "topic.t.ks.tb.mapping": "id=value.id, n=value.n",
    }),
    "tables.cql": cql,
    "sample.jsonl":
      '{"topic": "t", "value": "{\\"id\\": \\"a\\", \\"n\\": 1.5}"}\n',
  });
  const { code, stdout } = await validate(
    files.path("a.json"),
    "--cql",
    files.path("tables.cql"),
    "--sample",
    files.path("sample.jsonl"),
  );
  assertStringIncludes(stdout, "error[sample-");
  assertEquals(code, 1);
});
