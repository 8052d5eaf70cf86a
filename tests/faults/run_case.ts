import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "cassandra-driver";
import type { Admin } from "kafkajs";
import { type Balance, balance } from "./accounts.ts";
import type { Case } from "./cases.ts";
import type { FaultStack } from "./fault_stack.ts";
import type { HarmGaps, Scene } from "./harms.ts";
import { Pipeline } from "./pipeline.ts";
import { ProgressMeter } from "./progress_meter.ts";
import { FaultProxy } from "./proxy.ts";
import { createRandom, shuffle } from "./random.ts";
import { recordAt, type Traffic } from "./traffic.ts";

/** What all cases share. */
export interface RunOptions {
  readonly stack: FaultStack;
  readonly admin: Admin;
  readonly cassandra: Client;
  readonly seed: number;
  /** How often each harm is done. */
  readonly repeats: number;
  /** Records per second. */
  readonly rate: number;
  /** How long a stopped process stays so, and a broken network, in milliseconds. */
  readonly holdMs: number;
  readonly signal: AbortSignal;
  /** Takes a line about the progress. */
  readonly report: (line: string) => void;
}

/** What came of a case. */
export interface CaseResult extends Balance {
  readonly name: string;
  /** How many harms were done. */
  readonly faults: number;
  /** How many letters may be in the dead letter queue more than once: see `Harm.repeatsLetters`. */
  readonly mayRepeat: number;
  /** For how long the stream of a cluster stood still, of each harm. */
  readonly gaps: readonly HarmGaps[];
  /** Why the stream did not go on; null if it did. */
  readonly stalled: string | null;
  readonly seconds: number;
}

/**
 * How much of a stream Connect may handle twice after it was killed, in seconds: the sink asks for a commit after each batch
 * with bad records, so it is the last batch, or what came in while the broker could not take the commit.
 */
const secondsAtRisk = 10;

/** Runs a case: a steady stream, its harms at moments of chance, quiet, and the count. */
export async function runCase(
  { name, harms, poisoning = { share: 0.01 }, rate }: Case,
  options: RunOptions,
): Promise<CaseResult> {
  const { stack, report, signal, repeats } = options;
  const begin = Date.now();
  const share = "share" in poisoning ? poisoning.share : 0.5;
  // Each case has its own sequence, so that it can be run again alone.
  const random = createRandom(options.seed ^ hashText(name));
  const traffic = { seed: Math.floor(random() * 2 ** 31), poisoning };
  await using proxy = new FaultProxy(stack.settings.CASSANDRA_PORT);
  await using pipeline = new Pipeline({
    ...options,
    rate: rate ?? options.rate,
    settings: stack.settings,
    name: name.toLowerCase().replaceAll(/\W+/g, "_").slice(0, 40),
    traffic,
    // A cluster's nodes are found by their own addresses.
    cassandraPort: stack.isCluster ? stack.settings.CASSANDRA_PORT : proxy.port,
  });
  await using meter = stack.isCluster
    ? new ProgressMeter({
      load: pipeline.load,
      table: pipeline.table,
      partitions: pipeline.partitions,
      cassandra: options.cassandra,
      traffic,
    })
    : null;
  const scene: Scene = {
    ...options,
    pipeline,
    proxy,
    meter,
    gaps: [],
    random,
    deletedRows: new Map(),
    columnDroppedUntil: 0,
  };
  let faults = 0;
  let repeating = 0;
  let done = 0;
  let stalled: string | null = null;
  let step = "the start";
  try {
    await pipeline.prepare();
    pipeline.load.start();
    await pipeline.deploy();
    await pipeline.untilFlows();
    for (let round = 0; round < repeats; round++) {
      for (const harm of shuffle(harms, random)) {
        await sleep(random() * 1_500, undefined, { signal });
        const { isFault = true } = harm;
        if (isFault) faults++;
        if (harm.repeatsLetters) repeating++;
        step = harm.name;
        await harm.run(scene);
        await pipeline.untilFlows();
        done++;
        report(
          `${name}: ${harm.name} (${done} of ${repeats * harms.length})`,
        );
      }
    }
    await pipeline.untilQuiet();
  } catch (error) {
    signal.throwIfAborted();
    stalled = `after ${step}: ${(error as Error).message}`;
    report(`${name}: ${stalled}`);
  }
  return {
    name,
    faults,
    mayRepeat: repeating * Math.ceil(secondsAtRisk * options.rate * share),
    gaps: scene.gaps,
    stalled,
    ...await count(scene, traffic),
    seconds: Math.round((Date.now() - begin) / 1000),
  };
}

async function count(
  { pipeline, deletedRows, columnDroppedUntil }: Scene,
  traffic: Traffic,
): Promise<Balance> {
  await pipeline.load.end("TERM");
  const letters = await pipeline.readLetters();
  return balance({
    topic: await pipeline.readTopic(),
    acknowledged: pipeline.load.acknowledged,
    rows: new Map([...deletedRows, ...await pipeline.readRows()]),
    letters: letters.map(({ from }) => from),
    sent: (number) => recordAt(traffic, number),
    mayLack: ({ timestamp }) =>
      timestamp <= columnDroppedUntil ? ["feels_like"] : [],
  });
}

function hashText(text: string): number {
  return [...text].reduce(
    (hash, character) => Math.imul(hash, 31) + character.codePointAt(0)!,
    7,
  );
}
