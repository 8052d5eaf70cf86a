/** What of a Maven pom tells where its artefact comes from and who may use it. */
export interface Pom {
  /** Path of the parent's pom in a repository, if there is one. */
  readonly parent: string | null;
  /** Empty where the parent's apply. */
  readonly licenses: readonly PomLicense[];
}

/** As the authors write it. */
export interface PomLicense {
  readonly name: string;
  readonly url: string;
}

/** Reads parent and licences of a pom. Only what poms of repositories look like is understood, not XML in general. */
export function parsePom(xml: string): Pom {
  const text = xml.replaceAll(/<!--.*?-->/gs, "");
  const parent = /<parent>(.*?)<\/parent>/s.exec(text)?.[1];
  const licenses = /<licenses>(.*?)<\/licenses>/s.exec(text)?.[1] ?? "";
  return {
    parent: parent === undefined ? null : pathOf(parent),
    licenses: [...licenses.matchAll(/<license>(.*?)<\/license>/gs)]
      .map(([, license = ""]) => ({
        name: element(license, "name"),
        url: element(license, "url"),
      })),
  };
}

function pathOf(parent: string): string {
  const [group, artifact, version] = ["groupId", "artifactId", "version"]
    .map((name) => element(parent, name));
  return `${
    group?.replaceAll(".", "/")
  }/${artifact}/${version}/${artifact}-${version}.pom`;
}

function element(xml: string, name: string): string {
  const text = new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(xml)?.[1] ?? "";
  return text.replaceAll("&amp;", "&").replaceAll(/\s+/g, " ").trim();
}

/** The SPDX identifiers of the licences that Java libraries have, by what is written of them. */
const spdx: readonly (readonly [RegExp, readonly string[]])[] = [
  [/cddl\/gplv2\+ce/i, ["CDDL-1.1", "GPL-2.0-with-classpath-exception"]],
  [/apache.*2|asl.*2|^asf 2/i, ["Apache-2.0"]],
  [/classpath|gpl2 w\/ cpe/i, ["GPL-2.0-with-classpath-exception"]],
  [/lgpl.*2\.1|lesser.*2\.1/i, ["LGPL-2.1-only"]],
  [/^gnu general public license version 2$/i, ["GPL-2.0-only"]],
  [/eclipse (public|pl).*2|epl.*2/i, ["EPL-2.0"]],
  [/eclipse public.*1|epl.*1/i, ["EPL-1.0"]],
  [/eclipse distribution|edl.*1/i, ["BSD-3-Clause"]],
  [/cddl.*1\.1/i, ["CDDL-1.1"]],
  [/cddl.*1\.0/i, ["CDDL-1.0"]],
  [/2.clause/i, ["BSD-2-Clause"]],
  [/3.clause|new bsd|revised bsd/i, ["BSD-3-Clause"]],
  [/\bmit\b|mit-license/i, ["MIT"]],
  [/mozilla.*1\.1|mpl.*1\.1/i, ["MPL-1.1"]],
  [/mozilla.*2|mpl.*2/i, ["MPL-2.0"]],
  [/cc0/i, ["CC0-1.0"]],
];

/** The SPDX identifiers of what a pom says, or its own words where they are none of the usual ones. */
export function spdxOf({ name, url }: PomLicense): readonly string[] {
  if (isSpdx(name)) return [name];
  for (const text of [name, url]) {
    const known = spdx.find(([pattern]) => pattern.test(text));
    if (known !== undefined) return known[1];
  }
  return [name || url];
}

/** Tells an SPDX identifier from a licence's name by its form: a word with a version, or one of the few without. */
export function isSpdx(license: string): boolean {
  return /^[A-Za-z]\w*(-\w+)*-\d[\w.-]*$|^(MIT|ISC|0BSD|Unlicense)$/.test(
    license,
  ) || /^BSD-[23]-Clause$/.test(license);
}
