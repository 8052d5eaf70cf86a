import type { Argument, Option } from "commander";

/** What a shell may offer for a value. */
export interface ValueCompletion {
  readonly values: readonly string[];
  /** Whether the shell is to offer files. */
  readonly files?: boolean;
  /** Whether the value may go on after one of these. */
  readonly isList?: boolean;
}

/**
 * What may be completed for an option's value, or for an argument: what its `choices()` say, files, or, where only this
 * project knows them, the environments, the cities and the worker's connectors. Nothing for what is free text.
 *
 * @param typed the part of it that is there
 */
export async function completeValue(
  target: Option | Argument,
  typed: string,
): Promise<ValueCompletion> {
  const isOption = "flags" in target;
  const name = isOption ? target.attributeName() : target.name();
  const placeholder = isOption
    ? /[<[](\w+)/.exec(target.flags)?.[1] ?? ""
    : target.name();
  if (target.argChoices !== undefined) return { values: target.argChoices };
  if (fileNames.includes(placeholder)) return { values: [], files: true };
  if (name === "env") return { values: await listEnvironments() };
  if (name === "cities" || name === "city") {
    return { values: await listCities(typed), isList: true };
  }
  if (isOption ? placeholder === "connector" : /^names?$/.test(name)) {
    return { values: await listRunningConnectors() };
  }
  return { values: [] };
}

const fileNames = ["file", "files", "path"];

async function listEnvironments(): Promise<string[]> {
  const { environments } = await import(
    "../../connect/environments/select.ts"
  );
  return Object.keys(environments);
}

async function listCities(typed: string): Promise<string[]> {
  const { tutorialCities } = await import("../../weather/cities.ts");
  const given = typed.slice(0, typed.lastIndexOf(",") + 1);
  return tutorialCities
    .filter(({ name }) => !given.split(",").includes(name))
    .map(({ name }) => given + name);
}

// Whoever presses Tab must not wait for a worker that is away.
const workerMs = 300;

async function listRunningConnectors(): Promise<string[]> {
  const [{ listConnectors }, { connectApiOf }, { readSettings }] = await Promise
    .all([
      import("../../connect/connect_api.ts"),
      import("../../connect/connect_target.ts"),
      import("./settings.ts"),
    ]);
  try {
    return await listConnectors({
      ...connectApiOf(readSettings()),
      timeoutMs: workerMs,
      rebalanceMs: 0,
    });
  } catch {
    // A completion that cannot be made is none: the command itself will say what is wrong.
    return [];
  }
}
