import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  chooseClassArchive,
  type ClassArchiveOptions,
  keepClassArchive,
} from "../../../scripts/stack/class_archive.ts";

async function withFolder(
  use: (options: ClassArchiveOptions) => Promise<void>,
) {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/release`, 'JAVA_VERSION="17.0.1"\n');
    await use({
      javaHome: dir,
      libraryDir: `${dir}/kafka-1`,
      ownFile: `${dir}/own.jsa`,
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("chooseClassArchive() has the first JVM write the archive that the next uses", async () => {
  await withFolder(async (options) => {
    const first = await chooseClassArchive("kafka", options);
    assertEquals(first.javaArguments, [
      `-XX:ArchiveClassesAtExit=${options.ownFile}`,
    ]);
    await Deno.writeTextFile(options.ownFile, "classes");
    await keepClassArchive(first.pending!);
    const second = await chooseClassArchive("kafka", options);
    assertEquals(second, {
      javaArguments: [`-XX:SharedArchiveFile=${first.pending!.target}`],
      pending: null,
    });
    assertEquals(await Deno.readTextFile(first.pending!.target), "classes");
  });
});

Deno.test("chooseClassArchive() keeps archives of services and of Java releases apart", async () => {
  await withFolder(async (options) => {
    const of = async (service: string) =>
      (await chooseClassArchive(service, options)).pending!.target;
    const [kafka, connect] = [await of("kafka"), await of("connect")];
    assertStringIncludes(connect, ".connect-");
    await Deno.writeTextFile(
      `${options.javaHome}/release`,
      'JAVA_VERSION="17.0.2"\n',
    );
    assertEquals(new Set([kafka, connect, await of("kafka")]).size, 3);
  });
});

Deno.test("keepClassArchive() leaves all as it is after a kill, when there is no archive", async () => {
  await withFolder(async (options) => {
    const { pending } = await chooseClassArchive("kafka", options);
    await keepClassArchive(pending!);
    assertEquals((await chooseClassArchive("kafka", options)).pending, pending);
  });
});
