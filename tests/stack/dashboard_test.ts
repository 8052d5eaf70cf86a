import { assertEquals } from "@std/assert";
import { projectDir } from "../../scripts/stack/description.ts";

// In a process of its own: the browser's driver reads files and asks for facts all over the machine, which no other test
// should be able to.
Deno.test("dashboard works in a real browser", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "--no-prompt",
      "--no-check",
      "--allow-all",
      "tests/stack/_dashboard_in_browser.ts",
    ],
    cwd: projectDir,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  assertEquals(code, 0, decoder.decode(stdout) + decoder.decode(stderr));
});
