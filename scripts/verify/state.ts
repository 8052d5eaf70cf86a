import { z } from "zod";
import { weatherRecord, weatherUnits } from "../../weather/record.ts";
import type { Settings } from "../shared/settings.ts";
import { tableName } from "../shared/weather_names.ts";
import { faultCauses } from "./cause.ts";
import type { Newest } from "./latest_check.ts";
import type { LedgerState } from "./ledger.ts";

/** How far a verification came, and all it found. */
export interface VerifyState {
  /** The next offset to read of each partition. */
  readonly positions: ReadonlyMap<number, bigint>;
  readonly ledger: LedgerState;
  /** Cities whose row in the table of the newest rows is not known to be right. */
  readonly latest: readonly Newest[];
}

const offset = z.string().regex(/^\d+$/).transform((text) => BigInt(text));
const place = { partition: z.int().min(0), offset };
const deadLetter = z.object({ reason: z.string() }).nullable();
const value = z.union([z.string(), z.number()]).nullable();
const entry = z.object({
  ...place,
  record: weatherRecord,
  time: z.number(),
  timestamp: z.number(),
  units: weatherUnits.nullable(),
  replacing: z.int(),
  status: z.enum(["ok", "missing", "different", "replaced"]),
  differences: z.array(
    z.object({ column: z.string(), inTopic: value, inTable: value }),
  ),
  deadLetter,
  cause: z.enum(faultCauses).nullable(),
});
const notRecord = z.object({ ...place, reason: z.string(), deadLetter });
const count = z.int().min(0);
const stateFile = z.object({
  target: z.string(),
  positions: z.array(z.tuple([z.int(), offset])),
  ledger: z.object({
    counts: z.object({
      messages: count,
      ok: count,
      replaced: count,
      expired: count,
      bad: count,
      deadLetters: count,
      unverified: count,
    }),
    faultCounts: z.record(
      z.enum(["missing", "different", ...faultCauses]),
      count,
    ),
    units: z.array(weatherUnits.nullable()),
    open: z.array(entry),
    openNotRecords: z.array(notRecord),
    faults: z.array(entry),
    notRecords: z.array(notRecord),
    showcase: z.object({
      kept: z.array(entry),
      latest: z.array(entry),
      isTooMany: z.boolean(),
    }),
  }),
  latest: z.array(z.object({ entry, isShared: z.boolean() })),
});

/** Where verifications are remembered, relative to the project. */
export const stateDir = ".cache/verify";

/** The file of the settings' topic and table, of which there is one for each name of a topic. */
export function stateFileOf({ KAFKA_TOPIC }: Settings): string {
  return `${stateDir}/${KAFKA_TOPIC}.json`;
}

/** What a state is of: another topic or table is another's. */
function targetOf(settings: Settings): string {
  const { KAFKA_BROKERS, KAFKA_TOPIC, CASSANDRA_CONTACT_POINTS } = settings;
  const { CASSANDRA_PORT } = settings;
  return `${KAFKA_TOPIC} at ${KAFKA_BROKERS.join()}, ` +
    `${tableName(settings)} at ` +
    `${CASSANDRA_CONTACT_POINTS.join()}:${CASSANDRA_PORT}`;
}

/** A state as text; as it is at this moment, whatever is awaited later. */
export function printState(settings: Settings, state: VerifyState): string {
  return JSON.stringify(
    {
      target: targetOf(settings),
      positions: [...state.positions],
      ledger: state.ledger,
      latest: state.latest,
    },
    (_, value) => typeof value === "bigint" ? String(value) : value,
  );
}

/** Writes a state. */
export async function writeState(
  settings: Settings,
  text: string,
): Promise<void> {
  await writeAtOnce(stateFileOf(settings), text);
}

/** Writes a run's metrics, for the textfile collector of Prometheus' node exporter. */
export async function writeMetricsFile(
  { KAFKA_TOPIC }: Settings,
  text: string,
): Promise<void> {
  await writeAtOnce(`${stateDir}/${KAFKA_TOPIC}.prom`, text);
}

/** At any time the file is either the one before or this one. */
async function writeAtOnce(path: string, text: string): Promise<void> {
  await Deno.mkdir(stateDir, { recursive: true });
  const next = `${path}.${Deno.pid}.next`;
  await Deno.writeTextFile(next, text);
  await Deno.rename(next, path);
}

/** Reads the state of the settings' topic and table; null if there is none that can be used. */
export async function readState(
  settings: Settings,
): Promise<VerifyState | null> {
  let text: string;
  try {
    text = await Deno.readTextFile(stateFileOf(settings));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  return parseState(settings, text);
}

/** Parses what {@linkcode printState} wrote; null if it is of other settings, or another version's. */
export function parseState(
  settings: Settings,
  text: string,
): VerifyState | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = stateFile.safeParse(json);
  if (!parsed.success || parsed.data.target !== targetOf(settings)) return null;
  const { positions, ledger, latest } = parsed.data;
  return { positions: new Map(positions), ledger, latest };
}
