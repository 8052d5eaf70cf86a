import { Gauge, Registry } from "prom-client";
import { faultCauses } from "../verify/cause.ts";
import type { Ledger } from "../verify/ledger.ts";
import { isVerified, type VerifyReport } from "../verify/report.ts";

/** What of a ledger is counted. */
export type LedgerCounts = Pick<
  Ledger,
  | "messages"
  | "verified"
  | "ok"
  | "replaced"
  | "expired"
  | "deadLetters"
  | "unverified"
  | "faultCounts"
>;

/** What the verifier tells Prometheus: of a run that goes on, and of its result. */
export class VerifyMetrics {
  readonly registry = new Registry();
  readonly #records: Gauge<"status">;
  readonly #faults: Gauge<"cause">;
  readonly #unexpected: Gauge;
  readonly #success: Gauge;
  readonly #finished: Gauge;

  constructor() {
    const registers = [this.registry];
    this.#records = new Gauge({
      name: "cities_weather_verify_records",
      help:
        "Records of the run by what is known of them; verified are those whose row is right",
      labelNames: ["status"],
      registers,
    });
    this.#faults = new Gauge({
      name: "cities_weather_verify_faults",
      help: "Records whose row is not right by cause, for good",
      labelNames: ["cause"],
      registers,
    });
    this.#unexpected = new Gauge({
      name: "cities_weather_verify_unexpected_rows",
      help: "Rows that no record explains, if --both-ways looked for them",
      registers,
    });
    this.#success = new Gauge({
      name: "cities_weather_verify_success",
      help: "Whether the last run found all in order",
      registers,
    });
    this.#finished = new Gauge({
      name: "cities_weather_verify_finished_timestamp_seconds",
      help: "When the last run ended; 0 while it goes on",
      registers,
    });
  }

  /** Takes the counts of a run that goes on. */
  count(counts: LedgerCounts): void {
    const { messages, verified, ok, replaced, expired } = counts;
    const { deadLetters, unverified } = counts;
    for (
      const [status, value] of Object.entries({
        read: messages,
        verified,
        ok,
        replaced,
        expired,
        dead_letter: deadLetters,
        unverified,
      })
    ) this.#records.set({ status }, value);
    for (const cause of faultCauses) {
      this.#faults.set({ cause }, counts.faultCounts[cause]);
    }
  }

  /** Takes a run's result. */
  finish(report: VerifyReport, now: number): void {
    if (report.unexpected !== null) {
      this.#unexpected.set(report.unexpected.unexpected);
    }
    this.#success.set(isVerified(report) ? 1 : 0);
    this.#finished.set(now / 1000);
  }
}
