/** How much a run of the bench measures: `smoke` only shows that it works, its numbers mean nothing. */
export type Mode = "smoke" | "quick" | "full";

/** How much of everything. */
export interface Sizes {
  /** How often each contender has its turn. */
  readonly rounds: number;
  /** Records of one run of a sink. */
  readonly sinkRecords: number;
  /** Of one round of the latency, at each rate. */
  readonly latencySeconds: number;
  /** Records of one replay. */
  readonly replayRecords: number;
  /** Of a load that has just begun, until it is steady; seconds. */
  readonly settleSeconds: number;
  /** How long after a redeploy gaps are looked for, seconds. */
  readonly watchSeconds: number;
  /** How often the worker is killed, the connector redeployed. */
  readonly restarts: number;
  /** How often all services are started from nothing. */
  readonly starts: number;
  /** Records to verify. */
  readonly verifyRecords: number;
  /** Calls of each command-line tool. */
  readonly toolCalls: number;
}

/** The sizes of each mode. */
export const sizesOf: Readonly<Record<Mode, Sizes>> = {
  smoke: {
    rounds: 1,
    sinkRecords: 2_000,
    latencySeconds: 1,
    settleSeconds: 1,
    watchSeconds: 3,
    replayRecords: 5_000,
    restarts: 1,
    starts: 0,
    verifyRecords: 500,
    toolCalls: 1,
  },
  quick: {
    rounds: 3,
    sinkRecords: 100_000,
    latencySeconds: 2,
    settleSeconds: 1,
    watchSeconds: 4,
    replayRecords: 150_000,
    restarts: 3,
    starts: 1,
    verifyRecords: 100_000,
    toolCalls: 3,
  },
  full: {
    rounds: 3,
    sinkRecords: 1_000_000,
    latencySeconds: 12,
    settleSeconds: 5,
    watchSeconds: 10,
    replayRecords: 1_000_000,
    restarts: 5,
    starts: 3,
    verifyRecords: 1_000_000,
    toolCalls: 10,
  },
};
