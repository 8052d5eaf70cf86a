import { assertEquals, assertStringIncludes } from "@std/assert";

const root = new URL("../../", import.meta.url);

async function generate(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "--no-prompt",
      "--allow-env",
      "--allow-read=connect/generated",
      "connect/generate.ts",
      ...args,
    ],
    cwd: root,
    // The default environment, whatever .env or the shell says.
    clearEnv: true,
    env: {
      HOME: Deno.env.get("HOME") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
      NO_COLOR: "1",
      ...env,
    },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test("connect:generate --check finds the committed file up to date", async () => {
  assertEquals(await generate(["--check"]), {
    code: 0,
    out: "unchanged connect/generated/cities-weather-sink.json\n",
    err: "",
  });
});

Deno.test("connect:generate --check exits 1 when the settings make another config", async () => {
  assertEquals(await generate(["--check"], { KAFKA_TOPIC: "other" }), {
    code: 1,
    out: "",
    err: "error: connect/generated/cities-weather-sink.json is not what " +
      "connect/weather_sink.ts with these settings says\n" +
      "  fix: run `deno task connect:generate` and commit the file\n",
  });
});

Deno.test("connect:generate --check exits 1 when there is no file", async () => {
  const { code, err } = await generate(["--check"], { CONNECTOR_NAME: "new" });
  assertEquals(code, 1);
  assertStringIncludes(err, "connect/generated/new.json");
});

Deno.test("connect:generate --stdout prints the same text each time", async () => {
  const [first, second] = [
    await generate(["--stdout"]),
    await generate(["--stdout"]),
  ];
  assertEquals(first, second);
  assertEquals(JSON.parse(first.out).name, "cities-weather-sink");
});
