// The smoke test of `deno task bench`, which starts services of its own: it shows that every row can be measured.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { projectDir } from "../../scripts/stack/description.ts";

interface Report {
  readonly results: readonly {
    readonly name: string;
    readonly measures: readonly { name: string; values: number[] }[];
  }[];
}

Deno.test("deno task bench --quick --smoke measures every row and writes its results", async () => {
  const folder = await Deno.makeTempDir();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", "bench", "--quick", "--smoke", "--output", folder],
    cwd: projectDir,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const { results }: Report = JSON.parse(
    await Deno.readTextFile(`${folder}/results.json`),
  );
  assertEquals(results.map(({ name }) => name), [
    "sink-100",
    "sink-20000",
    "latency",
    "producer",
    "polling",
    "spread",
    "tools",
    "verify",
    "restart",
  ]);
  for (const { name, measures } of results) {
    for (const { name: measure, values } of measures) {
      assert(
        values.length > 0 && values.every((value) => value >= 0),
        `${name}, ${measure}: ${values}`,
      );
    }
  }
  assertStringIncludes(
    await Deno.readTextFile(`${folder}/results.svg`),
    "this project's sink",
  );
  assertStringIncludes(
    new TextDecoder().decode(stdout),
    "kill -9 of the worker to the first new row",
  );
});
