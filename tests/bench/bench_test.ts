// `deno task bench` without services; `tests/stack/bench_test.ts` runs the rest.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { projectDir } from "../../scripts/stack/description.ts";

async function runBench(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", "bench", ...args],
    cwd: projectDir,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

Deno.test("deno task bench --only spread needs no services and prints machine and table", async () => {
  const { code, stdout, stderr } = await runBench(
    "--quick",
    "--only",
    "spread",
  );
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, `deno ${Deno.version.deno}`);
  assertStringIncludes(stdout, "8 cities");
});

Deno.test("deno task bench --json prints what was measured", async () => {
  const { code, stdout, stderr } = await runBench("--only", "spread", "--json");
  assertEquals(code, 0, stderr);
  const { mode, results } = JSON.parse(stdout);
  assertEquals(mode, "full");
  assertEquals(results.map(({ name }: { name: string }) => name), ["spread"]);
});

for (
  const { mistake, args, message } of [
    {
      mistake: "--smoke without --quick",
      args: ["--smoke"],
      message:
        "error: Cannot run --smoke alone: it is a form of --quick\n  fix: give --quick --smoke\n",
    },
    {
      mistake: "an unknown row",
      args: ["--only", "everything"],
      message:
        "error: option '--only <name...>' argument 'everything' is invalid. Allowed choices are ",
    },
  ]
) {
  Deno.test(`deno task bench refuses ${mistake}`, async () => {
    const { code, stderr } = await runBench(...args);
    assertEquals(code, 2);
    assertStringIncludes(stderr, message);
  });
}
