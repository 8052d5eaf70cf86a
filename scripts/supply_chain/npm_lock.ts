import * as z from "zod";
import { UserError } from "../shared/exit.ts";

const entry = z.object({
  integrity: z.string().startsWith("sha512-"),
  dependencies: z.array(z.string()).default([]),
  optionalDependencies: z.array(z.string()).default([]),
});

const denoLock = z.object({
  specifiers: z.record(z.string(), z.string()),
  npm: z.record(z.string(), entry),
});

/** Licences of the npm packages, by `name@version`: `deno.lock` has none. */
export const npmLicenses = z.record(z.string(), z.string().min(1));

/** See {@linkcode npmLicenses}. */
export type NpmLicenses = z.infer<typeof npmLicenses>;

/** Where the licences are kept, from the project's root. */
export const npmLicensesFile = "scripts/supply_chain/npm_licenses.json";

/** One package of `deno.lock`. */
export interface NpmPackage {
  /** `name@version`. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** SHA-512 in hexadecimal. */
  readonly sha512: string;
  /** Ids of the packages that it needs. */
  readonly dependencies: readonly string[];
  /** Whether the project itself asks for it. */
  readonly isDirect: boolean;
}

/** Reads the packages of `deno.lock`. */
export function readDenoLock(text: string): NpmPackage[] {
  const { specifiers, npm } = denoLock.parse(JSON.parse(text));
  const ids = Object.keys(npm).map(withoutPeers);
  const direct = new Set(
    Object.entries(specifiers).map(([specifier, version]) => {
      const name = specifier.slice("npm:".length).replace(/(?!^)@.*$/, "");
      return withoutPeers(`${name}@${version}`);
    }),
  );
  return Object.entries(npm).map(([key, part]) => {
    const id = withoutPeers(key);
    const at = id.lastIndexOf("@");
    return {
      id,
      name: id.slice(0, at),
      version: id.slice(at + 1),
      sha512: Uint8Array.fromBase64(part.integrity.slice("sha512-".length))
        .toHex(),
      // A dependency has its version only where there are several of its name.
      dependencies: [...part.dependencies, ...part.optionalDependencies].map((
        name,
      ) => ids.find((id) => id === name || id.startsWith(`${name}@`)) ?? name),
      isDirect: direct.has(id),
    };
  });
}

/** A package's key without those of the peers it was resolved with: `a@1.0.0_b@2.0.0`. */
function withoutPeers(key: string): string {
  return key.replace(/(?!^)(@[^@_]+)_.*$/, "$1");
}

/**
 * Looks the packages' licences up in Deno's cache.
 *
 * @throws {UserError} if one is not there, or has no licence.
 */
export async function findNpmLicenses(
  packages: readonly NpmPackage[],
): Promise<NpmLicenses> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
  }).output();
  const { npmCache } = z.object({ npmCache: z.string() })
    .parse(JSON.parse(new TextDecoder().decode(stdout)));
  const licenses: NpmLicenses = {};
  for (const { id, name, version } of packages) {
    const license = await readLicense(npmCache, `${name}/${version}`);
    if (license === undefined) {
      throw new UserError(
        `Cannot tell the licence of ${id}`,
        "run `deno install`, which fetches it; or it has none: decide whether to use it",
      );
    }
    licenses[id] = license;
  }
  return licenses;
}

const packageJson = z.object({ license: z.string().min(1) });

/** In the cache each registry has a folder. */
async function readLicense(
  cache: string,
  path: string,
): Promise<string | undefined> {
  for await (const { name } of Deno.readDir(cache)) {
    try {
      const text = await Deno.readTextFile(
        `${cache}/${name}/${path}/package.json`,
      );
      return packageJson.parse(JSON.parse(text)).license;
    } catch (error) {
      if (
        error instanceof Deno.errors.NotFound ||
        error instanceof Deno.errors.NotADirectory ||
        error instanceof z.ZodError
      ) continue;
      throw error;
    }
  }
  return undefined;
}
