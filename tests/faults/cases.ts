import {
  connectorHarms,
  halfOpen,
  type Harm,
  networkHarms,
  poisonOnly,
  processHarms,
  startWithoutCassandra,
  tableHarms,
} from "./harms.ts";
import type { Poisoning } from "./traffic.ts";

/** One stream and what happens to it. */
export interface Case {
  readonly name: string;
  /** Each is done as often as is asked for, in an order of chance. */
  readonly harms: readonly Harm[];
  /** Undefined: one record of a hundred. */
  readonly poisoning?: Poisoning;
  /** Records per second; undefined: as asked for. */
  readonly rate?: number;
}

const poisonCases: readonly Case[] = [
  { name: "poison, 1 %", poisoning: { share: 0.01 } },
  { name: "poison, 50 %", poisoning: { share: 0.5 } },
  { name: "poison, 1,000 in a row", poisoning: { inARow: 1_000 } },
].map((one) => ({ ...one, harms: [poisonOnly], rate: 400 }));

/** Each harm with a stream of its own: tells best which one costs what. */
export const longCases: readonly Case[] = [
  ...Object.values(processHarms).flat(),
  ...connectorHarms,
  ...tableHarms,
  ...networkHarms,
  halfOpen,
  startWithoutCassandra,
].map((harm): Case => ({ name: harm.name, harms: [harm] }))
  .concat(poisonCases);

/** Harms of a kind with one stream: all but the slowest, in minutes. */
export const shortCases: readonly Case[] = [
  { name: "connector restarted, paused, changed", harms: connectorHarms },
  ...tableHarms.map((harm) => ({ name: harm.name, harms: [harm] })),
  { name: "network slow, reset, gone, silent", harms: networkHarms },
  ...poisonCases,
  { name: "kill -9 of each process", harms: processHarms.kill },
  { name: "restart of each process", harms: processHarms.restart },
  { name: "SIGSTOP of each process", harms: processHarms.freeze },
  { name: startWithoutCassandra.name, harms: [startWithoutCassandra] },
];

/** Whether nothing else may run meanwhile. */
export function isShared({ harms }: Case): boolean {
  return harms.some(({ shared }) => shared);
}
