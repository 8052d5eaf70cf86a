/**
 * `deno task fuzz:validate`: asks the oracle and the validator about mutated connector configs until the time is over,
 * and prints where they disagree.
 *
 * @module
 */
import {
  agreementOf,
  askValidator,
  minimise,
  type Said,
  saidBy,
} from "../tests/oracle/compare.ts";
import {
  askOracle,
  type Case,
  drawCase,
  judgeTruth,
  type Truth,
} from "../tests/oracle/differential.ts";
import {
  buildOracle,
  Oracle,
  type OracleAnswer,
} from "../tests/oracle/oracle_client.ts";
import { runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "./shared/exit.ts";
import {
  formatTable,
  print,
  printError,
  printJson,
} from "./shared/terminal.ts";

/** One question on which the validator is wrong. */
interface Disagreement {
  readonly seed: number;
  readonly agreement: "missed" | "false alarm";
  readonly base: string;
  readonly mutations: readonly string[];
  readonly truth: string;
  readonly findings: readonly string[];
  readonly config: Case["subject"]["config"];
  readonly records: Case["subject"]["records"];
}

const truths: readonly Truth[] = [
  "fails",
  "works",
  "outside",
  "partly",
  "fewer",
  "differs",
];

async function fuzz(): Promise<ExitCode> {
  const command = taskCommand(
    "fuzz:validate",
    "Compare the validator with the real engine on mutated configs",
  )
    .option("--minutes <number>", "how long", Number, 1)
    .option("--seed <number>", "the first case", Number, 1)
    .option("--cases <number>", "how many cases at most", Number, Infinity)
    .option("--worlds <names>", "only these, such as orders,plant")
    .option("--json", "print the disagreements as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  deno task up && deno task fuzz:validate --minutes 10 --seed 7",
    )
    .parse(Deno.args, { from: "user" });
  const { minutes, seed, cases, worlds, json } = command.opts<{
    minutes: number;
    seed: number;
    cases: number;
    worlds?: string;
    json?: boolean;
  }>();
  if (!(minutes > 0) || !Number.isInteger(seed)) {
    throw new UserError(
      "Cannot fuzz: --minutes must be positive and --seed a whole number",
    );
  }
  await buildOracle();
  await using oracle = new Oracle({ cassandraPort: cassandraPort() });
  const fuzzer = new Fuzzer(oracle);
  const end = performance.now() + minutes * 60_000;
  const wanted = worlds?.split(",");
  for (let n = 0, ran = 0; ran < cases && performance.now() < end; n++) {
    const drawn = drawCase(seed + n);
    if (wanted?.includes(drawn.world.name) === false) continue;
    await fuzzer.run(drawn);
    if (++ran % 100 === 0) printError(fuzzer.summary());
  }
  if (json) printJson(fuzzer.disagreements);
  else printResult(fuzzer);
  return fuzzer.disagreements.length === 0 ? exitCode.ok : exitCode.wrong;
}

function cassandraPort(): number {
  const port = Number(Deno.env.get("CASSANDRA_PORT") || "9042");
  if (Number.isInteger(port)) return port;
  throw new UserError(`Cannot fuzz: CASSANDRA_PORT is no port: ${port}`);
}

class Fuzzer {
  readonly matrix = new Map<string, number>();
  readonly disagreements: Disagreement[] = [];
  readonly #bases = new Map<string, OracleAnswer>();
  #ran = 0;

  constructor(private readonly oracle: Oracle) {}

  /** Asks both about a case and keeps what they disagree on. */
  async run(drawn: Case): Promise<void> {
    const { truth, said } = await this.#compare(drawn);
    this.#ran++;
    const cell = `${truth}/${said}`;
    this.matrix.set(cell, (this.matrix.get(cell) ?? 0) + 1);
    const agreement = agreementOf(truth, said);
    if (agreement !== "missed" && agreement !== "false alarm") return;
    const smallest = await minimise(drawn, async (smaller) => {
      const { truth, said } = await this.#compare(smaller);
      return agreementOf(truth, said) === agreement;
    });
    const { answer, findings } = await this.#compare(smallest);
    this.disagreements.push({
      seed: drawn.seed,
      agreement,
      base: drawn.base.name,
      mutations: smallest.mutations.map(({ text }) => text),
      truth: `${answer.verdict} (${answer.stage}) ${answer.message}`.trim(),
      findings,
      config: smallest.subject.config,
      records: smallest.subject.records,
    });
  }

  async #compare({ world, base, subject }: Case) {
    const answer = await askOracle(this.oracle, world, subject);
    const result = await askValidator(world, subject);
    const toBase = await this.#answerToBase({
      world,
      base,
      records: subject.records,
    });
    return {
      answer,
      truth: judgeTruth(subject, answer, toBase),
      said: saidBy(result),
      findings: result.findings.map(({ severity, code, setting, message }) =>
        `${severity} ${code} ${setting}: ${message}`
      ),
    };
  }

  /** What the base does to as many records: a smaller sample leaves fewer rows by itself. */
  async #answerToBase({ world, base, records }: {
    world: Case["world"];
    base: Case["base"];
    records: Case["subject"]["records"];
  }): Promise<OracleAnswer> {
    const whole = records.length === base.records.length;
    const name = `${base.name} ${whole ? "" : JSON.stringify(records)}`;
    const known = this.#bases.get(name);
    if (known !== undefined) return known;
    const answer = await askOracle(this.oracle, world, {
      config: base.config,
      records: whole ? base.records : records,
    });
    if (whole && answer.verdict !== "works") {
      throw new Error(`The base ${base.name} must work: ${answer.message}`);
    }
    this.#bases.set(name, answer);
    return answer;
  }

  /** One line of progress. */
  summary(): string {
    const count = (agreement: string) =>
      this.disagreements.filter((each) => each.agreement === agreement).length;
    return `${this.#ran} cases, ${count("missed")} missed, ${
      count("false alarm")
    } false alarms`;
  }
}

function printResult(fuzzer: Fuzzer): void {
  const saids: readonly Said[] = ["error", "no error"];
  for (const found of fuzzer.disagreements) {
    print(`${found.agreement}: seed ${found.seed}, ${found.base}`);
    for (const mutation of found.mutations) print(`  mutation   ${mutation}`);
    print(`  truth      ${found.truth}`);
    for (const finding of found.findings) print(`  validator  ${finding}`);
    if (found.findings.length === 0) print("  validator  (nothing)");
    print("");
  }
  print(formatTable(
    ["truth", ...saids.map((said) => `validator: ${said}`)],
    truths.map((truth) => [
      truth,
      ...saids.map((said) =>
        String(fuzzer.matrix.get(`${truth}/${said}`) ?? 0)
      ),
    ]),
  ));
  print(fuzzer.summary());
}

await runMain(fuzz);
