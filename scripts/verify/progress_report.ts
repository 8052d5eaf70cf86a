import { hasStatusLine, printError, showStatus } from "../shared/terminal.ts";
import { formatProgress, RateMeter } from "./progress.ts";

/** Tells people how far a long work is: on a terminal in one line that is written anew, else a line now and then. */
export interface ProgressReport {
  /** So many steps of so many are done. */
  readonly step: (done: number, total: number) => void;
  /** Something is waited for, or is being done that has no steps. */
  readonly note: (text: string) => void;
  /** Takes the line away, for the results. */
  readonly end: () => void;
}

/** How often the line on a terminal is written, and how often one elsewhere, in milliseconds. */
const everyMs = { terminal: 200, elsewhere: 2_000 };

/** Columns of the bar. */
const barWidth = 20;

/** Makes a report to standard error, which stays silent for works that take less than some seconds. */
export function createProgressReport(): ProgressReport {
  const isTerminal = hasStatusLine();
  const meter = new RateMeter();
  const everySoOften = isTerminal ? everyMs.terminal : everyMs.elsewhere;
  let last = performance.now();
  let isShown = false;
  const tell = (text: () => string) => {
    const now = performance.now();
    if (now - last < everySoOften) return;
    last = now;
    if (!isTerminal) return printError(text());
    showStatus(text());
    isShown = true;
  };
  return {
    step: (done, total) => {
      const rate = meter.measure(done, performance.now());
      tell(() =>
        formatProgress(
          { done, total, rate },
          { barWidth: isTerminal ? barWidth : 0 },
        )
      );
    },
    note: (text) => tell(() => text),
    end: () => {
      if (isShown) showStatus("");
      isShown = false;
    },
  };
}
