import { setTimeout as wait } from "node:timers/promises";
import {
  type Consumption,
  type PartitionProgress,
  standingStill,
  totalLag,
} from "./consumption.ts";
import type { Problem } from "./deploy_connector.ts";
import type { NamedConfig } from "./sink_config.ts";

/** Reads how far a connector has consumed; throws what says why that cannot be read. */
export type Consumer = (connector: NamedConfig) => Promise<Consumption>;

/** Options of {@linkcode awaitConsumption}. */
export interface AwaitConsumptionOptions {
  readonly consumer: Consumer;
  /** When to give up, as `Date.now()` counts. */
  readonly deadline: number;
  readonly report: (line: string) => void;
}

/** Whether a connector was seen to consume. */
export interface ConsumptionProof {
  readonly verdict: "proven" | "unproven" | "failed";
  readonly problems: readonly Problem[];
  /** Records left to consume, or null if not known. */
  readonly lag: number | null;
}

/**
 * Waits until each partition of a connector's topics is consumed to its end or its committed offset has moved. With no
 * records at all there is nothing to see, which counts as consumed.
 */
export async function awaitConsumption(
  connector: NamedConfig,
  { consumer, deadline, report }: AwaitConsumptionOptions,
): Promise<ConsumptionProof> {
  let baseline: readonly PartitionProgress[] | null = null;
  while (true) {
    let now: Consumption;
    try {
      now = await consumer(connector);
    } catch (error) {
      return unproven(error instanceof Error ? error.message : String(error));
    }
    baseline ??= now.partitions;
    const still = standingStill(baseline, now.partitions);
    const lag = Number(totalLag(now.partitions));
    if (still.length === 0) {
      for (const topic of now.missingTopics) {
        report(`${connector.name}: topic ${topic} does not exist yet`);
      }
      return { verdict: "proven", problems: [], lag };
    }
    if (Date.now() + pollMs > deadline) {
      return { verdict: "failed", problems: still.map(stalledProblem), lag };
    }
    await wait(pollMs);
  }
}

const pollMs = 500;

function unproven(message: string): ConsumptionProof {
  return {
    verdict: "unproven",
    lag: null,
    problems: [{
      at: null,
      setting: null,
      message: `whether it consumes is not known: ${message}`,
      fix: "set KAFKA_BROKERS to brokers that this machine reaches",
    }],
  };
}

function stalledProblem(
  { topic, partition, committed, lag }: PartitionProgress,
): Problem {
  return {
    at: `partition ${topic}-${partition}`,
    message: `RUNNING, but stands still at offset ${committed ?? "(none)"} ` +
      `with ${lag} record(s) left`,
    setting: null,
    fix:
      "the next record cannot be written, or Cassandra does not answer: the worker's log says which " +
      "(`deno task stack:logs connect`), and so does `deno task connect:validate --live`",
  };
}
