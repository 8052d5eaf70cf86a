import type { Settings } from "../shared/settings.ts";
import type { LatestChecker } from "./latest_check.ts";
import type { Ledger } from "./ledger.ts";
import { printState, writeState } from "./state.ts";

/** How often is written down how far a verification came, in milliseconds. */
const saveEveryMs = 10_000;

/** Writes down how far a verification came, so that another can go on there. */
export class Checkpoint {
  /** The next offset to read of each partition. */
  readonly positions = new Map<number, bigint>();
  readonly #settings: Settings;
  readonly #ledger: Ledger;
  readonly #latest: LatestChecker;
  readonly #isKept: boolean;
  #savedAt = performance.now();
  #saving: Promise<void> | null = null;

  /** @param isKept false: nothing is written, as what was read says nothing of all that is before. */
  constructor(
    settings: Settings,
    { ledger, latest, isKept }: {
      ledger: Ledger;
      latest: LatestChecker;
      isKept: boolean;
    },
  ) {
    this.#settings = settings;
    this.#ledger = ledger;
    this.#latest = latest;
    this.#isKept = isKept;
  }

  /** Writes it down if that is long ago. */
  async saveNowAndThen(): Promise<void> {
    if (performance.now() - this.#savedAt > saveEveryMs) await this.save();
  }

  /** Writes it down. */
  async save(): Promise<void> {
    if (!this.#isKept) return;
    this.#savedAt = performance.now();
    while (this.#saving !== null) await this.#saving;
    const text = printState(this.#settings, {
      positions: this.positions,
      ledger: this.#ledger.save(),
      latest: this.#latest.save(),
    });
    this.#saving = writeState(this.#settings, text)
      .finally(() => this.#saving = null);
    await this.#saving;
  }
}
