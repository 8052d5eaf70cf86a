import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../scripts/shared/exit.ts";
import { findJavaHome, parseJavaRelease } from "../../../scripts/stack/java.ts";

for (
  const [text, version] of [
    ['IMPLEMENTOR="Debian"\nJAVA_VERSION="17.0.15"\n', 17],
    ['JAVA_VERSION="25"\n', 25],
    ['JAVA_VERSION="1.8.0_402"\n', 1],
    ["GRAALVM=x\n", undefined],
  ] as const
) {
  Deno.test(`parseJavaRelease() reads ${JSON.stringify(text)} as ${version}`, () => {
    assertEquals(parseJavaRelease(text), version);
  });
}

Deno.test("findJavaHome() passes by what is newer, not there or has no compiler", async () => {
  await using homes = await makeHomes({
    newer: { version: "25.0.1", javac: true },
    runtimeOnly: { version: "17.0.1", javac: false },
    right: { version: "17.0.2", javac: true },
  });
  assertEquals(
    await findJavaHome({
      candidates: [
        `${homes.dir}/missing`,
        `${homes.dir}/newer`,
        `${homes.dir}/runtimeOnly`,
        `${homes.dir}/right`,
      ],
    }),
    `${homes.dir}/right`,
  );
});

Deno.test("findJavaHome() says what it found instead and how to install the right one", async () => {
  await using homes = await makeHomes({
    newer: { version: "25.0.1", javac: true },
  });
  const error = await assertRejects(
    () => findJavaHome({ candidates: [`${homes.dir}/newer`] }),
    UserError,
  );
  assertEquals(
    error.message,
    `Cannot find a JDK 17, which Cassandra 5.0 and Kafka 4 run on; there is ${homes.dir}/newer (25)`,
  );
  assertEquals(
    error.fix,
    "Debian and Ubuntu: sudo apt-get install openjdk-17-jdk-headless\n" +
      "macOS: brew install openjdk@17\n" +
      "elsewhere: set JAVA_HOME to its folder",
  );
});

async function makeHomes(
  homes: Record<string, { version: string; javac: boolean }>,
) {
  const dir = await Deno.makeTempDir();
  for (const [name, { version, javac }] of Object.entries(homes)) {
    await Deno.mkdir(`${dir}/${name}/bin`, { recursive: true });
    await Deno.writeTextFile(
      `${dir}/${name}/release`,
      `JAVA_VERSION="${version}"\n`,
    );
    if (javac) await Deno.writeTextFile(`${dir}/${name}/bin/javac`, "");
  }
  return {
    dir,
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}
