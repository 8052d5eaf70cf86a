import { setTimeout as sleep } from "node:timers/promises";
import { getConnectorStatus } from "../../connect/connect_api.ts";
import {
  type NodeDescription,
  type ServiceName,
  serviceNames,
} from "../../scripts/stack/description.ts";
import type { Case } from "./cases.ts";
import type { Harm, Scene } from "./harms.ts";

/** Nodes that are taken away at once, and how those are found that matter at the moment. */
interface Victim {
  readonly title: string;
  readonly services: readonly ServiceName[];
  /** Undefined where there is none at the moment. */
  readonly find: (scene: Scene) => Promise<NodeDescription | undefined>;
}

const victims: readonly Victim[] = [
  {
    title: "the controllers' leader",
    services: ["kafka"],
    find: async ({ stack }) => {
      const leader = await findController(stack.nodes);
      return kafkaNodes(stack.nodes).find(({ number }) => number === leader);
    },
  },
  {
    title: "a partition's leader",
    services: ["kafka"],
    find: async ({ stack, pipeline }) => {
      const controller = await findController(stack.nodes);
      const leaders = await pipeline.leaders();
      // Another than the controllers' leader, if there is one, as that is a harm of its own.
      const leader = leaders.find((node) => node !== controller) ?? leaders[0];
      return kafkaNodes(stack.nodes).find(({ number }) => number === leader);
    },
  },
  {
    title: "a worker with a task",
    services: ["connect"],
    find: async ({ stack, pipeline, random }) => {
      const { api, settings: { CONNECTOR_NAME: name } } = pipeline;
      const tasks = (await getConnectorStatus(api, name))?.tasks ?? [];
      const worker = tasks[Math.floor(random() * tasks.length)]?.worker_id;
      return stack.nodes.find(({ service, host, port }) =>
        service === "connect" && `${host}:${port}` === worker
      );
    },
  },
  {
    title: "a Cassandra node",
    services: ["cassandra"],
    find: ({ stack, random }) => {
      const nodes = stack.nodes.filter(({ service }) =>
        service === "cassandra"
      );
      return Promise.resolve(nodes[Math.floor(random() * nodes.length)]);
    },
  },
  {
    title: "a machine: broker, worker, Cassandra",
    services: serviceNames,
    find: ({ stack, random }) => {
      const workers = stack.nodes.filter(({ service }) =>
        service === "connect"
      );
      return Promise.resolve(workers[Math.floor(random() * workers.length)]);
    },
  },
];

function kafkaNodes(nodes: readonly NodeDescription[]): NodeDescription[] {
  return nodes.filter(({ service }) => service === "kafka");
}

/** Number of the node that leads the controllers: no request of kafkajs tells, the files of their quorum do. */
async function findController(
  nodes: readonly NodeDescription[],
): Promise<number> {
  const states: { leaderId: number; leaderEpoch: number }[] = [];
  for (const { dataDir } of kafkaNodes(nodes)) {
    const path = `${dataDir}/__cluster_metadata-0/quorum-state`;
    states.push(JSON.parse(await Deno.readTextFile(path)));
  }
  states.sort((one, other) => other.leaderEpoch - one.leaderEpoch);
  return states.find(({ leaderId }) => leaderId > 0)?.leaderId ?? -1;
}

/** Takes nodes away, has the stream go on without them, and brings them back. */
function clusterHarm(victim: Victim, signal: "KILL" | "TERM"): Harm {
  const { title, services, find } = victim;
  const name = `${signal === "KILL" ? "kill -9" : "stop"} of ${title}`;
  return {
    name,
    repeatsLetters: services.includes("kafka") ||
      (services.includes("connect") && signal === "KILL"),
    shared: true,
    async run(scene) {
      const { stack, pipeline, meter, holdMs, gaps } = scene;
      let found: NodeDescription | undefined;
      await pipeline.until(title, async () => {
        found = await find(scene);
        return found !== undefined;
      });
      const nodes = stack.nodes.filter(({ host, service }) =>
        host === found!.host && services.includes(service)
      );
      meter?.start();
      await Promise.all(nodes.map(({ name }) => stack.end(name, signal)));
      await sleep(holdMs, undefined, scene);
      await pipeline.untilFlows();
      const away = meter?.read();
      meter?.start();
      await Promise.all(nodes.map(({ name }) => stack.launch(name)));
      // The next harm takes other nodes: what these missed must be on them by then.
      await pipeline.until("all copies in sync", () => pipeline.isInSync());
      await pipeline.untilFlows();
      const back = meter?.read();
      if (away !== undefined && back !== undefined) {
        gaps.push({ harm: name, away, back });
      }
    },
  };
}

/** Nothing, for as long as a node is away otherwise: how long the gaps of a stream are by themselves. */
const noHarm: Harm = {
  name: "none, to compare",
  repeatsLetters: false,
  shared: true,
  isFault: false,
  async run({ pipeline, meter, holdMs, gaps, signal }) {
    meter?.start();
    await sleep(holdMs, undefined, { signal });
    await pipeline.untilFlows();
    const away = meter?.read();
    if (away !== undefined) {
      gaps.push({ harm: "none, to compare", away, back: null });
    }
  },
};

/** A stream each for nodes that are killed, and for nodes stopped in good order: one of each kind after the other. */
export const clusterCases: readonly Case[] = [
  {
    name: "kill -9 of one node of a cluster",
    harms: [noHarm, ...victims.map((victim) => clusterHarm(victim, "KILL"))],
  },
  {
    name: "stop of one node of a cluster",
    harms: [noHarm, ...victims.map((victim) => clusterHarm(victim, "TERM"))],
  },
];
