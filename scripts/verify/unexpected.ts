import type { Client } from "cassandra-driver";
import type { Admin } from "kafkajs";
import type { Settings } from "../shared/settings.ts";
import {
  fetchTopicRange,
  readTopic,
  type TopicRange,
} from "../shared/topic_reader.ts";
import { decodeMessages, toTopicMessage } from "./batch.ts";
import { type Entry, keyOf } from "./entry.ts";
import { hashKey, joinHash, KeyStore, subtractKeys } from "./key_store.ts";
import { keyOfRow, scanTable, type TableRow } from "./table_scan.ts";

/** Rows that no record of the topic explains. */
export interface UnexpectedRows {
  /** All rows of the table. */
  readonly rows: number;
  /** Those that no record explains. */
  readonly unexpected: number;
  /** Those older than the first records that the topic still holds, or than `--since`: not judged. */
  readonly older: number;
  /** The first unexpected ones. */
  readonly shown: readonly TableRow[];
}

/** So many unexpected rows are remembered to be looked at. */
const mostRemembered = 100_000;

/** So many of them are shown. */
const mostShown = 1_000;

/** Finds the rows of the table that no record of the topic explains. */
export class UnexpectedRowFinder implements AsyncDisposable {
  readonly #dir: string;
  readonly #recordKeys: KeyStore;
  readonly #firstTimes = new Map<number, number>();

  private constructor(dir: string) {
    this.#dir = dir;
    Deno.mkdirSync(`${dir}/records`);
    Deno.mkdirSync(`${dir}/rows`);
    this.#recordKeys = new KeyStore(`${dir}/records`);
  }

  /** @param dir a folder of files that are deleted at the end: 8 bytes for each record and each row. */
  static async create(dir: string): Promise<UnexpectedRowFinder> {
    await Deno.mkdir(dir, { recursive: true });
    return new UnexpectedRowFinder(await Deno.makeTempDir({ dir }));
  }

  /** Takes records of the topic. */
  add(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#recordKeys.add(keyOf(entry));
      const first = this.#firstTimes.get(entry.partition);
      if (first === undefined || entry.timestamp < first) {
        this.#firstTimes.set(entry.partition, entry.timestamp);
      }
    }
  }

  /**
   * Reads the table and compares its keys with those taken.
   *
   * @param range the offsets of the records taken: what came later explains rows as well.
   */
  async find(
    client: Client,
    settings: Settings,
    { admin, range, isPartial, signal }: {
      admin: Admin;
      range: TopicRange;
      /** Whether earlier records of the topic were left out. */
      isPartial: boolean;
      signal: AbortSignal;
    },
  ): Promise<UnexpectedRows> {
    using rowKeys = new KeyStore(`${this.#dir}/rows`);
    const oldest = this.#oldestJudged(range, isPartial);
    let rows = 0;
    let older = 0;
    await scanTable(client, settings, {
      isWhole: oldest !== null,
      signal,
      onRow: (row) => {
        rows++;
        if (isOlder(row, oldest)) older++;
        else rowKeys.add(keyOfRow(row));
      },
    });
    await this.#addLater(settings, { admin, range, signal });
    const { count, hashes } = await subtractKeys(
      rowKeys,
      this.#recordKeys,
      mostRemembered,
    );
    const shown: TableRow[] = [];
    if (hashes.size > 0) {
      await scanTable(client, settings, {
        isWhole: true,
        signal,
        onRow: (row) => {
          if (shown.length < mostShown) {
            const hash = joinHash(hashKey(keyOfRow(row)));
            if (hashes.has(hash)) shown.push(row);
          }
        },
      });
    }
    return { rows, unexpected: count, older, shown };
  }

  /** The time, in milliseconds since 1970, before which a row's record may have been in the topic; null: none may. */
  #oldestJudged(range: TopicRange, isPartial: boolean): number | null {
    const times = [...range]
      .filter(([, { low }]) => isPartial || low > 0n)
      .map(([partition]) => this.#firstTimes.get(partition) ?? Infinity);
    return times.length === 0 ? null : Math.max(...times);
  }

  /** A row that was there when the table was read may be of a record that came after the topic was. */
  async #addLater(
    settings: Settings,
    { admin, range, signal }: {
      admin: Admin;
      range: TopicRange;
      signal: AbortSignal;
    },
  ): Promise<void> {
    const topic = settings.KAFKA_TOPIC;
    const now = await fetchTopicRange(admin, topic) ?? new Map();
    const later = new Map(
      [...now].map(([partition, { low, high }]) => [
        partition,
        { low: range.get(partition)?.high ?? low, high },
      ]),
    );
    await readTopic(settings, {
      topic,
      range: later,
      signal,
      onMessages: (messages, partition) => {
        const batch = messages.map((message) =>
          toTopicMessage(message, partition)
        );
        for (const entry of decodeMessages(batch).entries) {
          this.#recordKeys.add(keyOf(entry));
        }
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#recordKeys[Symbol.dispose]();
    await Deno.remove(this.#dir, { recursive: true });
  }
}

function isOlder(row: TableRow, oldest: number | null): boolean {
  return oldest !== null && row.writeTime !== null &&
    row.writeTime <
      BigInt(Number.isFinite(oldest) ? oldest : Date.now()) * 1000n;
}
