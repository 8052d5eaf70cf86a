import { systemClock } from "../../weather/clock.ts";
import { type ExitCode, exitCode, UserError } from "../shared/exit.ts";
import type { Settings } from "../shared/settings.ts";
import { explainUnreadable, userPath } from "../shared/user_path.ts";
import { backfill, type BackfillState } from "./backfill.ts";
import { openProgress } from "./backfill_progress.ts";
import { createBackfillReport } from "./backfill_report.ts";
import { startProducer } from "./start_producer.ts";
import { stopSignal } from "./stop_signal.ts";

/** What the command line decides; see `deno task produce --help`. */
export interface BackfillFlags {
  /** Path of the history, or `-` for standard input. */
  readonly replay: string;
  /** The line to begin with; otherwise that after the last one known to be sent. */
  readonly fromLine?: number;
  readonly createTopic: boolean;
  readonly json?: boolean;
}

interface History {
  readonly bytes: ReadableStream<Uint8Array>;
  /** Bytes in all; null if not known. */
  readonly size: number | null;
  readonly afterLine: number;
  readonly save: (line: number) => Promise<void>;
  readonly clear: () => Promise<void>;
}

const saveEveryMs = 1_000;

/**
 * Publishes a history of records, and remembers how far it came.
 *
 * @throws {UserError} for what its user can mend.
 */
export async function runBackfill(
  settings: Settings,
  flags: BackfillFlags,
): Promise<ExitCode> {
  const { replay, fromLine, createTopic, json = false } = flags;
  const history = await openHistory(replay, settings.KAFKA_TOPIC);
  const afterLine = fromLine === undefined ? history.afterLine : fromLine - 1;
  const report = createBackfillReport({ json, size: history.size });
  if (afterLine > 0 && fromLine === undefined) {
    report.note(
      `going on after line ${afterLine} of ${replay}; --from-line 1 starts over`,
    );
  }
  const stop = stopSignal();
  let savedMs = systemClock.now();
  let state: BackfillState;
  const producer = await startProducer(settings, { createTopic, report });
  try {
    state = await backfill({
      bytes: history.bytes,
      afterLine,
      units: settings.WEATHER_UNITS,
      isBucketed: settings.CASSANDRA_LAYOUT === "bucketed",
      send: (messages) => producer.send(messages),
      onRefused: report.refused,
      onProgress: async (state) => {
        report.progress(state);
        if (systemClock.now() - savedMs < saveEveryMs) return;
        savedMs = systemClock.now();
        await history.save(state.line);
      },
      signal: stop.signal,
    });
  } catch (error) {
    throw explainReadError(error, replay);
  } finally {
    stop.dispose();
    await producer.close();
  }
  report.end(state);
  if (stop.signal.aborted) {
    if (state.line > 0) await history.save(state.line);
    throw new UserError(
      `Ended before the end of ${replay}: all up to line ${state.line} is published`,
      replay === "-"
        ? `go on with --from-line ${state.line + 1}`
        : "the same command goes on from there",
    );
  }
  await history.clear();
  return state.refused > 0 ? exitCode.wrong : exitCode.ok;
}

async function openHistory(path: string, topic: string): Promise<History> {
  if (path === "-") {
    return {
      bytes: Deno.stdin.readable,
      size: null,
      afterLine: 0,
      save: () => Promise.resolve(),
      clear: () => Promise.resolve(),
    };
  }
  try {
    const file = userPath(path);
    const { readable: bytes } = await Deno.open(file);
    const { line: afterLine, size, save, clear } = await openProgress(
      file,
      topic,
    );
    return { bytes, size, afterLine, save, clear };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof Deno.errors.NotCapable) {
      throw explainUnreadable(path, {
        task: "deno task produce --replay -",
        cause: error,
      });
    }
    throw new UserError(
      `Cannot read ${path}: ${error.message}`,
      "give the path of a file of JSON Lines, gzipped or not, or - for standard input",
      2,
      { cause: error },
    );
  }
}

function explainReadError(error: unknown, path: string): unknown {
  const damaged = error instanceof Error && "code" in error &&
    String(error.code).startsWith("Z_");
  return damaged
    ? new UserError(
      `Cannot read ${path}: its gzip is damaged (${error.message})`,
      "make the file anew; what was published stays",
      2,
      { cause: error },
    )
    : error;
}
