import { deadLetterTopic } from "../../connect/weather_sink.ts";
import { withAdmin } from "../shared/kafka_client.ts";
import type { Settings } from "../shared/settings.ts";
import type { TopicRange } from "../shared/topic_reader.ts";

/** Deletes the letters of a range of the queue, and none that came later. */
export async function purgeQueue(
  settings: Settings,
  range: TopicRange,
): Promise<void> {
  const partitions = [...range]
    .filter(([, { low, high }]) => high > low)
    .map(([partition, { high }]) => ({ partition, offset: String(high) }));
  if (partitions.length === 0) return;
  const topic = deadLetterTopic(settings.KAFKA_TOPIC);
  await withAdmin(settings, async (admin) => {
    // kafkajs deletes only where it knows the topic's leaders, which it finds out for this.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions });
  });
}
