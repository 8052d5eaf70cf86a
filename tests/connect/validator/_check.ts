import { assertEquals } from "@std/assert";
import { parseCqlSchema } from "../../../cql/schema_parser.ts";
import { checkConnector } from "../../../connect/validator/check_connector.ts";
import { toConnectorDocument } from "../../../connect/validator/connector_config.ts";
import type { Finding } from "../../../connect/validator/finding.ts";

/** Tables of the configs in these tests. */
export const schema = parseCqlSchema(`
  CREATE KEYSPACE ks WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1};
  CREATE TABLE ks.t (id text PRIMARY KEY, n int, name text);
  CREATE TABLE ks.pairs (id text, c int, PRIMARY KEY (id, c));
  CREATE TABLE ks.stamped (id text PRIMARY KEY, u timeuuid);
  CREATE TABLE ks.shared (id text, c int, s text STATIC, v text, PRIMARY KEY (id, c));
  CREATE TABLE ks.counts (id text PRIMARY KEY, c counter);
  CREATE TABLE ks."Up" (id text PRIMARY KEY, "Val" text);
  CREATE TABLE ks.bags (id text PRIMARY KEY, l list<int>, m map<text, int>);
`);

/** What the settings of table `ks.t` begin with; `T.` stands for it in changes. */
export const prefix = "topic.tp.ks.t.";

const good: Readonly<Record<string, string>> = {
  name: "sink",
  "connector.class": "com.datastax.oss.kafka.sink.CassandraSinkConnector",
  "tasks.max": "1",
  topics: "tp",
  contactPoints: "127.0.0.1",
  port: "9042",
  "loadBalancing.localDc": "datacenter1",
  "key.converter": "org.apache.kafka.connect.storage.StringConverter",
  "value.converter": "org.apache.kafka.connect.storage.StringConverter",
  [`${prefix}mapping`]: "id=value.id, n=value.n, name=value.name",
};

/** Changes to a config that works; null removes a setting, `T.` is {@linkcode prefix}, `K.` is `topic.tp.ks.`. */
export type Change = Readonly<Record<string, string | null>>;

/** Findings in the config that works, changed. */
export async function check(change: Change): Promise<readonly Finding[]> {
  const config: Record<string, string> = { ...good };
  for (const [name, value] of Object.entries(change)) {
    const setting = name.replace(/^T\./, prefix).replace(
      /^K\./,
      "topic.tp.ks.",
    );
    if (value === null) delete config[setting];
    else config[setting] = value;
  }
  const { findings } = await checkConnector(toConnectorDocument(config), {
    schema,
    nowMs: Date.UTC(2026, 0, 1),
    replication: new Map([["ks", { replicas: 1, byDatacenter: null }]]),
  });
  return findings;
}

/** Declares a test for each change that the sink does not survive: the errors are of just these codes. */
export function testRefused(
  rows: readonly (readonly [change: Change, ...codes: readonly string[]])[],
): void {
  for (const [change, ...codes] of rows) {
    Deno.test(`checkConnector() refuses ${describe(change)}`, async () => {
      assertEquals(codesOf(await check(change), "error"), codes);
    });
  }
}

/** Declares a test for each change with which the sink works: no error, and just these warnings. */
export function testAccepted(
  rows: readonly (readonly [change: Change, ...warnings: readonly string[]])[],
): void {
  for (const [change, ...warnings] of rows) {
    Deno.test(`checkConnector() accepts ${describe(change)}`, async () => {
      const findings = await check(change);
      assertEquals(codesOf(findings, "error"), []);
      assertEquals(codesOf(findings, "warning"), warnings);
    });
  }
}

function codesOf(
  findings: readonly Finding[],
  severity: Finding["severity"],
): string[] {
  return findings.filter((finding) => finding.severity === severity)
    .map(({ code }) => code);
}

function describe(change: Change): string {
  return Object.entries(change).map(([name, value]) =>
    value === null ? `no ${name}` : `${name}=${JSON.stringify(value)}`
  ).join(", ") || "the config as it is";
}
