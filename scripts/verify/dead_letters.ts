import type { Admin } from "kafkajs";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import { readErrorContext } from "../shared/dead_letter.ts";
import type { Settings } from "../shared/settings.ts";
import { type DeadLetter, placeOf, type RecordPlace } from "./entry.ts";
import { fetchTopicRange, readTopic } from "../shared/topic_reader.ts";

/** Looks for messages in the dead letter topic. */
export type FindDeadLetters = (
  places: readonly RecordPlace[],
) => Promise<ReadonlyMap<string, DeadLetter>>;

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
          const { origin, reason } = readErrorContext(message.headers);
          if (origin?.topic !== settings.KAFKA_TOPIC) continue;
          const place = placeOf(origin);
          if (wanted.has(place)) {
            found.set(place, { reason: reason ?? "unknown" });
          }
        }
      },
    });
    readTo = ends;
    return found;
  };
}
