import type { Clock } from "../../weather/clock.ts";
import {
  describeRecord,
  describeRefusal,
  timeOfDay,
} from "../../weather/describe.ts";
import type { PollEvent } from "../../weather/poll.ts";
import type { WeatherRecord, WeatherUnits } from "../../weather/record.ts";
import { print, printError, style } from "../shared/terminal.ts";
import type { Published } from "./publisher.ts";

/** Tells people, or with `json` programs, what happens while producing. */
export interface ProduceReport {
  /** Cities that had no answer and are asked no more. */
  readonly unanswered: number;
  /** An observation that is not published. */
  readonly observed: (record: WeatherRecord) => void;
  readonly polled: (event: PollEvent) => void;
  readonly published: (published: Published) => void;
  readonly outage: (reason: string | null) => void;
  readonly note: (line: string) => void;
}

/** What is done goes to standard output, what is not to standard error. */
export function createReport(
  { units, json, clock }: { units: WeatherUnits; json: boolean; clock: Clock },
): ProduceReport {
  let unanswered = 0;
  const time = () => style.dim(timeOfDay(clock.now()));
  const printLine = (value: unknown) => print(JSON.stringify(value));
  return {
    get unanswered() {
      return unanswered;
    },
    polled: (event) => {
      if (event.kind === "refused") {
        if (event.retryInMs === null) unanswered++;
        if (json) {
          printLine({
            event: "refused",
            city: event.city.name,
            ...event.refusal,
            retryInMs: event.retryInMs,
          });
        } else printError(`${time()} ${describeRefusal(event)}`);
      }
      if (event.kind === "unchanged" && json) {
        printLine({ event: "unchanged", record: event.record });
      }
    },
    observed: (record) => {
      if (json) printLine({ event: "observed", record });
      else print(`${time()} ${describeRecord(record, units)}`);
    },
    published: ({ record, partition, offset }) => {
      if (json) printLine({ event: "published", partition, offset, record });
      else {
        print(
          `${time()} ${describeRecord(record, units)}  ${
            style.dim("→")
          } partition ${partition} offset ${offset}`,
        );
      }
    },
    outage: createOutageReport(clock),
    note: printError,
  };
}

/** Tells of the beginning and the end of an outage, and nothing between. */
export function createOutageReport(
  clock: Clock,
): (reason: string | null) => void {
  return (reason) =>
    printError(
      `${timeOfDay(clock.now())} ${
        reason === null
          ? "Kafka is back: sending what was kept"
          : `Kafka takes no records (${reason}): keeping them until it does`
      }`,
    );
}
