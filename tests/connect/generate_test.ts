import { assertEquals } from "@std/assert";

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
      "--allow-read",
      "--allow-write",
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

Deno.test("connect:generate checks the committed file against the defaults, whatever the settings are", async () => {
  const { code, err } = await generate(["--check"], {
    KAFKA_TOPIC: "other",
    CONNECTOR_NAME: "new",
    SINK_PLUGIN: "datastax",
  });
  assertEquals({ code, err }, { code: 0, err: "" });
});

Deno.test("connect:generate --out writes a file of the settings, and --check compares it", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const file = "sinks/prod.json";
    const env = { INIT_CWD: directory, KAFKA_TOPIC: "other" };
    const out = ["--env", "prod", "--out", file];
    assertEquals(await generate([...out, "--check"], env), {
      code: 1,
      out: "",
      err:
        "error: sinks/prod.json is not what connect/weather_sink.ts with these settings says\n" +
        "  fix: run `deno task connect:generate --env prod --out sinks/prod.json` and commit the file\n",
    });
    assertEquals(await generate(out, env), {
      code: 0,
      out: "wrote sinks/prod.json\n",
      err: "",
    });
    const { config } = JSON.parse(
      await Deno.readTextFile(`${directory}/${file}`),
    );
    assertEquals([config.topics, config["tasks.max"]], ["other", "4"]);
    assertEquals((await generate([...out, "--check"], env)).code, 0);
    const changed = await generate([...out, "--check"], {
      ...env,
      KAFKA_TOPIC: "another",
    });
    assertEquals(changed.code, 1, changed.err);
    // A folder in the file's place.
    assertEquals(await generate(["--out", "sinks"], env), {
      code: 2,
      out: "",
      err:
        `error: Cannot write sinks: Is a directory (os error 21): readfile '${directory}/sinks'\n` +
        "  fix: name a file in a folder of yours\n",
    });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("connect:generate --stdout prints the same text each time", async () => {
  const [first, second] = [
    await generate(["--stdout"]),
    await generate(["--stdout"]),
  ];
  assertEquals(first, second);
  assertEquals(JSON.parse(first.out).name, "cities-weather-sink");
});
