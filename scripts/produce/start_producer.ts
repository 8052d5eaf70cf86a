import { systemClock } from "../../weather/clock.ts";
import { createKafka, explainKafkaError } from "../shared/kafka_client.ts";
import type { Settings } from "../shared/settings.ts";
import { ReliableProducer } from "./reliable_producer.ts";
import { prepareTopic } from "./topic.ts";

/** What the start tells. */
export interface StartReport {
  readonly note: (line: string) => void;
  readonly outage: (reason: string | null) => void;
}

/**
 * A producer connected to a topic that exists and holds the same units.
 *
 * @throws {UserError} if there is no such topic or no broker.
 */
export async function startProducer(
  settings: Settings,
  { createTopic, report }: { createTopic: boolean; report: StartReport },
): Promise<ReliableProducer> {
  await prepareTopic(settings, { create: createTopic, report: report.note });
  const producer = new ReliableProducer({
    kafka: createKafka(settings),
    topic: settings.KAFKA_TOPIC,
    clock: systemClock,
    onOutage: report.outage,
  });
  try {
    await producer.connect();
  } catch (error) {
    throw explainKafkaError(error, settings);
  }
  return producer;
}
