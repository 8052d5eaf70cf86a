import type { Settings } from "../scripts/shared/settings.ts";
import type { ConnectorSettings } from "./sink_settings.ts";

/** What a sink is tuned for. */
export type SinkProfile = Settings["SINK_PROFILE"];

// Bytes of one partition in one fetch, as they are on the wire. A fetch is held in memory, and unpacked is any multiple
// of that, so that Kafka's default of 1 MiB for each of four partitions can fill the worker's 512 MB with records that
// compress to a hundredth. A batch above it still comes, alone. Of our records it is 2,000; the sink's processor time for
// each was within 3 % of that with 1 MiB.
const boundedFetch = {
  "consumer.override.max.partition.fetch.bytes": 256 * 1024,
} satisfies ConnectorSettings;

// The settings that DataStax's sink was fastest with, of 35 combinations on two cores: 65,000 rows a second of 100 cities
// where its defaults wrote 44,000.
const fullBatches = {
  // An UNLOGGED batch is of one city, and Cassandra takes it as one write; 100 rows of ours are well below its limit of
  // 50 kB. With batches of 32 and polls of 500, Cassandra took half as much processor time again for the same rows.
  maxNumberOfRecordsInBatch: 100,
  maxConcurrentRequests: 2000,
  // One poll must be able to fill several cities' batches: the default of 500 leaves them at a few rows each. 20,000, and
  // fetches of 4 MiB, gained nothing.
  "consumer.override.max.poll.records": 5000,
} satisfies ConnectorSettings;

/**
 * Settings by what the sink is tuned for. None of them sets `fetch.min.bytes`: at 1 MB, often recommended, the median
 * from a record's sending to its row was 256 ms, where it is 3 ms without, and no more rows a second were written.
 */
export const sinkProfiles: Readonly<Record<SinkProfile, ConnectorSettings>> = {
  /** Full batches when there is a backlog; with none, a record is written as it comes. */
  balanced: { ...fullBatches, ...boundedFetch },
  /**
   * Short rounds: even in a backlog a record waits for no more than the 1,000 polled with it, as a round ends when all its
   * rows are acknowledged. For batches less full, Cassandra's time for a row is up to a tenth more.
   */
  latency: {
    ...fullBatches,
    "consumer.override.max.poll.records": 1000,
    ...boundedFetch,
  },
  /**
   * Kafka's own 1 MiB for each partition in a fetch: brokers that are far away then cost a quarter of the round trips. It
   * wants memory for what is fetched; with all on one machine it gained nothing.
   */
  throughput: {
    ...fullBatches,
    "consumer.override.max.partition.fetch.bytes": 1024 * 1024,
  },
};
