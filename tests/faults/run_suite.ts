import {
  createCassandra,
  schemaTimeoutMs,
} from "../../scripts/shared/cassandra_client.ts";
import { createKafka } from "../../scripts/shared/kafka_client.ts";
import { type Case, isShared } from "./cases.ts";
import { FaultStack } from "./fault_stack.ts";
import { type CaseResult, runCase, type RunOptions } from "./run_case.ts";

/** Options of {@linkcode runSuite}. */
export interface SuiteOptions
  extends Omit<RunOptions, "stack" | "admin" | "cassandra"> {
  /** How many cases may run at once, of those that do not disturb each other. */
  readonly concurrency: number;
  /** Three brokers, two workers and three Cassandra nodes. @default {false} */
  readonly cluster?: boolean;
  /** With TLS, logins and rights on every connection. @default {false} */
  readonly secure?: boolean;
  /** Told the results so far, in the cases' order, whenever a case has ended. */
  readonly onResults: (results: readonly CaseResult[]) => Promise<void>;
}

/** Runs cases on a stack of its own, which is stopped at the end, and gives their results in their order. */
export async function runSuite(
  cases: readonly Case[],
  options: SuiteOptions,
): Promise<CaseResult[]> {
  await using stack = await FaultStack.start(options);
  const admin = createKafka(stack.settings, { retries: 5 }).admin();
  const cassandra = createCassandra(stack.settings, {
    readTimeoutMs: schemaTimeoutMs,
  });
  try {
    await Promise.all([admin.connect(), cassandra.connect()]);
    const run = { ...options, stack, admin, cassandra };
    const results = new Map<Case, CaseResult>();
    const inOrder = () => cases.flatMap((one) => results.get(one) ?? []);
    const work = async (queue: Case[]) => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        results.set(next, await runCase(next, run));
        await options.onResults(inOrder());
      }
    };
    const own = cases.filter((one) => !isShared(one));
    await Promise.all(
      Array.from({ length: options.concurrency }, () => work(own)),
    );
    await work(cases.filter(isShared));
    return inOrder();
  } finally {
    await Promise.allSettled([admin.disconnect(), cassandra.shutdown()]);
  }
}
