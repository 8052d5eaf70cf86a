import { systemClock } from "../../weather/clock.ts";
import { timeOfDay } from "../../weather/describe.ts";
import { print, printError } from "../shared/terminal.ts";
import type { BackfillState } from "./backfill.ts";
import { createOutageReport } from "./report.ts";
import type { StartReport } from "./start_producer.ts";

/** Tells how a backfill goes: its result on standard output, the rest on standard error. */
export interface BackfillReport extends StartReport {
  readonly refused: (line: number, reason: string) => void;
  readonly progress: (state: Readonly<BackfillState>) => void;
  readonly end: (state: Readonly<BackfillState>) => void;
}

const tellEveryMs = 2_000;

/** A file that is no history at all would fill the screen otherwise. */
const maxRefusedTold = 20;

/** `size` is that of the file, or null if it is not known. */
export function createBackfillReport(
  { json, size }: { json: boolean; size: number | null },
): BackfillReport {
  const startMs = systemClock.now();
  let toldMs = startMs;
  let refusedTold = 0;
  const rate = (published: number) =>
    Math.round(published * 1000 / Math.max(1, systemClock.now() - startMs));
  return {
    note: printError,
    outage: createOutageReport(systemClock),
    refused: (line, reason) => {
      if (json) print(JSON.stringify({ event: "refused", line, reason }));
      else if (++refusedTold <= maxRefusedTold) {
        printError(`line ${line}: ${reason}`);
        if (refusedTold === maxRefusedTold) {
          printError("more lines are refused; --json tells all of them");
        }
      }
    },
    progress: ({ line, published, bytes }) => {
      if (systemClock.now() - toldMs < tellEveryMs) return;
      toldMs = systemClock.now();
      const part = size === null || size === 0
        ? ""
        : `, ${Math.floor(bytes * 100 / size)} %`;
      printError(
        `${timeOfDay(toldMs)} ${count(published)} records published, to ` +
          `line ${count(line)}${part}, ${count(rate(published))} a second`,
      );
    },
    end: ({ line, published, refused }) => {
      const perSecond = rate(published);
      print(
        json
          ? JSON.stringify({
            event: "ended",
            line,
            published,
            refused,
            perSecond,
          })
          : `${count(published)} records published, ${
            count(refused)
          } lines refused, ` +
            `${count(perSecond)} records a second`,
      );
    },
  };
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
