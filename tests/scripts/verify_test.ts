// What `deno task verify` refuses before it asks any service.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { projectDir } from "../../scripts/stack/description.ts";

async function runVerify(
  args: readonly string[],
): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "verify", ...args],
    cwd: projectDir,
    env: { NO_COLOR: "1" },
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

for (
  const { args, message } of [
    {
      args: ["--both-ways", "--sample", "1%"],
      message: "--both-ways needs all records",
    },
    {
      args: ["--resume", "--since", "1h"],
      message: "--resume says where to begin",
    },
    { args: ["--since", "soon"], message: "Expected how long ago" },
  ]
) {
  Deno.test(`deno task verify refuses ${args.join(" ")}`, async () => {
    const { code, stderr } = await runVerify(args);
    assertEquals(code, 2);
    assertStringIncludes(stderr, message);
  });
}
