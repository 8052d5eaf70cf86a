import { assertEquals, assertStringIncludes } from "@std/assert";
import { projectDir } from "../../scripts/stack/description.ts";

async function run(
  args: readonly string[],
  environment: Record<string, string> = {},
) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "dashboard", ...args],
    cwd: projectDir,
    env: {
      NO_COLOR: "1",
      DASHBOARD_HOST: "",
      DASHBOARD_TOKEN: "",
      ...environment,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

Deno.test("dashboard says how to go on where its port is taken", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  const { code, stderr } = await run(["--port", String(port)]);
  assertEquals(
    stderr,
    `error: Cannot listen on 127.0.0.1, port ${port}: another program does
  fix: stop that one, or choose another port with --port (0: any that is free)
`,
  );
  assertEquals(code, 2);
});

Deno.test("dashboard does not listen to others without a token, nor shows one that is wrong", async () => {
  const without = await run(["--host", "0.0.0.0", "--port", "0"]);
  assertEquals(without.code, 2, without.stderr);
  assertStringIncludes(without.stderr, "fix: set DASHBOARD_TOKEN");
  const short = await run(["--port", "0"], { DASHBOARD_TOKEN: "hunter2" });
  assertEquals(short.code, 2, short.stderr);
  assertEquals(short.stderr.includes("hunter2"), false, short.stderr);
});
