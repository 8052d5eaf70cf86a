import type { TopicRange } from "../shared/topic_reader.ts";
import { kindOfReason } from "../dlq/list.ts";
import type { Letter, ReasonCount } from "./snapshot.ts";

/** How many letters are kept, the newest. */
const maxLetters = 1_000;

/** How many kinds of reason are told; the rest are summed up. */
const maxReasons = 20;

/** The newest letters of the queue. */
export class LetterStore {
  readonly #next = new Map<number, bigint>();
  #letters: Letter[] = [];

  /**
   * What is to be read, given the queue's present offsets: what came since, at most the newest {@linkcode maxLetters} of
   * each partition. Letters that are no longer in the queue are forgotten.
   */
  planRead(range: TopicRange): TopicRange {
    this.#letters = this.#letters.filter(({ partition, offset }) => {
      const now = range.get(partition);
      return now !== undefined && offset >= now.low && offset < now.high;
    });
    const plan = new Map<number, { low: bigint; high: bigint }>();
    for (const [partition, { low, high }] of range) {
      let next = this.#next.get(partition) ?? 0n;
      // Created anew: what was read was another queue's.
      if (next > high) {
        next = 0n;
        this.#letters = this.#letters.filter((letter) =>
          letter.partition !== partition
        );
      }
      const start = max(low, next, high - BigInt(maxLetters));
      if (start < high) plan.set(partition, { low: start, high });
    }
    return plan;
  }

  /** Takes what was read of a plan. */
  add(plan: TopicRange, letters: readonly Letter[]): void {
    for (const [partition, { high }] of plan) this.#next.set(partition, high);
    this.#letters = [...this.#letters, ...letters]
      .sort((a, b) => a.produced - b.produced)
      .slice(-maxLetters);
  }

  /** How many letters are kept. */
  get size(): number {
    return this.#letters.length;
  }

  /** The newest letter. */
  get last(): Letter | undefined {
    return this.#letters.at(-1);
  }

  /** The kinds of reasons of the letters kept, the most frequent first. */
  countReasons(): ReasonCount[] {
    const counts = new Map<string, number>();
    for (const { reason } of this.#letters) {
      const kind = kindOfReason(reason);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return [...counts].map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
      .slice(0, maxReasons);
  }

  /** The newest letters of a kind of reason, newest first. */
  find(kind: string, limit: number): Letter[] {
    return this.#letters.filter(({ reason }) => kindOfReason(reason) === kind)
      .slice(-limit).reverse();
  }
}

function max(...values: bigint[]): bigint {
  return values.reduce((a, b) => a > b ? a : b);
}
