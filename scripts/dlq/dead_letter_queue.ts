import type { IHeaders, KafkaMessage } from "kafkajs";
import { deadLetterTopic } from "../../connect/weather_sink.ts";
import {
  type ErrorContext,
  headerValue,
  placeText,
  readErrorContext,
} from "../shared/dead_letter.ts";
import { withAdmin } from "../shared/kafka_client.ts";
import type { Settings } from "../shared/settings.ts";
import {
  fetchTopicRange,
  readTopic,
  type TopicRange,
} from "../shared/topic_reader.ts";

/** One record of the dead letter queue. */
export interface DeadLetter extends ErrorContext {
  /**
   * The origin as text: what names the letter to `dlq replay`. Two letters with one id are one record that Connect gave
   * up twice, as it may after a crash. Null if the queue has no context headers.
   */
  readonly id: string | null;
  /** When the record was produced, in milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: KafkaMessage["key"];
  readonly value: KafkaMessage["value"];
  /** Its own headers and Connect's. */
  readonly headers: IHeaders | undefined;
  /** Id of the letter that this record was the replay of, if it was one. */
  readonly replayOf: string | null;
}

/** The header of a replayed record that tells which dead letter it is: what makes a second replay skip it. */
export const replayHeader = "dlq.replay-of";

/** The present offsets of the settings' dead letter queue; undefined if there is no such topic, as before the first dead letter. */
export function findQueue(settings: Settings): Promise<TopicRange | undefined> {
  return withAdmin(
    settings,
    (admin) => fetchTopicRange(admin, deadLetterTopic(settings.KAFKA_TOPIC)),
  );
}

/**
 * Reads the letters of the queue's range.
 *
 * @throws {UserError} if Kafka cannot be reached or the range stops to be readable.
 */
export async function readLetters(
  settings: Settings,
  { range, onLetters }: {
    readonly range: TopicRange;
    readonly onLetters: (
      letters: readonly DeadLetter[],
    ) => Promise<void> | void;
  },
): Promise<void> {
  await readTopic(settings, {
    topic: deadLetterTopic(settings.KAFKA_TOPIC),
    range,
    onMessages: (messages) => onLetters(messages.map(toLetter)),
  });
}

function toLetter(
  { key, value, headers, timestamp }: KafkaMessage,
): DeadLetter {
  const context = readErrorContext(headers);
  return {
    ...context,
    id: context.origin === null ? null : placeText(context.origin),
    timestamp: Number(timestamp),
    key,
    value,
    headers,
    replayOf: headerValue(headers, replayHeader),
  };
}
