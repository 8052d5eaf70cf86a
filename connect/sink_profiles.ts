import type { Settings } from "../scripts/shared/settings.ts";
import type { ConnectorSettings } from "./sink_settings.ts";

/** What a sink is tuned for. */
export type SinkProfile = Settings["SINK_PROFILE"];

// Bytes of one partition in one fetch, as they are on the wire. A fetch is held in memory, and unpacked is any multiple
// of that: 600 records of 0.9 MB, packed 65 to 1, in four partitions ended a worker of 512 MB when this was Kafka's default
// of 1 MiB, and were written with this. A batch above it still comes, alone. Of our own records it is 2,000, and the
// sink's processor time for one was within 3 % of that with 1 MiB.
const boundedFetch = {
  "consumer.override.max.partition.fetch.bytes": 256 * 1024,
} satisfies ConnectorSettings;

const fullBatches = {
  // An UNLOGGED batch is of one city, and Cassandra takes it as one write; 100 rows of ours are well below its limit of
  // 50 kB. Of 35 combinations, DataStax's sink was fastest with this, as many requests, and polls of 5,000.
  maxNumberOfRecordsInBatch: 100,
  maxConcurrentRequests: 2000,
} satisfies ConnectorSettings;

/**
 * Settings by what the sink is tuned for. None of them sets `fetch.min.bytes`: at 1 MB, often recommended, the median
 * from a record's sending to its row was 256 ms, where it is 3 ms without, and no more rows a second were written.
 */
export const sinkProfiles: Readonly<Record<SinkProfile, ConnectorSettings>> = {
  /**
   * Polls of 2,000 records: on two cores, with 100 cities, our sink wrote 177,000 rows a second; with polls of 500 it was
   * 147,000, of 1,000 168,000 and of 5,000 146,000 (`deno task bench --only profiles`).
   */
  balanced: {
    ...fullBatches,
    "consumer.override.max.poll.records": 2000,
    ...boundedFetch,
  },
  /**
   * Short rounds: even in a backlog a record waits for no more than the 1,000 polled with it, as a round ends when all its
   * rows are acknowledged. For batches less full, Cassandra's time for a row is up to a quarter more.
   * Measured at 50 records a second, 99 of 100 rows were readable in 9.1 ms, for 10.9 with `balanced`; at half of their peaks,
   * on two cores without any to spare, it gained nothing (`deno task bench --only latency`).
   */
  latency: {
    ...fullBatches,
    "consumer.override.max.poll.records": 1000,
    ...boundedFetch,
  },
  /**
   * Fetches of Kafka's own 1 MiB for each partition: a quarter of the round trips to brokers that are far away. The worker
   * wants memory for them.
   */
  throughput: {
    ...fullBatches,
    "consumer.override.max.poll.records": 2000,
    "consumer.override.max.partition.fetch.bytes": 1024 * 1024,
  },
};
