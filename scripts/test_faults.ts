/**
 * `deno task test:faults`: does harm to a pipeline under load, again and again, and counts whether each record ended in
 * exactly one place, its row or the dead letter queue.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { longCases, shortCases } from "../tests/faults/cases.ts";
import { clusterCases } from "../tests/faults/cluster_harms.ts";
import { formatResults, isGood } from "../tests/faults/report.ts";
import { runSuite } from "../tests/faults/run_suite.ts";
import { Option, runMain, taskCommand } from "./shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "./shared/exit.ts";
import { print, printError, printJson } from "./shared/terminal.ts";
import { projectDir } from "./stack/description.ts";

interface FaultsFlags {
  short?: boolean;
  cluster?: boolean;
  secure?: boolean;
  repeats?: number;
  only?: string;
  seed?: number;
  rate?: number;
  json?: boolean;
}

const resultFile = `${projectDir}.cache/faults.json`;

function parseArguments(args: string[]): FaultsFlags {
  return taskCommand(
    "test:faults",
    "Do harm to a pipeline under load and count what became of each record",
  )
    .option(
      "--short",
      "as in CI: one stream for harms of a kind, shorter, slower",
    )
    .addOption(
      new Option(
        "--cluster",
        "take away one node at a time of three brokers, two workers, three Cassandra nodes",
      ).conflicts("short"),
    )
    .option("--secure", "with TLS, logins and rights on every connection")
    .addOption(
      new Option("--repeats <count>", "how often each harm is done (10; 1; 3)")
        .argParser(readCount),
    )
    .option("--only <text>", "only cases whose name has this text")
    .addOption(
      new Option("--seed <number>", "of an earlier run, to have its moments")
        .argParser(readCount),
    )
    .addOption(
      new Option(
        "--rate <count>",
        "records per second and stream (200; 100; 100)",
      )
        .argParser(readCount),
    )
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Starts services of its own on free ports and stops them at the end. All cases take over an hour on two cores, --short 3
to 4 minutes, --cluster, which needs 5 GB of memory, about 25. The result is also written to .cache/faults.json.

Exit codes: 0 nothing lost, wrong or stalled, 1 otherwise, 2 it could not be run.

Examples:
  deno task test:faults --repeats 2 --only "kill -9"
  deno task test:faults --cluster --repeats 1`,
    )
    .parse(args, { from: "user" })
    .opts<FaultsFlags>();
}

async function testFaults(): Promise<ExitCode> {
  const flags = parseArguments(Deno.args);
  const { short = false, cluster = false, secure = false } = flags;
  const { only = "", json = false } = flags;
  const seed = flags.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!;
  const candidates = cluster ? clusterCases : short ? shortCases : longCases;
  const cases = candidates
    .filter(({ name }) => name.includes(only));
  if (cases.length === 0) {
    throw new UserError(
      `No case's name has the text "${only}"`,
      `they are: ${candidates.map(({ name }) => name).join("; ")}`,
    );
  }
  printError(`seed ${seed}`);
  await Deno.mkdir(`${projectDir}.cache`, { recursive: true });
  const signal = listenForInterrupt();
  try {
    const results = await runSuite(cases, {
      seed,
      cluster,
      secure,
      rate: flags.rate ?? (short || cluster ? 100 : 200),
      repeats: flags.repeats ?? (short ? 1 : cluster ? 3 : 10),
      holdMs: short ? 3_000 : cluster ? 15_000 : 30_000,
      concurrency: short ? 3 : 2,
      signal,
      report: printError,
      // An hour's results must not be lost with its last minute.
      onResults: async (results) => {
        const text = JSON.stringify({ seed, results }, null, 2);
        await Deno.writeTextFile(resultFile, text);
      },
    });
    if (json) printJson({ seed, results });
    else print(formatResults(results, seed));
    return results.every(isGood) ? exitCode.ok : exitCode.wrong;
  } catch (error) {
    if (signal.aborted) return exitCode.couldNot;
    throw error;
  }
}

/** Aborts when a user or a system wants the end; the services are stopped then. */
function listenForInterrupt(): AbortSignal {
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      if (!interrupt.signal.aborted) {
        printError("interrupted: stopping the suite's services");
      }
      interrupt.abort();
    });
  }
  return interrupt.signal;
}

function readCount(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new InvalidArgumentError("expected a whole number");
  }
  return Number(text);
}

if (import.meta.main) await runMain(testFaults);
