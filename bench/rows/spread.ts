import { Partitioners } from "kafkajs";
import { tutorialCities } from "../../weather/cities.ts";
import { cityPartition } from "../../weather/partition.ts";
import type { Row } from "../context.ts";
import type { Measure } from "../measure.ts";
import { cityName } from "../records.ts";

/** Partition counts: the default one, and those that topics often have. */
const partitionCounts = [2, 3, 4, 6, 8];

/** How evenly the producer's keys spread over partitions: the fullest one against the mean; nothing is run. */
export const spread: Row = {
  name: "spread",
  title: "Spread of cities over partitions",
  modes: ["smoke", "quick", "full"],
  measure: () => {
    const eight = tutorialCities.map(({ name }) => name);
    const hundred = Array.from({ length: 100 }, (_, i) => cityName(i));
    return Promise.resolve({
      name: "spread",
      title: `Fullest partition against the mean, for ${
        partitionCounts.join(", ")
      } partitions`,
      measures: [
        measureOf("8 cities", eight, cityPartition),
        measureOf("100 cities", hundred, cityPartition),
        withoutTarget(
          measureOf("8 cities, kafkajs' own hash", eight, kafkajsPartition),
        ),
        withoutTarget(
          measureOf("100 cities, kafkajs' own hash", hundred, kafkajsPartition),
        ),
      ],
      notes: ["Worst of the partition counts in place of a median."],
    });
  },
};

type Partitioner = (key: string, partitions: number) => number;

function measureOf(
  name: string,
  keys: readonly string[],
  partitionOf: Partitioner,
): Measure {
  const worst = Math.max(
    ...partitionCounts.map((partitions) =>
      fullest(keys, { partitions, partitionOf }) * partitions / keys.length
    ),
  );
  return {
    name,
    unit: "",
    values: [worst],
    target: { kind: "value", atMost: 1.5 },
  };
}

function withoutTarget({ target: _, ...measure }: Measure): Measure {
  return measure;
}

function fullest(
  keys: readonly string[],
  { partitions, partitionOf }: { partitions: number; partitionOf: Partitioner },
): number {
  const counts = new Array<number>(partitions).fill(0);
  for (const key of keys) {
    const partition = partitionOf(key, partitions);
    counts[partition] = counts[partition]! + 1;
  }
  return Math.max(...counts);
}

function kafkajsPartition(key: string, partitions: number): number {
  return Partitioners.DefaultPartitioner()({
    topic: "",
    partitionMetadata: Array.from({ length: partitions }, (_, partitionId) => ({
      partitionId,
      partitionErrorCode: 0,
      leader: 1,
      replicas: [1],
      isr: [1],
    })),
    message: { key, value: null },
  });
}
