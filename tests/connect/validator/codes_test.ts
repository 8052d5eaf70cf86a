import { assert, assertEquals, assertMatch } from "@std/assert";
import { allCodes } from "../../../connect/validator/codes/all_codes.ts";
import { liveCodes } from "../../../connect/live_codes.ts";
import { ownCodes } from "../../../connect/validator/codes/own_codes.ts";
import { renderCodes } from "../../../connect/validator/render_codes.ts";
import { sampleCodes } from "../../../connect/validator/simulate/codes.ts";

Deno.test("CODES.md is what the code says (if not: deno task connect:codes)", async () => {
  const file = new URL(
    "../../../connect/validator/CODES.md",
    import.meta.url,
  );
  assertEquals(await Deno.readTextFile(file), renderCodes(allCodes));
});

Deno.test("allCodes has each code once, in kebab case", () => {
  const names = [ownCodes, sampleCodes, liveCodes].flatMap(Object.keys);
  assertEquals(Object.keys(allCodes), names);
  for (const name of names) assertMatch(name, /^[a-z0-9]+(-[a-z0-9]+)+$/);
});

Deno.test("allCodes: each code is raised somewhere, and each one raised is there", async () => {
  const folder = new URL("../../../connect/validator/", import.meta.url);
  let source = "";
  for (const part of ["", "checks/", "query/"]) {
    for await (const { name } of Deno.readDir(new URL(part, folder))) {
      if (!name.endsWith(".ts")) continue;
      source += await Deno.readTextFile(new URL(part + name, folder));
    }
  }
  for (const code of Object.keys(ownCodes)) {
    assert(source.includes(`"${code}"`), `${code} is never raised`);
  }
});
