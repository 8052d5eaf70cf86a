import { UserError } from "../scripts/shared/exit.ts";
import type { SinkOffset } from "./connect_api.ts";
import type { PartitionProgress } from "./consumption.ts";

/**
 * Reads `TOPIC-PARTITION=OFFSET`; a topic's name may hold dashes itself.
 *
 * @throws {UserError} if the text is of another form.
 */
export function parseOffset(text: string): SinkOffset {
  const match = /^(.+)-(\d+)=(\d{1,15})$/.exec(text);
  if (match === null) {
    throw new UserError(
      `Cannot read '${text}' as an offset`,
      "write TOPIC-PARTITION=OFFSET, such as cities-0=120",
    );
  }
  return {
    partition: { kafka_topic: match[1]!, kafka_partition: Number(match[2]) },
    offset: { kafka_offset: Number(match[3]) },
  };
}

/**
 * Checks that offsets are of partitions that there are, and not past their ends: Connect itself answers only that it
 * failed.
 *
 * @throws {UserError} for the first that is not.
 */
export function checkOffsets(
  offsets: readonly SinkOffset[],
  partitions: readonly PartitionProgress[],
): void {
  for (const { partition, offset } of offsets) {
    const { kafka_topic: topic, kafka_partition: number } = partition;
    const found = partitions.find((other) =>
      other.topic === topic && other.partition === number
    );
    if (found === undefined) {
      throw new UserError(
        `The connector has no partition ${topic}-${number}`,
        `it has ${
          partitions.map((other) => `${other.topic}-${other.partition}`)
            .join(", ") || "none"
        }`,
      );
    }
    if (offset !== null && BigInt(offset.kafka_offset) > found.end) {
      throw new UserError(
        `Cannot set ${topic}-${number} to ${offset.kafka_offset}, past its end`,
        `name an offset of at most ${found.end}`,
      );
    }
  }
}
