import { assertEquals } from "@std/assert";
import { diffConfigs } from "../../connect/config_diff.ts";
import {
  isPrunable,
  markOwner,
  ownerOf,
  withoutOwner,
} from "../../connect/ownership.ts";
import { printPlans } from "../../connect/plan_report.ts";

for (
  const { what, name, config, prunable } of [
    {
      what: "the owner's that is not wanted",
      name: "old",
      config: markOwner({}, "ours"),
      prunable: true,
    },
    {
      what: "the owner's that is wanted",
      name: "kept",
      config: markOwner({}, "ours"),
      prunable: false,
    },
    {
      what: "another project's",
      name: "old",
      config: markOwner({}, "theirs"),
      prunable: false,
    },
    {
      what: "the same project's in another environment",
      name: "old",
      config: markOwner({}, ownerOf({ project: "ours", env: "prod" })),
      prunable: false,
    },
    { what: "one without a mark", name: "old", config: {}, prunable: false },
  ]
) {
  Deno.test(`isPrunable() is ${prunable} for ${what}`, () => {
    assertEquals(
      isPrunable({ name, config }, { owner: "ours", wanted: ["kept"] }),
      prunable,
    );
  });
}

Deno.test("diffConfigs() finds no difference in whose a connector is", () => {
  const config = { "tasks.max": "1" };
  const marked = markOwner(config, "ours");
  assertEquals(diffConfigs(config, marked), []);
  assertEquals(diffConfigs(marked, config), []);
  assertEquals(diffConfigs(marked, markOwner(config, "theirs")), []);
});

Deno.test("withoutOwner() undoes markOwner()", () => {
  const config = { "tasks.max": "1" };
  assertEquals(withoutOwner(markOwner(config, "ours")), config);
});

Deno.test("printPlans() says what --prune would delete", () => {
  assertEquals(
    printPlans([
      { name: "kept", action: "none", changes: [] },
      { name: "old", action: "delete", changes: [] },
    ]),
    `\
= kept runs with this config
- old is no longer wanted: --prune deletes it (its offsets stay)

0 to create, 0 to change, 1 unchanged, 1 to delete. To do it: deno task connect:deploy --prune`,
  );
});
