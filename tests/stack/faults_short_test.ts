// The fault suite's short form, on services of its own since it kills them.
import { assert, assertEquals } from "@std/assert";
import { projectDir } from "../../scripts/stack/description.ts";

interface Outcome {
  results: {
    name: string;
    faults: number;
    produced: number;
    rows: number;
    deadLetters: number;
    lost: string[];
    wrong: string[];
    stalled: string | null;
  }[];
}

Deno.test("deno task test:faults --short loses nothing and stalls nowhere in twenty faults", async () => {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "test:faults", "--short", "--json"],
    cwd: projectDir,
    env: { NO_COLOR: "1" },
    // It says what it does meanwhile.
    stderr: "inherit",
  }).output();
  const { results }: Outcome = JSON.parse(new TextDecoder().decode(stdout));
  for (const { name, lost, wrong, stalled, ...counts } of results) {
    assertEquals(
      { name, lost, wrong, stalled },
      { name, lost: [], wrong: [], stalled: null },
    );
    assertEquals(counts.produced, counts.rows + counts.deadLetters, name);
  }
  const faults = results.reduce((sum, { faults }) => sum + faults, 0);
  assert(faults >= 20, `${faults} faults`);
  assertEquals(code, 0);
});
