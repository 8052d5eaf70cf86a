import type { KafkaMessage } from "kafkajs";
import { unitsHeader } from "../../weather/record.ts";
import { headerValue } from "../shared/dead_letter.ts";
import type { TopicMessage } from "./ledger.ts";

/** What the ledger takes of a message. */
export function toTopicMessage(
  message: KafkaMessage,
  partition: number,
): TopicMessage {
  return {
    partition,
    offset: BigInt(message.offset),
    value: message.value?.toString() ?? null,
    timestamp: Number(message.timestamp),
    units: headerValue(message.headers, unitsHeader) ?? undefined,
  };
}
