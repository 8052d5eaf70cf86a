import { assert, assertEquals } from "@std/assert";

const root = new URL("../../../", import.meta.url);

async function sbom(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", "sbom", ...args],
    cwd: root,
    env: { NO_COLOR: "1", INIT_CWD: folder },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test("deno task sbom writes a file, and --check tells whether it is still right", async () => {
  const folder = await Deno.makeTempDir({ prefix: "sbom-" });
  try {
    const file = `${folder}/sbom.json`;
    const written = await sbom(folder, "--out", file);
    assertEquals(written.code, 0, written.err);
    const checked = await sbom(folder, "--out", file, "--check");
    assertEquals(checked.code, 0, checked.err);
    const text = await Deno.readTextFile(file);
    const { specVersion } = JSON.parse(text);
    assertEquals(specVersion, "1.6");
    await Deno.writeTextFile(file, text.replace("kafkajs", "kafkaj5"));
    const changed = await sbom(folder, "--out", file, "--check");
    assertEquals(changed.code, 1, changed.err);
    assert(changed.err.includes("is not what deno.lock"), changed.err);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
