import type { Message, RecordMetadata } from "kafkajs";

/**
 * Picks the messages of a send that succeeded to which no acknowledgement came: they must be sent again.
 *
 * kafkajs 2.2.4 gives such a result where a leader changes: of a send to several brokers one takes its part, another
 * refuses its own as it leads the partition no more, and where the first one leads it now, the retry does not ask that
 * one again. Nothing fails, and the partition's messages are not written.
 *
 * @param partitionOf the partition to which a message was sent
 * @throws {Error} if nothing was acknowledged at all.
 */
export function pickUnacknowledged(
  messages: readonly Message[],
  acknowledged: readonly Pick<RecordMetadata, "partition">[],
  partitionOf: (message: Message) => number,
): Message[] {
  const done = new Set(acknowledged.map(({ partition }) => partition));
  const missing = messages.filter((message) => !done.has(partitionOf(message)));
  if (missing.length > 0 && missing.length === messages.length) {
    throw new Error("the brokers acknowledged no record");
  }
  return missing;
}
