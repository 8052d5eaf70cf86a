import { assert, assertEquals } from "@std/assert";
import { parseAllDocuments } from "yaml";

async function generate(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", "k8s:generate", ...args],
    cwd: new URL("../../../", import.meta.url),
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test("deno task k8s:generate --check finds the committed manifests up to date", async () => {
  const { code, out, err } = await generate("--check");
  assertEquals(code, 0, out + err);
});

Deno.test("deno task k8s:generate --stdout prints all resources, with one's own options", async () => {
  const { code, out, err } = await generate(
    "--stdout",
    "--brokers",
    "5",
    "--namespace",
    "weather",
  );
  assertEquals(code, 0, err);
  const documents = parseAllDocuments(out).map((document) => document.toJS());
  const pool = documents.find(({ kind }) => kind === "KafkaNodePool");
  assertEquals(pool.spec.replicas, 5);
  assertEquals(
    new Set(documents.slice(1).map(({ metadata }) => metadata.namespace)),
    new Set(["weather"]),
  );
});

for (
  const { fault, args, says } of [
    {
      fault: "options that are none, all at once",
      args: ["--stdout", "--brokers", "0", "--kafka-storage", "much"],
      says: /--brokers: .*\n {2}--kafka-storage: must be a quantity/,
    },
    {
      fault: "one's own options in the committed files",
      args: ["--nodes", "6"],
      says: /add --out FOLDER or --stdout/,
    },
  ]
) {
  Deno.test(`deno task k8s:generate refuses ${fault}`, async () => {
    const { code, err } = await generate(...args);
    assertEquals(code, 2, err);
    assert(says.test(err), err);
  });
}
