import { readLock } from "./library_lock.ts";
import { npmLicenses, npmLicensesFile, readDenoLock } from "./npm_lock.ts";
import type { SbomParts } from "./sbom.ts";

/** Reads the locks of the project whose root is given. */
export async function readParts(root: URL): Promise<SbomParts> {
  const read = (path: string) => Deno.readTextFile(new URL(path, root));
  return {
    npm: readDenoLock(await read("deno.lock")),
    npmLicenses: npmLicenses.parse(JSON.parse(await read(npmLicensesFile))),
    libraries: {
      kafka: await readLock("kafka", root),
      cassandra: await readLock("cassandra", root),
      sink: await readLock("sink", root),
    },
  };
}
