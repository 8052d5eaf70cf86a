import { drawMutations } from "./mutations/all.ts";
import type { Mutation, Subject } from "./mutations/mutation.ts";
import { Random } from "./mutations/random.ts";
import type { Oracle, OracleAnswer } from "./oracle_client.ts";
import { worlds } from "./worlds/all.ts";
import type { Base, Config, World } from "./worlds/world.ts";

/** A base with mutations: one question to both the oracle and the validator. */
export interface Case {
  readonly seed: number;
  readonly world: World;
  readonly base: Base;
  readonly mutations: readonly Mutation[];
  readonly subject: Subject;
}

/**
 * What a config really does, gravest first, as a validator has to tell it:
 * - `fails`: refused, failed, stalled, or nothing of the sample arrives.
 * - `outside`: it fails by what neither config nor tables nor sample tell: no such host, port, datacenter or file, a class
 *   that the worker lacks, the worker's default converter, too few brokers.
 * - `partly`: some records of the sample are skipped or dead-lettered, as `errors.*` or `ignoreErrors` ask for.
 * - `fewer`: it runs and leaves fewer rows than the unmutated config: records were overwritten or deleted.
 * - `differs`: it runs and leaves other rows than the unmutated config, which may be what the mutation is for.
 * - `works`: it runs and leaves the same rows.
 */
export type Truth =
  | "fails"
  | "outside"
  | "partly"
  | "fewer"
  | "differs"
  | "works";

/** Draws the case of a seed: the same seed is the same case. */
export function drawCase(seed: number): Case {
  const random = new Random(Math.imul(seed, 2654435761));
  const world = random.pick(worlds);
  const base = random.pick(world.bases);
  return makeCase(seed, world, base, drawMutations(random, base));
}

/** Draws mutations of a seed for a base that is given, such as one that was moved to other names. */
export function drawCaseOf(base: Base, world: World, seed: number): Case {
  const random = new Random(Math.imul(seed, 2654435761));
  return makeCase(seed, world, base, drawMutations(random, base));
}

/** The case of a base with these mutations. */
export function makeCase(
  seed: number,
  world: World,
  base: Base,
  mutations: readonly Mutation[],
): Case {
  const subject = mutations.reduce<Subject>(
    (changed, mutation) => mutation.apply(changed),
    { config: base.config, records: base.records },
  );
  return { seed, world, base, mutations, subject };
}

/** Asks the oracle what a subject does in a world. */
export function askOracle(
  oracle: Oracle,
  world: World,
  subject: Subject,
): Promise<OracleAnswer> {
  return oracle.ask({
    config: subject.config,
    records: subject.records,
    setup: world.cql,
    tables: world.tables,
  });
}

const outsideFailures = new RegExp(
  [
    "Could not reach any contact point",
    "NoNodeAvailable",
    "finds no broker",
    "does not speak",
    "FileNotFound",
    ": does not exist$",
    ": is not a file$",
    "Could not read properties",
    "Class io\\.\\S+ could not be found",
    "matches the version range",
    "partition 3 time\\(s\\)",
    "conflicts with Connect worker group",
    // Our own plugin's words: it tells more, and waits longer for a database.
    "does not exist on the worker",
    "the cluster has no datacenter",
    "More than one connector matches alias",
  ].join("|"),
);

/** What the answer about a subject means, compared with that to the unmutated base. */
export function judgeTruth(
  { config }: Pick<Subject, "config">,
  answer: OracleAnswer,
  toBase: OracleAnswer,
): Truth {
  if (answer.verdict !== "works" && isOutside(config, answer)) return "outside";
  if (
    answer.verdict === "dead_lettered" || answer.verdict === "dropped"
  ) {
    // A plugin that tells nothing leaves "put"; the oracle's own adapter leaves it where the engine lost the record.
    const told = answer.records.includes("written");
    const untold = answer.records.includes("put") &&
      !answer.message.startsWith("the engine neither");
    return told || untold ? "partly" : "fails";
  }
  if (answer.verdict !== "works") return "fails";
  const rows = comparableRows(answer);
  const expected = comparableRows(toBase);
  if (rows.length < expected.length) return "fewer";
  return JSON.stringify(rows) === JSON.stringify(expected)
    ? "works"
    : "differs";
}

function isOutside(config: Config, { message, stage }: OracleAnswer): boolean {
  const byWorker = stage === "convert" || stage === "live" ||
    message.includes("_CONVERTER");
  return outsideFailures.test(message) ||
    byWorker && !("key.converter" in config && "value.converter" in config);
}

/** Rows without what differs from run to run: write times, TTLs and UUIDs made by `now()`. */
export function comparableRows(answer: Pick<OracleAnswer, "rows">): string[] {
  return Object.entries(answer.rows).flatMap(([table, rows]) =>
    rows.map((row) => {
      const cells = Object.entries(JSON.parse(row)).filter(([name]) =>
        !/^"?(writetime|ttl)\(/.test(name)
      );
      return `${table} ${JSON.stringify(Object.fromEntries(cells))}`
        .replaceAll(
          /"[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[0-9a-f]{4}-(?!feff819cdc)[0-9a-f]{12}"/g,
          '"now()"',
        );
    })
  ).sort();
}
