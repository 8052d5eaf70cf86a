import type { Admin } from "kafkajs";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import type { Settings } from "../shared/settings.ts";
import { type DeadLetter, placeOf, type RecordPlace } from "./entry.ts";
import { fetchTopicRange, headerText, readTopic } from "./topic_reader.ts";

/** Looks for messages in the dead letter topic. */
export type FindDeadLetters = (
  places: readonly RecordPlace[],
) => Promise<ReadonlyMap<string, DeadLetter>>;

/** Names of the headers by which Kafka Connect says where a dead letter comes from (KIP-298). */
const header = {
  topic: "__connect.errors.topic",
  partition: "__connect.errors.partition",
  offset: "__connect.errors.offset",
  reason: "__connect.errors.exception.message",
} as const;

/** Prepares to look for messages of the settings' topic among the dead letters, which are read again only when more came. */
export function createDeadLetterFinder(
  admin: Admin,
  settings: Settings,
): FindDeadLetters {
  const topic = deadLetterTopic(settings.KAFKA_TOPIC);
  const found = new Map<string, DeadLetter>();
  let readTo = "";
  return async (places) => {
    const wanted = new Set(places.map(placeOf));
    const range = await fetchTopicRange(admin, topic);
    if (range === undefined || wanted.size === 0) return found;
    const ends = [...range].map(([partition, { high }]) =>
      `${partition}/${high}`
    ).join();
    if (ends === readTo) return found;
    await readTopic(settings, {
      topic,
      range,
      onMessages: (messages) => {
        for (const message of messages) {
          if (headerText(message, header.topic) !== settings.KAFKA_TOPIC) {
            continue;
          }
          const place = `${headerText(message, header.partition)}/${
            headerText(message, header.offset)
          }`;
          if (wanted.has(place)) {
            const reason = headerText(message, header.reason) ?? "unknown";
            found.set(place, { reason });
          }
        }
      },
    });
    readTo = ends;
    return found;
  };
}
