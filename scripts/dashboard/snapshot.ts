import type { Problem } from "../../connect/problem.ts";
import type { WeatherUnits } from "../../weather/record.ts";

/**
 * All that the page shows but the charts' lines and the dead letters themselves, at one moment. Each is whole, so that a
 * page that missed some, or has just connected, needs nothing but the next. Times are milliseconds since 1970, rates
 * records a second. Of a part that is down, the values are the last known.
 */
export interface Snapshot {
  readonly at: number;
  readonly units: WeatherUnits;
  readonly kafka: { readonly health: Health; readonly address: string };
  readonly topic: {
    readonly name: string;
    /** Null if there is no such topic, or that is not known. */
    readonly partitions: number | null;
    /** Offsets that the topic holds at present. */
    readonly records: number | null;
    readonly perSecond: number | null;
    /** When the newest record came. */
    readonly lastRecordAt: number | null;
  };
  readonly connect: {
    readonly health: Health;
    readonly address: string;
    readonly version: string | null;
  };
  readonly connector: ConnectorView;
  readonly deadLetters: {
    /** Null if the connector has no queue. */
    readonly topic: string | null;
    readonly total: number | null;
    /** Of the newest ones: see `counted`. */
    readonly reasons: readonly ReasonCount[];
    /** How many letters `reasons` counts. */
    readonly counted: number;
  };
  readonly cassandra: { readonly health: Health; readonly address: string };
  readonly table: {
    readonly name: string;
    /** Null if that is not known. */
    readonly exists: boolean | null;
    /** When the newest row was written. */
    readonly lastWriteAt: number | null;
  };
  /** The newest row of each city. */
  readonly latest: readonly LatestRow[];
  readonly lastError: LastError | null;
}

/** The connector and how far it is. */
export interface ConnectorView {
  readonly name: string;
  /** RUNNING, FAILED, PAUSED, STOPPED, …; null if there is none; undefined if that is not known. */
  readonly state?: string | null;
  readonly tasks: readonly {
    readonly id: number;
    readonly state: string;
    readonly worker: string;
  }[];
  readonly problems: readonly Problem[];
  /** When it was first found missing or failed; null while it is neither. */
  readonly troubledSince: number | null;
  /** Records not yet consumed, by the offsets committed; null while Kafka does not say. */
  readonly lag: number | null;
  readonly perSecond: number | null;
}

/** Why the last thing that failed has failed. */
export interface LastError {
  /** Such as `task 0`, or the dead letter's id. */
  readonly of: string;
  readonly kind: "failure" | "dead letter";
  readonly message: string;
  readonly fix: string | null;
}

/** Whether a part of the pipeline answers; times are milliseconds since 1970. */
export type Health =
  /** Not asked yet. */
  | { readonly state: "unknown" }
  | { readonly state: "up"; readonly since: number }
  | {
    readonly state: "down";
    /** When it was first found down. */
    readonly since: number;
    /** When it last answered; null if it never has. */
    readonly lastSeen: number | null;
    readonly reason: string;
    readonly fix: string | null;
  };

/** A dead letter as the page shows it: texts are cut, so that no record's size matters here. */
export interface Letter {
  /** Where the record came from, `topic-partition@offset`; null if the queue does not say. */
  readonly id: string | null;
  /** Its own place in the queue. */
  readonly partition: number;
  readonly offset: bigint;
  /** When the record was produced, in milliseconds since 1970. */
  readonly produced: number;
  /** The step that failed, such as TASK_PUT. */
  readonly stage: string | null;
  readonly reason: string | null;
  readonly key: string | null;
  readonly value: string | null;
}

/** How many dead letters there are of one kind of reason. */
export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

/** The newest row of a city; times in milliseconds since 1970. */
export interface LatestRow {
  readonly city: string;
  readonly country: string | null;
  readonly at: number;
  /** When it was written, as Cassandra keeps it with the humidity; null if that is null. */
  readonly written: number | null;
  readonly temperature: number | null;
  readonly feels_like: number | null;
  readonly humidity: number | null;
}

/** The columns that charts show. */
export type Metric = "temperature" | "feels_like" | "humidity";

/** What a chart shows of one city. */
export interface Series {
  readonly city: string;
  /**
   * `rows`: each row of the range; `downsampled`: each row was read, the points that keep the shape are here;
   * `sampled`: the range holds more rows than are read, so these are samples all over it.
   */
  readonly kind: "rows" | "downsampled" | "sampled";
  /** How many rows were read. */
  readonly rows: number;
  readonly lines: Readonly<Record<Metric, Line>>;
}

/** A line of a chart: `x` ascending, as long as `y`; null where there is no value. */
export interface Line {
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}
