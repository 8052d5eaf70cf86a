import { assert, assertEquals } from "@std/assert";
import { Ajv } from "ajv";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { projectDir } from "../../../scripts/stack/description.ts";
import { readDenoLock } from "../../../scripts/supply_chain/npm_lock.ts";
import { readParts } from "../../../scripts/supply_chain/read_parts.ts";
import { buildSbom } from "../../../scripts/supply_chain/sbom.ts";

const parts = await readParts(pathToFileURL(projectDir));
const sbom = buildSbom(parts);
const validate = compileSchema();

/** CycloneDX's own schema, as its library has it. */
function compileSchema() {
  // What packages require needs no permission to read, wherever the cache is.
  const require = createRequire(
    import.meta.resolve("@cyclonedx/cyclonedx-library/Spec"),
  );
  const read = (name: string) =>
    require(`../../res/schema/${name}.SNAPSHOT.schema.json`);
  // Formats are those of dates and addresses, of which an SBOM of ours has none.
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const name of ["spdx", "jsf-0.82"]) {
    ajv.addSchema(
      read(name),
      `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`,
    );
  }
  return ajv.compile(read("bom-1.6"));
}

function faultsOf(document: unknown): string[] {
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) =>
    `${instancePath} ${message}`
  );
}

Deno.test("buildSbom() gives what CycloneDX 1.6's schema asks for", () => {
  assertEquals(faultsOf(sbom), []);
});

const [first] = sbom.components;
for (
  const { fault, change } of [
    { fault: "an unknown field", change: { checksums: [] } },
    { fault: "an unknown type", change: { type: "jar" } },
    {
      fault: "a hash that is none",
      change: { hashes: [{ alg: "SHA-256", content: "12" }] },
    },
    {
      fault: "a licence that SPDX does not list",
      change: { licenses: [{ license: { id: "Apache-2" } }] },
    },
  ]
) {
  Deno.test(`CycloneDX's schema, as it is tested with here, refuses ${fault}`, () => {
    const components = [{ ...first, ...change }];
    assert(faultsOf({ ...sbom, components }).length > 0);
  });
}

Deno.test("buildSbom() lists each package and each jar once, with hash, licence and package URL", () => {
  const listed = sbom.components.filter(({ type }) => type === "library");
  const jars = new Set(
    Object.values(parts.libraries).flatMap((lock) =>
      Object.values(lock).map(({ purl }) => purl)
    ),
  );
  assertEquals(listed.length, parts.npm.length + jars.size);
  assertEquals(new Set(listed.map(({ purl }) => purl)).size, listed.length);
  for (const { purl, hashes = [], licenses = [] } of listed) {
    assertEquals([hashes.length, licenses.length > 0], [1, true], purl);
  }
});

Deno.test("buildSbom() says what needs what, of parts that it lists", () => {
  const refs = sbom.components.map((component) => component["bom-ref"]);
  assertEquals(new Set(refs).size, refs.length);
  const known = new Set([...refs, "cities-weather"]);
  for (const { ref, dependsOn } of sbom.dependencies) {
    assertEquals([ref, ...dependsOn].filter((each) => !known.has(each)), []);
  }
  const needed = new Set(
    sbom.dependencies.flatMap(({ dependsOn }) => dependsOn),
  );
  assertEquals(refs.filter((ref) => !needed.has(ref)), []);
});

Deno.test("readDenoLock() reads scopes, peers, and dependencies with and without version", () => {
  const integrity = `sha512-${new Uint8Array(64).fill(255).toBase64()}`;
  const packages = readDenoLock(JSON.stringify({
    specifiers: { "npm:@a/b@1.0.0": "1.0.0_c@3.0.0" },
    npm: {
      "@a/b@1.0.0_c@3.0.0": { integrity, dependencies: ["c@3.0.0", "d"] },
      "c@2.0.0": { integrity },
      "c@3.0.0": { integrity },
      "d@4.0.0-rc.1": { integrity },
    },
  }));
  const common = { sha512: "f".repeat(128), dependencies: [] };
  assertEquals(packages, [
    {
      ...common,
      id: "@a/b@1.0.0",
      name: "@a/b",
      version: "1.0.0",
      dependencies: ["c@3.0.0", "d@4.0.0-rc.1"],
      isDirect: true,
    },
    { ...common, id: "c@2.0.0", name: "c", version: "2.0.0", isDirect: false },
    { ...common, id: "c@3.0.0", name: "c", version: "3.0.0", isDirect: false },
    {
      ...common,
      id: "d@4.0.0-rc.1",
      name: "d",
      version: "4.0.0-rc.1",
      isDirect: false,
    },
  ]);
});
