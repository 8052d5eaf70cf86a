import { setTimeout as sleep } from "node:timers/promises";
import {
  restartConnector,
  setConnectorState,
} from "../../connect/connect_api.ts";
import type { Client } from "cassandra-driver";
import type { ServiceName } from "../../scripts/stack/description.ts";
import type { FaultStack } from "./fault_stack.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Gaps, ProgressMeter } from "./progress_meter.ts";
import type { FaultProxy } from "./proxy.ts";
import type { Random } from "./random.ts";
import type { Row } from "./traffic.ts";

/** What a harm may touch. */
export interface Scene {
  readonly stack: FaultStack;
  readonly pipeline: Pipeline;
  /** Between the sink and Cassandra. */
  readonly proxy: FaultProxy;
  readonly cassandra: Client;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** How long a stopped process stays so, and a broken network, in milliseconds. */
  readonly holdMs: number;
  /** Rows that the harm deleted itself, which count as there. */
  readonly deletedRows: Map<string, Row>;
  /** Of a cluster's stream. */
  readonly meter: ProgressMeter | null;
  /** What the meter has read, in the order of the harms. */
  readonly gaps: HarmGaps[];
  /** Until when `feels_like` was dropped: older records may lack it. Milliseconds since 1970. */
  columnDroppedUntil: number;
}

/** For how long a stream stood still. */
export interface HarmGaps {
  readonly harm: string;
  /** While the node was away. */
  readonly away: Gaps;
  /** While it came back; null where it was never away. */
  readonly back: Gaps | null;
}

/** One way to do harm; when it returns, all is as before and the stream has to recover. */
export interface Harm {
  readonly name: string;
  /**
   * Whether records may be in the dead letter queue twice afterwards: Connect, killed between reporting them and its
   * next commit of offsets, handles what came since its last commit again; or its producer, whose broker died before it
   * acknowledged, sends again.
   */
  readonly repeatsLetters: boolean;
  /** Whether it is felt by other streams too, so that they cannot run meanwhile. */
  readonly shared: boolean;
  /** False for what is only done to compare. @default {true} */
  readonly isFault?: boolean;
  readonly run: (scene: Scene) => Promise<void>;
}

const producer = "producer";
type Victim = ServiceName | typeof producer;
const victims: readonly Victim[] = ["kafka", "connect", "cassandra", producer];
const titles: Record<Victim, string> = {
  kafka: "broker",
  connect: "worker",
  cassandra: "Cassandra",
  producer: "producer",
};

function restart(victim: Victim, signal: "KILL" | "TERM"): Harm {
  return {
    name: `${signal === "KILL" ? "kill -9" : "restart"} of ${titles[victim]}`,
    repeatsLetters: victim === "kafka" ||
      (victim === "connect" && signal === "KILL"),
    shared: victim !== producer,
    async run({ stack, pipeline }) {
      if (victim === producer) {
        await pipeline.load.end(signal);
        pipeline.load.start();
      } else {
        await stack.end(victim, signal);
        await stack.launch(victim);
      }
    },
  };
}

function freeze(victim: Victim): Harm {
  return {
    name: `SIGSTOP of ${titles[victim]}`,
    // The worker, thrown out of its group meanwhile, may not commit what it has done.
    repeatsLetters: victim === "kafka" || victim === "connect",
    shared: victim !== producer,
    async run({ stack, pipeline, holdMs, signal }) {
      const send = (name: "STOP" | "CONT") =>
        victim === producer
          ? pipeline.load.signal(name)
          : stack.signal(victim, name);
      await send("STOP");
      try {
        await sleep(holdMs, undefined, { signal });
      } finally {
        await send("CONT");
      }
    },
  };
}

const brokerAway: Harm = {
  name: "broker away for 60 s",
  repeatsLetters: true,
  shared: true,
  async run({ stack, signal }) {
    await stack.end("kafka", "KILL");
    await sleep(60_000, undefined, { signal });
    await stack.launch("kafka");
  },
};

/** Each of the services and the producer, killed, restarted and frozen. */
export const processHarms = {
  kill: victims.map((victim) => restart(victim, "KILL")),
  restart: victims.map((victim) => restart(victim, "TERM")),
  freeze: victims.map(freeze),
  long: [brokerAway],
} satisfies Record<string, Harm[]>;

/** A harm of one stream alone that must not repeat a single dead letter. */
function ownHarm(name: string, run: Harm["run"]): Harm {
  return { name, repeatsLetters: false, shared: false, run };
}

/** What operators do to a connector. */
export const connectorHarms: readonly Harm[] = [
  ownHarm("connector restarted", async ({ pipeline }) => {
    const { api, settings: { CONNECTOR_NAME: name } } = pipeline;
    await pipeline.rest("the restart", () => restartConnector(api, name));
  }),
  ownHarm("paused and resumed", async ({ pipeline, holdMs, signal }) => {
    const { api, settings: { CONNECTOR_NAME: name } } = pipeline;
    await pipeline.rest(
      "the pause",
      () => setConnectorState(api, name, "pause"),
    );
    await pipeline.until("the tasks to pause", async () => {
      const tasks = await pipeline.tasks();
      return tasks.every(({ state }) => state === "PAUSED");
    });
    await sleep(Math.min(holdMs, 5_000), undefined, { signal });
    await pipeline.rest(
      "the resumption",
      () => setConnectorState(api, name, "resume"),
    );
  }),
  ownHarm("tasks.max changed", async ({ pipeline, random }) => {
    const tasks = [1, 3, 4][Math.floor(random() * 3)]!;
    await pipeline.deploy({ "tasks.max": String(tasks) });
    await pipeline.until(
      `${tasks} tasks`,
      async () => (await pipeline.tasks()).length === tasks,
    );
  }),
  ownHarm("partitions added", async ({ pipeline }) => {
    await pipeline.addPartitions(2);
    // The producer finds new partitions when it starts.
    await pipeline.load.end("TERM");
    pipeline.load.start();
  }),
];

/** What operators do to a table. */
export const tableHarms: readonly Harm[] = [
  ownHarm(
    "table dropped and recreated",
    async ({ pipeline, proxy, cassandra, deletedRows, holdMs, signal }) => {
      // With writes held on their way, what the drop deletes can be counted exactly.
      proxy.become({ kind: "held" });
      let known = -1;
      await pipeline.until("Cassandra to have no more writes", async () => {
        const rows = await pipeline.readRows();
        const same = rows.size === known;
        known = rows.size;
        for (const [city, row] of rows) deletedRows.set(city, row);
        return same;
      });
      await cassandra.execute(`DROP TABLE ${pipeline.table}`, [], {
        prepare: false,
      });
      proxy.become({ kind: "good" });
      await sleep(Math.min(holdMs, 5_000), undefined, { signal });
      await pipeline.createTable();
    },
  ),
  ownHarm("column dropped and added again", async (scene) => {
    const { pipeline, cassandra } = scene;
    const { api, settings: { CONNECTOR_NAME: name } } = pipeline;
    const alter = (change: string) =>
      cassandra.execute(`ALTER TABLE ${pipeline.table} ${change}`, [], {
        prepare: false,
      });
    await alter("DROP feels_like");
    await pipeline.until("a task to fail, naming the column", async () => {
      const tasks = await pipeline.tasks();
      return tasks.some(({ state, reason }) =>
        state === "FAILED" && reason.includes("feels_like")
      );
    });
    await alter("ADD feels_like double");
    // Cassandra hides values whose write time, the record's, is before the drop.
    scene.columnDroppedUntil = Date.now();
    await pipeline.rest("the restart", () => restartConnector(api, name));
    // The status tells of the failure until the tasks have started.
    await pipeline.until("the tasks to run again", async () => {
      const tasks = await pipeline.tasks();
      return tasks.every(({ state }) => state === "RUNNING");
    });
  }),
];

function network(
  name: string,
  run: (proxy: FaultProxy, hold: () => Promise<void>) => Promise<void>,
): Harm {
  return ownHarm(
    `network ${name}`,
    ({ proxy, holdMs, signal }) =>
      run(proxy, () => sleep(holdMs, undefined, { signal })),
  );
}

/** What happens to networks between the sink and Cassandra. */
export const networkHarms: readonly Harm[] = [
  network("slow", async (proxy, hold) => {
    proxy.become({ kind: "slow", delayMs: 400 });
    await hold();
    proxy.become({ kind: "good" });
  }),
  network("resets", async (proxy, hold) => {
    const end = hold().then(() => true);
    while (
      !await Promise.race([end, sleep(200).then(() => false)])
    ) proxy.reset();
  }),
  network("refuses", async (proxy, hold) => {
    proxy.become({ kind: "refusing" });
    await hold();
    proxy.become({ kind: "good" });
  }),
  network("silent", async (proxy, hold) => {
    proxy.become({ kind: "silent" });
    await hold();
    proxy.become({ kind: "good" });
  }),
];

/** Connections that are dead and never closed: the driver's own heartbeat, each 30 s, has to notice. */
export const halfOpen: Harm = network("half open for good", (proxy) => {
  proxy.abandonConnections();
  return Promise.resolve();
});

/** The connector starts while Cassandra is down. */
export const startWithoutCassandra: Harm = {
  name: "connector started without Cassandra",
  repeatsLetters: false,
  shared: true,
  async run({ stack, pipeline, random, signal }) {
    const { api, settings: { CONNECTOR_NAME: name } } = pipeline;
    await stack.end("cassandra", "TERM");
    await pipeline.rest("the restart", () => restartConnector(api, name));
    await sleep(random() * 2_000, undefined, { signal });
    await stack.launch("cassandra");
  },
};

/** No harm but the records themselves. */
export const poisonOnly: Harm = ownHarm(
  "poison",
  async ({ pipeline, signal }) => {
    const before = pipeline.load.count;
    await pipeline.until(
      "poison to be produced",
      () => pipeline.load.count > before + 2_500,
    );
    signal.throwIfAborted();
  },
);
