import {
  type LibraryLock,
  type LockedName,
  lockedNames,
  pomFiles,
} from "./library_lock.ts";
import type { NpmLicenses, NpmPackage } from "./npm_lock.ts";
import { isSpdx } from "./pom.ts";

/** What the SBOM is made from: all of it is committed. */
export interface SbomParts {
  readonly npm: readonly NpmPackage[];
  readonly npmLicenses: NpmLicenses;
  readonly libraries: Readonly<Record<LockedName, LibraryLock>>;
}

/** A part in CycloneDX's words, as far as they are used here. */
interface Component {
  readonly type: "application" | "library";
  readonly "bom-ref": string;
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly hashes?: readonly {
    readonly alg: string;
    readonly content: string;
  }[];
  readonly licenses?: readonly {
    readonly license: { readonly id: string } | { readonly name: string };
  }[];
  readonly purl?: string;
}

const rootRef = "cities-weather";

/**
 * Lists all parts of others as CycloneDX 1.6, with hashes, package URLs, licences, and what needs what. It has neither
 * time nor serial number: the same parts give the same text.
 */
export function buildSbom(parts: SbomParts) {
  const { npm } = parts;
  // Class paths share libraries.
  const jars = new Map(
    lockedNames.flatMap((name) =>
      Object.values(parts.libraries[name])
        .map((library) => [library.purl, describeJar(library)] as const)
    ),
  );
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": rootRef,
        name: rootRef,
        licenses: listLicenses(["Apache-2.0"]),
      },
    },
    components: [
      ...lockedNames.map(describeClassPath),
      ...npm.map((part) => describeNpm(part, parts.npmLicenses)),
      ...jars.values(),
    ],
    dependencies: [
      {
        ref: rootRef,
        dependsOn: [
          ...lockedNames.map(refOf),
          ...npm.filter(({ isDirect }) => isDirect).map(({ id }) => id),
        ],
      },
      ...lockedNames.map((name) => ({
        ref: refOf(name),
        dependsOn: Object.values(parts.libraries[name])
          .map(({ purl }) => purl),
      })),
      ...npm.map(({ id, dependencies }) => ({
        ref: id,
        dependsOn: dependencies,
      })),
    ],
  };
}

function refOf(name: LockedName): string {
  return `class-path-${name}`;
}

function describeClassPath(name: LockedName): Component {
  return {
    type: "application",
    "bom-ref": refOf(name),
    name: refOf(name),
    description: `what ${pomFiles[name]} asks for`,
  };
}

function describeNpm(
  { id, name, version, sha512 }: NpmPackage,
  licenses: NpmLicenses,
): Component {
  const license = licenses[id];
  return {
    type: "library",
    "bom-ref": id,
    name,
    version,
    hashes: [{ alg: "SHA-512", content: sha512 }],
    ...(license === undefined ? {} : { licenses: listLicenses([license]) }),
    purl: `pkg:npm/${name.replace(/^@/, "%40")}@${version}`,
  };
}

function describeJar(
  { purl, sha256, licenses }: LibraryLock[string],
): Component {
  const [, group = "", name = "", version = ""] =
    /^pkg:maven\/([^/]+)\/([^@]+)@([^?]+)/.exec(purl) ?? [];
  return {
    type: "library",
    "bom-ref": purl,
    group,
    name,
    version,
    hashes: [{ alg: "SHA-256", content: sha256 }],
    licenses: listLicenses(licenses),
    purl,
  };
}

function listLicenses(licenses: readonly string[]) {
  return licenses.map((license) => ({
    license: isSpdx(license) ? { id: license } : { name: license },
  }));
}
