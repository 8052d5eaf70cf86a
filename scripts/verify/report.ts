import { deadLetterTopic } from "../../connect/weather_sink.ts";
import type { WeatherUnits } from "../../weather/record.ts";
import type { Settings } from "../shared/settings.ts";
import { tableName } from "../shared/weather_names.ts";
import type { FaultCause } from "./cause.ts";
import { type Entry, type NotRecord, valueColumns } from "./entry.ts";
import type { LatestRows } from "./latest_check.ts";
import type { Ledger } from "./ledger.ts";
import { countLag, type SinkProgress } from "./sink_progress.ts";
import type { TopicRange } from "../shared/topic_reader.ts";
import type { UnexpectedRows } from "./unexpected.ts";

/** What the verifier found. */
export interface VerifyReport {
  readonly topic: string;
  readonly table: string;
  readonly deadLetterTopic: string;
  readonly partitions: number;
  /** Units of the temperatures; null for records whose header does not say. */
  readonly units: readonly (WeatherUnits | null)[];
  readonly counts: VerifyCounts;
  readonly sink: {
    /** The connector's consumer group. */
    readonly group: string;
    /** Whether it has ever committed an offset of this topic. */
    readonly hasCommitted: boolean;
    /** Records up to the end that was verified which the group has not committed. */
    readonly lag: number;
  };
  /** Records to show: all of them, or the latest of each city. */
  readonly shown: readonly Entry[];
  readonly isAbridged: boolean;
  /** Records whose row is missing or different: the first ones. */
  readonly faults: readonly Entry[];
  /** Messages that are no weather records: the first ones. */
  readonly notRecords: readonly NotRecord[];
  /** What of the topic was verified. */
  readonly selection: Selection;
  /** Rows that no record explains; null if they were not looked for. */
  readonly unexpected: UnexpectedRows | null;
  /** What the table of the newest rows was found to be; null if there is none. */
  readonly latest: LatestRows | null;
}

/** What of a topic is verified; null is all. */
export interface Selection {
  /** A fraction of the records. */
  readonly sample: number | null;
  /** Records written to the topic since then, ISO 8601. */
  readonly since: string | null;
}

/** Numbers of records. */
export interface VerifyCounts {
  /** All messages of the topic. */
  readonly messages: number;
  /** Those that must be in the table: all but expired ones, and dead letters that are no weather records. */
  readonly expected: number;
  /** Those that are: by a row of their own, or the row of a newer record that replaced them. */
  readonly verified: number;
  readonly ok: number;
  readonly replaced: number;
  readonly missing: number;
  readonly different: number;
  /** Those of `missing` and `different` by cause. */
  readonly causes: Readonly<Record<FaultCause, number>>;
  /** Records whose row's time to live is over. */
  readonly expired: number;
  readonly notRecords: number;
  /** Those of `notRecords` that are in the dead letter topic, as they should. */
  readonly deadLetters: number;
}

/** Sums up a ledger in which nothing is open. */
export function describeLedger(
  ledger: Ledger,
  { settings, range, progress, selection, unexpected, latest }: {
    settings: Settings;
    range: TopicRange;
    progress: SinkProgress;
    selection: Selection;
    unexpected: UnexpectedRows | null;
    latest: LatestRows | null;
  },
): VerifyReport {
  const { missing, different, ...causes } = ledger.faultCounts;
  return {
    topic: settings.KAFKA_TOPIC,
    table: tableName(settings),
    deadLetterTopic: deadLetterTopic(settings.KAFKA_TOPIC),
    partitions: range.size,
    units: [...ledger.units],
    counts: {
      messages: ledger.messages,
      expected: ledger.messages - ledger.deadLetters - ledger.expired,
      verified: ledger.verified,
      ok: ledger.ok,
      replaced: ledger.replaced,
      missing,
      different,
      causes,
      expired: ledger.expired,
      notRecords: ledger.bad,
      deadLetters: ledger.deadLetters,
    },
    sink: {
      group: progress.group,
      hasCommitted: progress.committed.size > 0,
      lag: countLag(progress, range),
    },
    shown: ledger.shown,
    isAbridged: ledger.isAbridged,
    faults: ledger.faults,
    notRecords: ledger.notRecords,
    selection,
    unexpected,
    latest,
  };
}

/** Whether every record that must be in the tables is there, and no row that must not be. */
export function isVerified(
  { counts, unexpected, latest }: VerifyReport,
): boolean {
  return counts.verified === counts.expected &&
    (unexpected?.unexpected ?? 0) === 0 && (latest?.wrong.length ?? 0) === 0 &&
    (latest?.foreign?.length ?? 0) === 0;
}

/** The report as `--json` prints it. */
export function toJson(report: VerifyReport): unknown {
  const { shown, faults, notRecords, unexpected, isAbridged: _, ...summary } =
    report;
  const place = ({ partition, offset }: Entry | NotRecord) => ({
    partition,
    offset: Number(offset),
  });
  const toRecord = (entry: Entry) => ({
    ...place(entry),
    status: entry.status,
    record: entry.record,
    units: entry.units,
    differences: entry.differences,
    cause: entry.cause,
    deadLetter: entry.deadLetter,
  });
  return {
    isVerified: isVerified(report),
    ...summary,
    records: shown.map(toRecord),
    faults: faults.map(toRecord),
    notRecords: notRecords.map((message) => ({
      ...place(message),
      reason: message.reason,
      deadLetter: message.deadLetter,
    })),
    unexpected: unexpected === null ? null : {
      ...unexpected,
      shown: unexpected.shown.map(({ city, time, values, writeTime }) => ({
        city,
        last_update_time: new Date(time).toISOString(),
        ...Object.fromEntries(
          valueColumns.map((column) => [column, values[column]]),
        ),
        writtenAt: writeTime === null ? null : formatWriteTime(writeTime),
      })),
    },
  };
}

/** Cassandra's write time, in microseconds since 1970, as ISO 8601. */
export function formatWriteTime(microseconds: bigint): string {
  return new Date(Number(microseconds / 1000n)).toISOString();
}
