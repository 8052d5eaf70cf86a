import { setTimeout as wait } from "node:timers/promises";
import {
  type PartitionProgress,
  standingStill,
  totalLag,
} from "./consumption.ts";
import { type ErrorContext, placeText } from "../scripts/shared/dead_letter.ts";
import { countNew, deadLetterTopicOf } from "./dead_letters.ts";
import type { Problem } from "./problem.ts";
import type { NamedConfig } from "./sink_config.ts";
import type { Observation, SinkObserver } from "./sink_observer.ts";

/** Options of {@linkcode awaitConsumption}. */
export interface AwaitConsumptionOptions {
  readonly observer: SinkObserver;
  /** What was seen before the connector was changed; null if nothing was changed. */
  readonly before: Observation | null;
  /** When to give up, as `Date.now()` counts. */
  readonly deadline: number;
  /** Stops waiting: its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** Whether a connector was seen to consume. */
export interface ConsumptionProof {
  readonly verdict: "proven" | "unproven" | "failed";
  readonly problems: readonly Problem[];
  /** Records left to consume, or null if not known. */
  readonly lag: number | null;
  /** Whether every record consumed became a dead letter. */
  readonly spoiled: boolean;
}

/**
 * Waits until each partition of a connector's topics is consumed to its end or its committed offset has moved, and sees
 * to it that what was consumed did not all become dead letters. With no records at all there is nothing to see, which
 * counts as consumed.
 */
export async function awaitConsumption(
  connector: NamedConfig,
  { observer, before, deadline, signal }: AwaitConsumptionOptions,
): Promise<ConsumptionProof> {
  let baseline: readonly PartitionProgress[] | null = null;
  try {
    while (true) {
      signal?.throwIfAborted();
      const now = await observer.observe(connector);
      const { partitions, missingTopics } = now.consumption;
      baseline ??= partitions;
      const still = standingStill(baseline, partitions);
      const lag = Number(totalLag(partitions));
      if (still.length === 0) {
        const dead = await judgeDeadLetters(connector, {
          observer,
          before: before ?? now,
          now,
        });
        return {
          verdict: dead?.severity === "error" ? "failed" : "proven",
          problems: [
            ...(dead === null ? [] : [dead]),
            ...missingTopics.map(missingTopicProblem),
          ],
          lag,
          spoiled: dead?.severity === "error",
        };
      }
      if (Date.now() + pollMs > deadline) {
        return {
          verdict: "failed",
          problems: still.map(stalledProblem),
          lag,
          spoiled: false,
        };
      }
      await wait(pollMs);
    }
  } catch (error) {
    signal?.throwIfAborted();
    return unproven(error instanceof Error ? error.message : String(error));
  }
}

const pollMs = 500;

async function judgeDeadLetters(
  connector: NamedConfig,
  { observer, before, now }: {
    readonly observer: SinkObserver;
    readonly before: Observation;
    readonly now: Observation;
  },
): Promise<Problem | null> {
  const dead = countNew(before.deadLetters, now.deadLetters);
  if (dead === 0) return null;
  const consumed = countConsumed(before, now);
  const last = await observer.readLastDeadLetter(connector);
  const all = dead >= consumed;
  return {
    severity: all ? "error" : "warning",
    at: null,
    message: `${all ? "every record so far" : "some records"} (${dead} of ` +
      `${Math.max(consumed, dead)}) went to the dead letter queue ` +
      `${deadLetterTopicOf(connector.config)}${describeLast(last)}`,
    setting: null,
    fix: "mend what the reason names; the records stay in the queue",
  };
}

/** Records consumed between two observations: those left before, and those added, without those left now. */
function countConsumed(before: Observation, now: Observation): number {
  const [old, current] = [before, now].map(({ consumption }) =>
    consumption.partitions
  ) as [readonly PartitionProgress[], readonly PartitionProgress[]];
  const sumEnds = (partitions: readonly PartitionProgress[]) =>
    partitions.reduce((sum, { end }) => sum + end, 0n);
  return Number(
    totalLag(old) + sumEnds(current) - sumEnds(old) - totalLag(current),
  );
}

function describeLast(letter: ErrorContext | null): string {
  if (letter === null || letter.reason === null) return "";
  const from = letter.origin === null ? "" : ` (${placeText(letter.origin)})`;
  return `; the last one${from}: ${letter.reason}`;
}

function unproven(message: string): ConsumptionProof {
  return {
    verdict: "unproven",
    lag: null,
    spoiled: false,
    problems: [{
      severity: "warning",
      at: null,
      setting: null,
      message: `whether it consumes is not known: ${message}`,
      fix: "set KAFKA_BROKERS to brokers that this machine reaches",
    }],
  };
}

function missingTopicProblem(topic: string): Problem {
  return {
    severity: "warning",
    at: null,
    setting: "topics",
    message: `topic ${topic} does not exist, so there is nothing to consume`,
    fix:
      "create it; the connector finds it within five minutes, or at once after `deno task connect:restart`",
  };
}

function stalledProblem(
  { topic, partition, committed, lag }: PartitionProgress,
): Problem {
  return {
    severity: "error",
    at: `partition ${topic}-${partition}`,
    message: `RUNNING, but stands still at offset ${committed ?? "(none)"} ` +
      `with ${lag} record(s) left`,
    setting: null,
    fix:
      "the next record cannot be written, or Cassandra does not answer: the worker's log says which " +
      "(`deno task stack:logs connect`)",
  };
}
