import { connectApiOf } from "../../connect/connect_target.ts";
import {
  getConnectorStatus,
  putConnectorConfig,
} from "../../connect/connect_api.ts";
import type { BenchStack } from "../bench_stack.ts";
import { ownConfig, ownSink } from "../contenders.ts";
import { type BenchContext, type Row, uniqueName } from "../context.ts";
import { createTopic, produce } from "../load.ts";
import { ProbeStream } from "../probe_stream.ts";
import { fewKeys } from "../records.ts";
import { createTable } from "../sink_run.ts";
import { waitUntil } from "../wait.ts";

const partitions = 4;
const probesPerSecond = 50;
/** Beside the probes, while the connector is deployed again. */
const loadPerSecond = 5_000;

/** How long no rows come: after a crash of the worker, and while the connector is deployed again. */
export const restart: Row = {
  name: "restart",
  title: "Restart: crash of the worker, redeploy under load",
  modes: ["smoke", "quick", "full"],
  measure: async (context) => {
    const crashes: number[] = [];
    const starts: number[] = [];
    const gaps: number[] = [];
    for (let round = 0; round < context.sizes.restarts; round++) {
      const gap = await measureRedeploy(context);
      gaps.push(gap);
      context.report(`redeployed: ${gap.toFixed(2)} s without rows`);
      const { firstRow, worker } = await measureCrash(context);
      crashes.push(firstRow);
      starts.push(worker);
      context.report(
        `kill -9: worker up after ${worker.toFixed(1)} s, first new row after ${
          firstRow.toFixed(1)
        } s`,
      );
    }
    return {
      name: "restart",
      title: "Time without rows",
      measures: [
        {
          name: "kill -9 of the worker to the first new row",
          unit: "s",
          isOurs: true,
          values: crashes,
          target: { kind: "value", atMost: 12 },
        },
        {
          name: "… of that until the worker answers",
          unit: "s",
          isOurs: true,
          values: starts,
        },
        {
          name: "longest gap while the connector is redeployed",
          unit: "s",
          isOurs: true,
          values: gaps,
          target: { kind: "value", atMost: 3 },
        },
      ],
      notes: [
        "The worker is started again at once, as a supervisor does.",
        `The redeploy changes one setting, at ${
          loadPerSecond + probesPerSecond
        } rec/s.`,
      ],
    };
  },
};

interface Pipeline extends AsyncDisposable {
  readonly name: string;
  readonly probes: ProbeStream;
  readonly load: Parameters<typeof produce>[1];
  readonly table: string;
}

async function startPipeline(context: BenchContext): Promise<Pipeline> {
  const stack = await context.stack();
  const topic = await createTopic(stack, { partitions });
  const table = await createTable(stack);
  const name = uniqueName("run");
  const load = { ...fewKeys, topic, partitions, records: 0 };
  const run = { ...load, name, table };
  const tasks = Number(ownConfig(stack, run)["tasks.max"]);
  const sink = await ownSink(stack).start(run);
  const probes = await ProbeStream.start(stack, {
    topic,
    partitions,
    table,
    rate: probesPerSecond,
    signal: context.signal,
  });
  await probes.awaitRow(0);
  // A task that is killed while it joins is waited for once more: that is another question.
  await waitUntil(
    async () => await countMembers(stack, name) === tasks,
    {
      what: `the ${tasks} tasks of ${name} have joined`,
      signal: context.signal,
    },
  );
  return {
    name,
    probes,
    load,
    table,
    [Symbol.asyncDispose]: async () => {
      await probes[Symbol.asyncDispose]();
      await sink[Symbol.asyncDispose]();
    },
  };
}

/** How many consumers a sink's group has, or 0 while it rebalances. */
async function countMembers(
  { admin }: BenchStack,
  connector: string,
): Promise<number> {
  const { groups: [group] } = await admin.describeGroups([
    `connect-${connector}`,
  ]);
  return group?.state === "Stable" ? group.members.length : 0;
}

async function measureCrash(context: BenchContext) {
  const { signal } = context;
  const stack = await context.stack();
  await using pipeline = await startPipeline(context);
  await stack.kill("connect");
  const begin = performance.now();
  // What was on its way to Cassandra still comes, in the next milliseconds.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const last = await pipeline.probes.findNewest();
  const starting = stack.startServices()
    .then(() => (performance.now() - begin) / 1_000);
  starting.catch(() => {});
  const end = await waitUntil(
    async () => await pipeline.probes.findNewest() > last,
    { what: "the killed worker's successor writes rows", signal },
  );
  return { firstRow: (end - begin) / 1_000, worker: await starting };
}

async function measureRedeploy(context: BenchContext): Promise<number> {
  const { signal, sizes } = context;
  const watchMs = sizes.watchSeconds * 1_000;
  const stack = await context.stack();
  await using pipeline = await startPipeline(context);
  const { name, probes, load, table } = pipeline;
  const producing = produce(
    stack,
    { ...load, records: loadPerSecond * (watchMs / 1_000 + 3) },
    { rate: loadPerSecond, options: context },
  );
  producing.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const api = connectApiOf(stack.settings);
  const config = ownConfig(stack, { ...load, name, table });
  const begin = performance.now();
  await putConnectorConfig(api, name, {
    ...config,
    maxConcurrentRequests: "1999",
  });
  let newest = await probes.findNewest();
  let changed = begin;
  let longest = 0;
  await waitUntil(async () => {
    const found = await probes.findNewest();
    const now = performance.now();
    if (found > newest) {
      longest = Math.max(longest, now - changed);
      newest = found;
      changed = now;
    }
    // Rows must have come back before it counts as over.
    return now - begin > watchMs && now - changed < 1_000;
  }, { what: `rows come after ${name} was redeployed`, pauseMs: 5, signal });
  const status = await getConnectorStatus(api, name);
  if (status?.tasks.some(({ state }) => state !== "RUNNING")) {
    throw new Error(`A task of ${name} does not run after its redeploy`);
  }
  await producing;
  return longest / 1_000;
}
