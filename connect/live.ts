import { connectApiOf } from "./connect_target.ts";
import type { CqlSchema } from "../cql/schema_model.ts";
import { UserError } from "../scripts/shared/exit.ts";
import type { Settings } from "../scripts/shared/settings.ts";
import { listWorkerUrls } from "./connect_http.ts";
import { checkAgainstCassandra } from "./live_cassandra.ts";
import { checkAgainstKafka } from "./live_kafka.ts";
import { checkOnWorker } from "./live_worker.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";
import type { Finding } from "./validator/finding.ts";
import type { Replication } from "./validator/replication.ts";
import type { SampleRecord } from "./validator/simulate/sample_record.ts";

/** What the running services show of a config, and what the offline checks may use of them. */
export interface LiveEvidence {
  readonly findings: readonly Finding[];
  /** What could not be checked, and why; a sentence each. */
  readonly unchecked: readonly string[];
  /** The config's keyspaces as they are now, or null if they could not be read. */
  readonly schema: CqlSchema | null;
  /** Replicas of the keyspaces, as far as known. */
  readonly replication: Replication;
  /** The first and last records of the config's topics. */
  readonly samples: readonly SampleRecord[];
}

/**
 * Asks the Connect worker, Kafka and Cassandra what only they know of a connector's config. A service that does not
 * answer is told in `unchecked`; this never throws for one.
 */
export async function checkLive(
  config: ConnectorConfig,
  settings: Settings,
): Promise<LiveEvidence> {
  const unchecked: string[] = [];
  const orUnchecked = async <T>(evidence: Promise<T>, otherwise: T) => {
    try {
      return await evidence;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unchecked.push(error.message);
      return otherwise;
    }
  };
  const [worker, kafka, cassandra] = await Promise.all([
    orUnchecked(checkOnWorker(connectApiOf(settings), config), []),
    orUnchecked(checkAgainstKafka(settings, config), {
      findings: [],
      samples: [],
    }),
    checkAgainstCassandra(config, {
      settings,
      isWorkerLocal: isLocal(settings.CONNECT_URL),
    }),
  ]);
  return {
    findings: [...worker, ...kafka.findings, ...cassandra.findings],
    unchecked: [...unchecked, ...cassandra.unchecked],
    schema: cassandra.schema,
    replication: cassandra.replication,
    samples: kafka.samples,
  };
}

function isLocal(url: string): boolean {
  return listWorkerUrls(url).every((one) =>
    /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(one).hostname)
  );
}
