import type { LibraryLock } from "./library_lock.ts";

/** Of the sink's folder, which is what people who take a build of this project get with it. */
export function printNotice(sink: LibraryLock): string {
  const byLicense = Map.groupBy(
    Object.entries(sink),
    ([, { licenses }]) => [...licenses].sort().join(" or "),
  );
  const groups = [...byLicense].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([license, parts]) => {
      const lines = parts.map(([file, { purl }]) =>
        `  ${file} (${coordinates(purl)})`
      );
      return `${license}\n${lines.sort().join("\n")}\n`;
    });
  return `cities-weather
Licensed under the Apache License, Version 2.0: see LICENSE.

The folder connect/plugin/target/plugin, which a build of the sink makes, and
the container images made from it have these libraries of others, unchanged,
each under its own licence (its jar has the text, or names it):

${groups.join("\n")}
Several of them are Copyright DataStax, Inc., The Netty Project, FasterXML, LLC,
and their contributors; their own notices are in META-INF of their jars.
`;
}

/** group:artifact:version of a package URL. */
function coordinates(purl: string): string {
  return purl.replace("pkg:maven/", "").replace(/\?.*/, "")
    .replaceAll(/[/@]/g, ":");
}
