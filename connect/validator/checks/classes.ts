import { didYouMean } from "../did_you_mean.ts";
import type { Report } from "../report.ts";

/** Where a class is named, and which classes could be meant. */
export interface ClassReference {
  readonly setting: string;
  readonly className: string;
  /** What the class must be, such as "converter". */
  readonly kind: string;
  /** Classes that exist. */
  readonly known: readonly string[];
  /** Classes that exist, but of another kind, with what they are. */
  readonly others?: Readonly<Record<string, string>>;
}

/**
 * Checks that no blank stands around a class's name: Connect looks classes up by the value as it is.
 *
 * @returns whether there is none.
 */
export function checkClassBlanks(
  setting: string,
  value: string,
  report: Report,
): boolean {
  if (value === value.trim() || value.trim() === "") return true;
  report.add("class-misspelt", {
    setting,
    message: `${setting} has a blank around the class's name`,
    fix: `write ${value.trim()}`,
  });
  return false;
}

/** Packages of Apache Kafka and Java, in which no worker has classes beyond the known ones. */
const closedPackages = /^(org\.apache\.kafka\.|java\.|javax\.)/;

/**
 * Judges a class that is not among the known ones: surely misspelt, of another kind, or unknown here because a plugin
 * on the worker may well have it.
 */
export function reportUnknownClass(
  reference: ClassReference,
  report: Report,
): void {
  const { setting, className, kind, known, others } = reference;
  if (className === "") {
    report.add("class-misspelt", {
      setting,
      message: `${setting} is empty`,
      fix: "name a class, or remove the setting",
    });
    return;
  }
  const other = others?.[className];
  if (other !== undefined) {
    report.add("class-wrong-kind", {
      setting,
      message: `${className} is a ${other}, but ${setting} needs a ${kind}`,
    });
    return;
  }
  const meant = didYouMean(className, known) ??
    sameSimpleName(className, known) ?? nearSimpleName(className, known);
  if (meant !== null || closedPackages.test(className)) {
    report.add("class-misspelt", {
      setting,
      message: `there is no ${kind} ${className}`,
      fix: meant === null
        ? `name an existing ${kind}, such as ${known[0]}`
        : `did you mean ${meant}?`,
    });
    return;
  }
  report.couldNotCheck(
    `${setting}: whether the worker has the class ${className}`,
  );
}

// A misspelt short name: Connect knows each plugin by its simple name, too.
function nearSimpleName(
  className: string,
  known: readonly string[],
): string | null {
  if (className.includes(".")) return null;
  const simple = new Map(
    known.map((name) => [name.slice(name.lastIndexOf(".") + 1), name]),
  );
  const meant = didYouMean(className, simple.keys());
  return meant === null || meant === className ? null : simple.get(meant)!;
}

// The right class in the wrong package, of Kafka's own classes only.
function sameSimpleName(
  className: string,
  known: readonly string[],
): string | null {
  if (!closedPackages.test(className)) return null;
  const simple = className.slice(className.lastIndexOf(".") + 1).toLowerCase();
  return known.find((candidate) =>
    candidate.slice(candidate.lastIndexOf(".") + 1).toLowerCase() === simple
  ) ?? null;
}
