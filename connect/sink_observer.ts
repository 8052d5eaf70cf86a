import { withAdmin, withReader } from "../scripts/shared/kafka_client.ts";
import type { KafkaSettings } from "../scripts/shared/kafka_client.ts";
import type { ErrorContext } from "../scripts/shared/dead_letter.ts";
import { type Consumption, readConsumption } from "./consumption.ts";
import {
  deadLetterTopicOf,
  readEndOffsets,
  readLastDeadLetter,
} from "./dead_letters.ts";
import type { NamedConfig } from "./sink_config.ts";

/** What Kafka shows of a sink connector at one moment. */
export interface Observation {
  readonly consumption: Consumption;
  /** End offset of each partition of its dead letter queue. */
  readonly deadLetters: ReadonlyMap<number, bigint>;
}

/** Sees in Kafka what a connector does; each function throws what says why that cannot be seen. */
export interface SinkObserver {
  observe(connector: NamedConfig): Promise<Observation>;
  readLastDeadLetter(connector: NamedConfig): Promise<ErrorContext | null>;
}

/** An observer for the configured brokers. */
export function createSinkObserver(settings: KafkaSettings): SinkObserver {
  return {
    observe: ({ name, config }) =>
      withAdmin(settings, async (admin) => {
        const topic = deadLetterTopicOf(config);
        return {
          consumption: await readConsumption(admin, name, config),
          deadLetters: topic === null
            ? new Map()
            : await readEndOffsets(admin, topic),
        };
      }),
    readLastDeadLetter: async ({ config }) => {
      const topic = deadLetterTopicOf(config);
      if (topic === null) return null;
      const ends = await withAdmin(
        settings,
        (admin) => readEndOffsets(admin, topic),
      );
      return await withReader(
        settings,
        (consumer) => readLastDeadLetter(consumer, { topic, ends }),
      );
    },
  };
}
