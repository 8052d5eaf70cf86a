import {
  checkConnector,
  type CheckResult,
} from "../../connect/validator/check_connector.ts";
import { toConnectorDocument } from "../../connect/validator/connector_config.ts";
import {
  readReplication,
  type Replication,
} from "../../connect/validator/replication.ts";
import {
  parseSampleLine,
} from "../../connect/validator/simulate/sample_record.ts";
import { parseCqlSchema } from "../../cql/schema_parser.ts";
import type { CqlSchema } from "../../cql/schema_model.ts";
import { type Case, makeCase, type Truth } from "./differential.ts";
import type { Subject } from "./mutations/mutation.ts";
import type { World } from "./worlds/world.ts";

/** What the validator says: that it has at least one error, or none. */
export type Said = "error" | "no error";

/** How a validator's word stands to the truth. */
export type Agreement = "right" | "missed" | "false alarm" | "arguable";

interface Tables {
  readonly schema: CqlSchema;
  readonly replication: Replication;
}

const tablesOf = new Map<string, Tables>();

/** Checks a subject offline, with its world's tables and its records as the sample. */
export function askValidator(
  world: Omit<World, "bases">,
  subject: Subject,
): Promise<CheckResult> {
  let tables = tablesOf.get(world.keyspace);
  if (tables === undefined) {
    const cql = world.cql.map((statement) => `${statement};`).join("\n");
    tables = {
      schema: parseCqlSchema(cql),
      replication: readReplication(cql),
    };
    tablesOf.set(world.keyspace, tables);
  }
  const samples = subject.records.map((record, index) =>
    parseSampleLine(JSON.stringify(record), index + 1)
  );
  return checkConnector(toConnectorDocument(subject.config), {
    ...tables,
    samples,
  });
}

/** Whether the findings hold an error. */
export function saidBy(result: CheckResult): Said {
  return result.findings.some(({ severity }) => severity === "error")
    ? "error"
    : "no error";
}

/**
 * Compares a verdict with the truth. What fails needs an error, what works must have none. Where a config runs but leaves
 * other rows, skips records as it is told to, or fails by what only a live check can know, either word can be right.
 */
export function agreementOf(truth: Truth, said: Said): Agreement {
  if (truth === "fails") return said === "error" ? "right" : "missed";
  if (truth === "works") return said === "error" ? "false alarm" : "right";
  return "arguable";
}

/** The same disagreement with as few mutations and records as still show it. */
export async function minimise(
  disagreement: Case,
  persists: (smaller: Case) => Promise<boolean>,
): Promise<Case> {
  let smallest = disagreement;
  for (const mutation of disagreement.mutations) {
    if (disagreement.mutations.length === 1) break;
    const { seed, world, base } = disagreement;
    const single = makeCase(seed, world, base, [mutation]);
    if (await persists(single)) {
      smallest = single;
      break;
    }
  }
  for (const record of smallest.subject.records) {
    if (smallest.subject.records.length === 1) break;
    const single = {
      ...smallest,
      subject: { ...smallest.subject, records: [record] },
    };
    if (await persists(single)) return single;
  }
  return smallest;
}
