import { startProducer } from "../../tests/_produce.ts";
import { goodResponse, serveWeather } from "../../tests/_produce.ts";
import type { BenchContext, Row } from "../context.ts";
import { createTopic } from "../load.ts";

const partitions = 4;
const slowCity = "Tokyo";
const slowMs = 1_000;

/** One polling round: its slowest answer, and what comes on top. */
export const polling: Row = {
  name: "polling",
  title: "One polling round against its slowest answer",
  modes: ["smoke", "quick", "full"],
  measure: async (context) => {
    const rounds: number[] = [];
    for (let round = 0; round < context.sizes.rounds; round++) {
      rounds.push(await measureRound(context));
    }
    return {
      name: "polling",
      title: `One polling round of 8 cities, ${slowCity} answering after ${
        slowMs / 1_000
      } s`,
      measures: [{
        name: "first request to last acknowledgement",
        unit: "ms",
        values: rounds,
        target: { kind: "value", atMost: slowMs + 50 },
      }],
      notes: [],
    };
  },
};

async function measureRound({ stack, signal }: BenchContext): Promise<number> {
  const { environment, settings } = { ...(await stack()) };
  const topic = await createTopic(await stack(), { partitions });
  let first: number | undefined;
  await using weather = serveWeather(async (city) => {
    first ??= performance.now();
    if (city === slowCity) {
      await new Promise((resolve) => setTimeout(resolve, slowMs));
    }
    return goodResponse(city);
  });
  let last = 0;
  const producer = startProducer({
    args: ["--once", "--json"],
    env: {
      ...environment,
      ...weather.env,
      KAFKA_BROKERS: settings.KAFKA_BROKERS.join(","),
      KAFKA_TOPIC: topic,
    },
  });
  const isPublished = () => {
    const done = producer.stdout().split('"published"').length > 8;
    if (done) last = performance.now();
    return done;
  };
  await producer.until(isPublished, "all cities are published");
  signal.throwIfAborted();
  await producer.ended;
  return last - first!;
}
