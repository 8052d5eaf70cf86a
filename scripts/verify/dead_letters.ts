import type { Admin } from "kafkajs";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import { readErrorContext } from "../shared/dead_letter.ts";
import type { Settings } from "../shared/settings.ts";
import { fetchTopicRange, readTopic } from "../shared/topic_reader.ts";
import { type DeadLetter, placeOf, type RecordPlace } from "./entry.ts";

/** Looks for messages in the dead letter topic; answers with those found, by {@linkcode placeOf}. */
export type FindDeadLetters = (
  places: readonly RecordPlace[],
) => Promise<ReadonlyMap<string, DeadLetter>>;

/**
 * Prepares to look for messages of the settings' topic among the dead letters, which are read again only if more came, or
 * others are looked for.
 */
export function createDeadLetterFinder(
  admin: Admin,
  settings: Settings,
): FindDeadLetters {
  const topic = deadLetterTopic(settings.KAFKA_TOPIC);
  let found = new Map<string, DeadLetter>();
  let wanted: ReadonlySet<string> = new Set();
  let readTo = "";
  return async (places) => {
    if (places.length === 0) return new Map();
    const range = await fetchTopicRange(admin, topic);
    if (range === undefined) return new Map();
    const ends = [...range].map(([partition, { high }]) =>
      `${partition}/${high}`
    ).join();
    const names = places.map(placeOf);
    if (ends === readTo && names.every((name) => wanted.has(name))) {
      return found;
    }
    wanted = new Set(names);
    found = new Map();
    await readTopic(settings, {
      topic,
      range,
      onMessages: (messages) => {
        for (const { headers } of messages) {
          const { origin, reason } = readErrorContext(headers);
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
