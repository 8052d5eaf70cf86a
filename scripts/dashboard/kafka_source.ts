import type { Admin } from "kafkajs";
import {
  type PartitionProgress,
  readConsumption,
} from "../../connect/consumption.ts";
import { deadLetterTopicOf } from "../../connect/dead_letters.ts";
import type { NamedConfig } from "../../connect/sink_config.ts";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import {
  unitsHeader,
  type WeatherUnits,
  weatherUnits,
} from "../../weather/record.ts";
import {
  headerValue,
  placeText,
  readErrorContext,
} from "../shared/dead_letter.ts";
import { createKafka, explainKafkaError } from "../shared/kafka_client.ts";
import type { Settings } from "../shared/settings.ts";
import { fetchTopicRange, type TopicRange } from "../shared/topic_reader.ts";
import { within } from "./outcome.ts";
import type { Letter } from "./snapshot.ts";
import { type PlacedMessage, readTail } from "./topic_tail.ts";

/** What Kafka shows of the pipeline at one moment. */
export interface KafkaReading {
  /** Undefined if there is no such topic. */
  readonly topic: TopicRange | undefined;
  readonly partitions: readonly PartitionProgress[];
  /** Null if the connector has no queue. */
  readonly deadLetterTopic: string | null;
  /** Undefined if there is none yet. */
  readonly deadLetters: TopicRange | undefined;
}

/** What the newest record of the topic says of it. */
export interface NewestRecord {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Null if it bears no such header. */
  readonly units: WeatherUnits | null;
}

/** How long one look may take, in milliseconds. */
const lookMs = 8_000;

/** Characters of a key or a value that are kept; a letter's may be megabytes. */
const maxText = 4_000;

/** Looks at Kafka, again and again, through one connection that is made anew once it fails. */
export class KafkaSource {
  #admin: Promise<Admin> | null = null;

  constructor(readonly settings: Settings) {}

  /** @throws {UserError} if Kafka cannot be reached. */
  async look(connector: NamedConfig | null): Promise<KafkaReading> {
    const { KAFKA_TOPIC, KAFKA_BROKERS, CONNECTOR_NAME } = this.settings;
    try {
      return await within(
        lookMs,
        (async () => {
          const admin = await (this.#admin ??= this.#connect());
          const queue = connector === null
            ? deadLetterTopic(KAFKA_TOPIC)
            : deadLetterTopicOf(connector.config);
          const { partitions } = await readConsumption(
            admin,
            connector?.name ?? CONNECTOR_NAME,
            connector?.config ?? { topics: KAFKA_TOPIC },
          );
          return {
            topic: await fetchTopicRange(admin, KAFKA_TOPIC),
            partitions,
            deadLetterTopic: queue,
            deadLetters: queue === null
              ? undefined
              : await fetchTopicRange(admin, queue),
          };
        })(),
        {
          what: `Kafka at ${KAFKA_BROKERS.join(",")}`,
          fix: "see `deno task stack:status` and the broker's log",
        },
      );
    } catch (error) {
      this.close();
      throw explainKafkaError(error, this.settings);
    }
  }

  /** Reads the newest record of a topic; null if it has none. */
  async readNewest(range: TopicRange): Promise<NewestRecord | null> {
    const last = new Map(
      [...range].filter(([, { low, high }]) => high > low)
        .map(([partition, { high }]) => [partition, { low: high - 1n, high }]),
    );
    const found = await readTail(this.settings, {
      topic: this.settings.KAFKA_TOPIC,
      range: last,
    });
    const newest = found.map(({ message }) => message)
      .sort((a, b) => Number(b.timestamp) - Number(a.timestamp))[0];
    if (newest === undefined) return null;
    const units = weatherUnits.safeParse(
      headerValue(newest.headers, unitsHeader),
    );
    return {
      at: Number(newest.timestamp),
      units: units.success ? units.data : null,
    };
  }

  /** Reads dead letters. */
  async readLetters(topic: string, range: TopicRange): Promise<Letter[]> {
    return (await readTail(this.settings, { topic, range })).map(toLetter);
  }

  /** Ends the connection. */
  close(): void {
    const admin = this.#admin;
    this.#admin = null;
    // What has failed may fail again as it ends.
    admin?.then((admin) => admin.disconnect()).catch(() => {});
  }

  async #connect(): Promise<Admin> {
    const admin = createKafka(this.settings, { retries: 1 }).admin();
    await admin.connect();
    return admin;
  }
}

function toLetter({ partition, message }: PlacedMessage): Letter {
  const { origin, stage, reason } = readErrorContext(message.headers);
  return {
    id: origin === null ? null : placeText(origin),
    partition,
    offset: BigInt(message.offset),
    produced: Number(message.timestamp),
    stage,
    reason: reason === null ? null : reason.slice(0, maxText),
    key: textOf(message.key),
    value: textOf(message.value),
  };
}

function textOf(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  const text = new TextDecoder().decode(bytes.subarray(0, maxText));
  return bytes.length > maxText ? `${text}… (${bytes.length} bytes)` : text;
}
