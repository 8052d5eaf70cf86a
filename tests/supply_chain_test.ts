// That all that comes from others is named exactly, and by its hash where there is one.
import { assert, assertEquals } from "@std/assert";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { projectDir } from "../scripts/stack/description.ts";
import { lockedNames, pomFiles } from "../scripts/supply_chain/library_lock.ts";
import { printNotice } from "../scripts/supply_chain/notice.ts";
import { readParts } from "../scripts/supply_chain/read_parts.ts";

const root = pathToFileURL(projectDir);
const parts = await readParts(root);

function read(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, root));
}

const exact = /^\d+(\.\d+)+([.-][\w.]+)?$/;

Deno.test("deno.json asks for one version of each package, and deno.lock may not change by itself", async () => {
  const { imports, lock } = z.object({
    imports: z.record(z.string(), z.string()),
    lock: z.object({ frozen: z.literal(true) }),
  }).parse(JSON.parse(await read("deno.json")));
  assert(lock.frozen);
  for (const specifier of Object.values(imports)) {
    assert(
      /^npm:(@[^@/]+\/)?[^@/]+@\d+\.\d+\.\d+(\/.*)?$/.test(specifier),
      specifier,
    );
  }
});

Deno.test("bench/rivals/python/requirements.txt has a version and hashes of each package", async () => {
  const folder = "bench/rivals/python/requirements";
  const locked = (await read(`${folder}.txt`)).replaceAll(/^ *#.*\n/gm, "")
    .replaceAll("\\\n", "").trim().split("\n");
  for (const line of locked) {
    assert(/^[\w-]+==[\w.]+( +--hash=sha256:[0-9a-f]{64})+$/.test(line), line);
  }
  const asked = (await read(`${folder}.in`)).trim().split("\n");
  const names = locked.map((line) => line.split(" ")[0] ?? "");
  assertEquals(asked.filter((package_) => !names.includes(package_)), []);
});

Deno.test("scripts/supply_chain/npm_licenses.json is of the packages in deno.lock", () => {
  assertEquals(
    Object.keys(parts.npmLicenses).sort(),
    parts.npm.map(({ id }) => id).sort(),
    "run `deno task deps:lock`",
  );
});

for (const name of lockedNames) {
  const path = pomFiles[name];
  Deno.test(`${path} asks for one version of each library and plugin`, async () => {
    const pom = (await read(path)).replaceAll(/<!--.*?-->/gs, "");
    const properties = new Map(
      [...pom.matchAll(/<([\w.]+\.version)>(.*?)<\//g)]
        .map(([, key, value]) => [key, value]),
    );
    const blocks = [...pom.matchAll(/<(dependency|plugin)>.*?<\/\1>/gs)]
      .map(([block]) => block);
    assert(blocks.length > 0);
    for (const block of blocks) {
      const version = /<version>(.*?)<\/version>/.exec(block)?.[1] ?? "";
      const value = version.replace(
        /^\$\{(.*)\}$/,
        (_, key) => properties.get(key) ?? "",
      );
      assert(exact.test(value), block);
    }
  });

  Deno.test(`${path}'s libraries are in its lock as it asks for them`, async () => {
    const pom = (await read(path)).replaceAll(/<!--.*?-->/gs, "")
      .replace(/<dependencyManagement>.*?<\/dependencyManagement>/s, "");
    const properties = new Map(
      [...pom.matchAll(/<([\w.]+\.version)>(.*?)<\//g)]
        .map(([, key, value]) => [key, value]),
    );
    const asked = [...pom.matchAll(/<dependency>(.*?)<\/dependency>/gs)]
      .filter(([, block = ""]) => !/<scope>/.test(block))
      .map(([, block = ""]) => {
        const [group, artifact, version] = ["groupId", "artifactId", "version"]
          .map((tag) => new RegExp(`<${tag}>(.*?)</${tag}>`).exec(block)?.[1]);
        const value = version?.replace(
          /^\$\{(.*)\}$/,
          (_, key) => properties.get(key) ?? "",
        );
        return `pkg:maven/${group}/${artifact}@${value}?type=jar`;
      });
    const locked = Object.values(parts.libraries[name]).map(({ purl }) => purl);
    assert(asked.length > 0);
    assertEquals(
      asked.filter((purl) => !locked.includes(purl)),
      [],
      "run `deno task deps:lock`",
    );
  });
}

Deno.test("NOTICE names what the sink's folder has of others", async () => {
  assertEquals(
    await read("NOTICE"),
    printNotice(parts.libraries.sink),
    "run `deno task deps:lock`",
  );
});

Deno.test("CI and the README run one version of Deno", async () => {
  for (const path of [".ci/run", "README.md"]) {
    const versions = new Set(
      [...(await read(path)).matchAll(/deno@([\w.]+)/g)].map(([, each]) =>
        each
      ),
    );
    assertEquals([...versions], [Deno.version.deno], path);
  }
});

Deno.test("compose.yaml names each image's version", async () => {
  const { services } = z.object({
    services: z.record(z.string(), z.object({ image: z.string() })),
  }).parse(parse(await read("compose.yaml")));
  for (const { image } of Object.values(services)) {
    assert(/:v?\d+(\.\d+)+[\w.-]*(@sha256:[0-9a-f]{64})?$/.test(image), image);
  }
});
