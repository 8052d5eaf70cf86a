import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../../scripts/shared/exit.ts";
import { describePath } from "../../../scripts/supply_chain/fetch_libraries.ts";
import {
  hashFile,
  type LibraryLock,
  verifyFolder,
} from "../../../scripts/supply_chain/library_lock.ts";
import { parsePom, spdxOf } from "../../../scripts/supply_chain/pom.ts";

async function withFolder(
  test: (folder: string, lock: LibraryLock) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "libraries-" });
  try {
    const lock: LibraryLock = {};
    for (const name of ["a-1.jar", "b-1.jar"]) {
      await Deno.writeTextFile(`${folder}/${name}`, name);
      lock[name] = {
        purl: `pkg:maven/g/${name}`,
        sha256: await hashFile(`${folder}/${name}`),
        licenses: ["MIT"],
      };
    }
    await Deno.writeTextFile(`${folder}/own-1.jar`, "built here");
    await test(folder, lock);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const options = { name: "sink", ownJar: /^own-/ } as const;

Deno.test("verifyFolder() takes the jars of the lock, and those built here", async () => {
  await withFolder((folder, lock) =>
    verifyFolder(folder, { ...options, lock })
  );
});

for (
  const { fault, harm, says } of [
    {
      fault: "a jar that was changed",
      harm: (folder: string) =>
        Deno.writeTextFile(`${folder}/a-1.jar`, "a-1.jaR"),
      says: "a-1.jar is another file than the one in it",
    },
    {
      fault: "a jar that nobody has looked at",
      harm: (folder: string) => Deno.writeTextFile(`${folder}/c-1.jar`, ""),
      says: "c-1.jar is not in it",
    },
    {
      fault: "a folder without one of its jars",
      harm: (folder: string) => Deno.remove(`${folder}/b-1.jar`),
      says: "b-1.jar was not fetched",
    },
  ]
) {
  Deno.test(`verifyFolder() refuses ${fault}`, async () => {
    await withFolder(async (folder, lock) => {
      await harm(folder);
      const { message, fix } = await assertRejects(
        () => verifyFolder(folder, { ...options, lock }),
        UserError,
      );
      assertEquals(
        message,
        `What Maven fetched is not what connect/plugin/libraries.json says:\n  ${says}`,
      );
      assertStringIncludes(fix ?? "", "deno task deps:lock");
    });
  });
}

Deno.test("describePath() reads group, artefact, version and classifier off a repository's path", () => {
  assertEquals(
    describePath(
      "io/netty/tcnative/2.0.Final/tcnative-2.0.Final-linux-x86.jar",
    ),
    {
      purl:
        "pkg:maven/io.netty/tcnative@2.0.Final?classifier=linux-x86&type=jar",
      pom: "io/netty/tcnative/2.0.Final/tcnative-2.0.Final.pom",
      file: "tcnative-2.0.Final-linux-x86.jar",
    },
  );
});

Deno.test("parsePom() finds licences and the parent that has them", () => {
  assertEquals(
    parsePom(`<project><parent>
      <groupId>org.a</groupId><artifactId>b</artifactId><version>1</version>
    </parent><!-- <licenses></licenses> --></project>`),
    { parent: "org/a/b/1/b-1.pom", licenses: [] },
  );
  assertEquals(
    parsePom(`<project><licenses><license>
      <name>Apache
        2</name><url>http://a</url>
    </license></licenses></project>`).licenses,
    [{ name: "Apache 2", url: "http://a" }],
  );
});

for (
  const [name, ids] of [
    ["The Apache Software License, Version 2.0", ["Apache-2.0"]],
    ["LGPL-2.1-or-later", ["LGPL-2.1-or-later"]],
    ["GNU Lesser General Public License 2.1", ["LGPL-2.1-only"]],
    [
      "CDDL/GPLv2+CE",
      ["CDDL-1.1", "GPL-2.0-with-classpath-exception"],
    ],
    ["Eclipse Public License - v 2.0", ["EPL-2.0"]],
    ["The MIT License", ["MIT"]],
    ["Go License", ["Go License"]],
  ] as const
) {
  Deno.test(`spdxOf() calls "${name}" ${ids.join(", ")}`, () => {
    assertEquals(spdxOf({ name, url: "" }), ids);
  });
}
