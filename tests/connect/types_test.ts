// The first line of defence is the compiler's: these tests run it on files that it must and must not accept.
import { assertEquals, assertStringIncludes } from "@std/assert";

const types = new URL("types/", import.meta.url);
const root = new URL("../../", import.meta.url);

Deno.test("deno check accepts types/*.ts, with an error wherever one is expected", async () => {
  const files = ["must_compile.ts", "must_not_compile.ts"];
  const { code, messages } = await check(
    files.map((file) => new URL(file, types)),
  );
  assertEquals({ code, messages }, { code: 0, messages: "" });
});

Deno.test("deno check says what is wrong with a mapping, naming the fields that fit", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const file = new URL(`file://${directory}/wrong.ts`);
    await Deno.writeTextFile(
      file,
      `import { topicToTable } from "${new URL(
        "connect/sink_config.ts",
        root,
      )}";
       import { weather } from "${new URL("example_records.ts", types)}";
       const last_update_time = "value.last_update_time";
       const key = { city: "value.city", last_update_time } as const;
       topicToTable({ ...weather, mapping: { ...key, temprature: "value.temperature" } });
       topicToTable({ ...weather, mapping: { ...key, humidity: "value.temperature" } });
       topicToTable({ ...weather, mapping: { ...key, country: "value.city", country: "value.country" } });
       topicToTable({ ...weather, mapping: { city: "value.city" } });
       topicToTable({ ...weather, mapping: key, settings: { consistencyLevel: "SERIAL" } });
       topicToTable({ ...weather, mapping: key, settings: { consistency: "QUORUM" } });`,
    );
    const { code, messages } = await check([file]);
    assertEquals(code, 1);
    for (
      const message of [
        "'temprature' does not exist in type",
        "Did you mean to write 'temperature'?",
        `Type '"value.temperature"' is not assignable to type '"value.humidity" | ColumnTakes<"int">'`,
        "cannot have multiple properties with the same name",
        // What fits is listed, in no certain order.
        `Type '"SERIAL"' is not assignable to type '"`,
        '"EACH_QUORUM"',
        "'consistency' does not exist in type 'TableSettings'",
        `Property 'last_update_time' is missing in type '{ city: "value.city"; }'`,
      ]
    ) assertStringIncludes(messages, message);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

async function check(files: readonly URL[]) {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "check",
      "-q",
      "--config",
      new URL("deno.json", root).pathname,
      ...files.map(({ pathname }) => pathname),
    ],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdout: "null",
  }).output();
  return { code, messages: new TextDecoder().decode(stderr) };
}
