import { deadLetterTopic } from "../../connect/weather_sink.ts";
import type { WeatherUnits } from "../../weather/record.ts";
import type { Settings } from "../shared/settings.ts";
import type { Entry, NotRecord } from "./entry.ts";
import type { Ledger } from "./ledger.ts";
import { countLag, type SinkProgress } from "./sink_progress.ts";
import type { TopicRange } from "../shared/topic_reader.ts";

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
  /** Records whose row is missing or different. */
  readonly faults: readonly Entry[];
  readonly notRecords: readonly NotRecord[];
}

/** Numbers of records. */
export interface VerifyCounts {
  /** All messages of the topic. */
  readonly messages: number;
  /** Those that must be in the table: all but the ones that are not weather records and have become dead letters. */
  readonly expected: number;
  /** Those that are: by a row of their own, or the row of a newer record that replaced them. */
  readonly verified: number;
  readonly ok: number;
  readonly replaced: number;
  readonly missing: number;
  readonly different: number;
  readonly notRecords: number;
  /** Those of `notRecords` that are in the dead letter topic, as they should. */
  readonly deadLetters: number;
}

/** Sums up a ledger. */
export function describeLedger(
  ledger: Ledger,
  { settings, range, progress }: {
    settings: Settings;
    range: TopicRange;
    progress: SinkProgress;
  },
): VerifyReport {
  const { pending: faults, notRecords } = ledger;
  const count = (status: Entry["status"]) =>
    faults.filter((entry) => entry.status === status).length;
  const deadLetters = notRecords.filter(({ deadLetter }) => deadLetter !== null)
    .length;
  return {
    topic: settings.KAFKA_TOPIC,
    table: `${settings.CASSANDRA_KEYSPACE}.${settings.CASSANDRA_TABLE}`,
    deadLetterTopic: deadLetterTopic(settings.KAFKA_TOPIC),
    partitions: range.size,
    units: [...ledger.units],
    counts: {
      messages: ledger.messages,
      expected: ledger.messages - deadLetters,
      verified: ledger.verified,
      ok: ledger.ok,
      replaced: ledger.replaced,
      missing: count("missing"),
      different: count("different"),
      notRecords: notRecords.length,
      deadLetters,
    },
    sink: {
      group: progress.group,
      hasCommitted: progress.committed.size > 0,
      lag: countLag(progress, range),
    },
    shown: ledger.shown,
    isAbridged: ledger.isAbridged,
    faults,
    notRecords,
  };
}

/** Whether every record that must be in the table is there. */
export function isVerified({ counts }: VerifyReport): boolean {
  return counts.verified === counts.expected;
}

/** The report as `--json` prints it. */
export function toJson(report: VerifyReport): unknown {
  const { shown, faults, notRecords, isAbridged: _, ...summary } = report;
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
  };
}
