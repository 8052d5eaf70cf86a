/**
 * `deno task bench`: measures this project against what one would take in its place, each contender in turn in the same
 * run, on services of its own. `bench/README.md` tells how to read the results.
 *
 * @module
 */
import { Option, runMain, taskCommand } from "../scripts/shared/cli.ts";
import { type ExitCode, exitCode, UserError } from "../scripts/shared/exit.ts";
import { print, printError, printJson } from "../scripts/shared/terminal.ts";
import { userPath } from "../scripts/shared/user_path.ts";
import type { Row } from "./context.ts";
import { describeMachine, formatMachine } from "./machine.ts";
import { isMet, type RowResult } from "./measure.ts";
import { renderRow } from "./render_table.ts";
import { makeReport, reportFolder, writeReport } from "./report.ts";
import { allRows } from "./rows/all.ts";
import { runRows } from "./runner.ts";
import type { Mode } from "./sizes.ts";

interface BenchFlags {
  quick?: boolean;
  smoke?: boolean;
  huge?: boolean;
  only?: string[];
  output?: string;
  json?: boolean;
}

const names = allRows.map(({ name }) => name);

function parseArguments(args: string[]): BenchFlags {
  return taskCommand("bench", "Measure this project against its rivals")
    .option("--quick", "smaller and fewer: under 5 minutes, not an hour")
    .option("--smoke", "with --quick: only show that it works, in a minute")
    .option("--huge", "let the growth go on to ten million records")
    .addOption(
      new Option("--only <name...>", "only these rows").choices(names),
    )
    .option(
      "--output <folder>",
      "where results.json and results.svg go (bench, of a whole run); with --only, the other rows there stay",
    )
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Starts services of its own on free ports and stops them at the end. Run it on a machine that does nothing else. With
SINK_JAR=<path>, DataStax' own sink takes the place of its stand-in, an adapter on the same engine.

Exit codes: 0 all targets are met, 1 one is missed, 2 a row could not be measured.

Example:
  deno task bench --quick --only sink-100 latency`,
    )
    .parse(args, { from: "user" })
    .opts<BenchFlags>();
}

function chooseMode({ quick = false, smoke = false }: BenchFlags): Mode {
  if (smoke && !quick) {
    throw new UserError(
      "Cannot run --smoke alone: it is a form of --quick",
      "give --quick --smoke",
    );
  }
  return smoke ? "smoke" : quick ? "quick" : "full";
}

function chooseRows(mode: Mode, only: string[] | undefined): Row[] {
  return allRows.filter(({ name, modes }) =>
    only === undefined ? modes.includes(mode) : only.includes(name)
  );
}

async function bench(): Promise<ExitCode> {
  const flags = parseArguments(Deno.args);
  const mode = chooseMode(flags);
  const folder = chooseFolder(mode, flags);
  // Not after an hour of measuring for it to be there.
  if (folder !== null) await Deno.mkdir(folder, { recursive: true });
  const machine = await describeMachine();
  const signal = listenForInterrupt();
  let results: RowResult[];
  try {
    results = await runRows(chooseRows(mode, flags.only), {
      mode,
      isHuge: flags.huge ?? false,
      report: printError,
      signal,
    });
  } catch (error) {
    if (signal.aborted) return exitCode.couldNot;
    throw error;
  }
  const report = makeReport(results, {
    date: new Date().toISOString(),
    mode,
    machine,
  });
  if (folder !== null) {
    await writeReport(report, { folder, keepOthers: flags.only !== undefined });
  }
  if (flags.json) printJson(report);
  else {
    print([formatMachine(machine), ...results.map(renderRow)].join("\n\n"));
  }
  if (results.some(({ failure }) => failure !== undefined)) {
    return exitCode.couldNot;
  }
  // So few records say nothing of speed.
  if (mode === "smoke") return exitCode.ok;
  const missed = results.some(({ measures }) =>
    measures.some((measure) => isMet(measure, measures) === false)
  );
  return missed ? exitCode.wrong : exitCode.ok;
}

/** A part of a run, or a smoke test, is no result to keep, unless asked for. */
function chooseFolder(mode: Mode, { only, output }: BenchFlags): string | null {
  if (output !== undefined) return userPath(output);
  return only === undefined && mode !== "smoke" ? reportFolder : null;
}

/** Aborts when a user or a system wants the end; the services are stopped then. */
function listenForInterrupt(): AbortSignal {
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      if (!interrupt.signal.aborted) {
        printError("interrupted: stopping the bench's services");
      }
      interrupt.abort();
    });
  }
  return interrupt.signal;
}

if (import.meta.main) await runMain(bench);
