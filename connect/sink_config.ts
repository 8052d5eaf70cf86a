import type * as z from "zod";
import type {
  FieldThatFits,
  KeyColumn,
  TableType,
  TypesOf,
} from "./column_fit.ts";
import { checkNumberRanges } from "./number_range.ts";
import { type SinkProfile, sinkProfiles } from "./sink_profiles.ts";
import type {
  CodecSettings,
  ConnectorSettings,
  TableSettings,
} from "./sink_settings.ts";
import type { ConnectorConfig } from "./validator/connector_config.ts";
import { type MappingWord, printMapping } from "./validator/mapping.ts";

/** A connector as Connect's `POST /connectors` takes it. */
export interface NamedConfig {
  readonly name: string;
  readonly config: ConnectorConfig;
}

/** The two plugins that read these settings: ours, built from `connect/plugin`, and DataStax's. */
export const sinkClasses = {
  own: "io.github.citiesweather.connect.CassandraSinkConnector",
  datastax: "com.datastax.oss.kafka.sink.CassandraSinkConnector",
} as const;

/** What a record's parts are. */
export interface RecordType {
  /** The value: a JSON object on the wire. */
  readonly value: z.ZodObject;
  /** The key: text, or the text of a JSON object; leave it out if no column comes from it. */
  readonly key?: z.ZodType;
  /** Schema of each header's value. */
  readonly headers?: Readonly<Record<string, z.ZodType>>;
}

declare const expected: unique symbol;

/** Not a value: stands in compile errors for what a column takes, beside the fields of the record that fit it. */
export interface ColumnTakes<Cql extends string> {
  readonly [expected]: Cql;
}

type ShapeOf<Schema> = Schema extends z.ZodObject<infer Shape> ? Shape
  : Record<never, never>;

type FieldPath<
  Message extends RecordType,
  Cql extends string,
  Options extends { types: unknown; nullable: boolean },
> =
  | `value.${FieldThatFits<ShapeOf<Message["value"]>, Cql, Options>}`
  | `key.${FieldThatFits<ShapeOf<Message["key"]>, Cql, Options>}`
  | `header.${FieldThatFits<NonNullable<Message["headers"]>, Cql, Options>}`
  | ("key" extends FieldThatFits<{ key: Message["key"] }, Cql, Options> ? "key"
    : never)
  | (Cql extends "uuid" | "timeuuid" ? "now()" : never);

/** The paths that fit each column of the table, and those that fit `__ttl` and `__timestamp`. */
type PathsOf<Table extends TableType, Message extends RecordType> =
  & {
    [Name in keyof Table["columns"] & string]: FieldPath<
      Message,
      Table["columns"][Name]["type"],
      {
        types: TypesOf<Table>;
        nullable: Name extends KeyColumn<Table> ? false : true;
      }
    >;
  }
  & {
    [Name in ReservedColumn]: FieldPath<
      Message,
      "bigint",
      { types: Record<never, never>; nullable: false }
    >;
  };

type ReservedColumn = "__ttl" | "__timestamp";

/**
 * Which field of the record goes into which column of the table. The key's columns must be there; `__ttl` and
 * `__timestamp` set the row's time to live and write time. A column that the table lacks, a field that the record lacks
 * and a field that does not fit its column do not compile.
 */
export type MappingOf<Table extends TableType, Message extends RecordType> =
  // Each type is looked up path by path so that the compiler's messages list the paths that fit, not a type's name.
  & {
    readonly [Name in KeyColumn<Table>]:
      | {
        [Path in PathsOf<Table, Message>[Name]]: Path;
      }[PathsOf<Table, Message>[Name]]
      | ColumnTakes<Table["columns"][Name]["type"]>;
  }
  & {
    readonly [
      Name in Exclude<keyof Table["columns"] & string, KeyColumn<Table>>
    ]?:
      | {
        [Path in PathsOf<Table, Message>[Name]]: Path;
      }[PathsOf<Table, Message>[Name]]
      | ColumnTakes<Table["columns"][Name]["type"]>;
  }
  & {
    readonly [Name in ReservedColumn]?:
      | {
        [Path in PathsOf<Table, Message>[Name]]: Path;
      }[PathsOf<Table, Message>[Name]]
      | ColumnTakes<"bigint">;
  };

/** A topic, its records and the table they go into. */
export interface TopicToTable<
  Table extends TableType,
  Message extends RecordType,
> {
  readonly topic: string;
  readonly table: Table;
  readonly record: Message;
  readonly mapping: MappingOf<NoInfer<Table>, NoInfer<Message>>;
  readonly settings?: TableSettings;
  readonly codec?: CodecSettings;
}

/** The settings of one topic, made by {@linkcode topicToTable}. */
export interface TopicConfig {
  readonly topic: string;
  readonly config: ConnectorConfig;
}

/**
 * The settings that write a topic's records into a table, checked against both by the compiler.
 *
 * @throws {RangeError} if a whole number of the record can be out of its column's range, which types do not show.
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { assertEquals } from "@std/assert";
 * import { topicToTable } from "./sink_config.ts";
 *
 * const { config } = topicToTable({
 *   topic: "readings",
 *   table: {
 *     keyspace: "iot",
 *     name: "reading",
 *     columns: {
 *       sensor: { type: "text", kind: "partition_key" },
 *       celsius: { type: "double", kind: "regular" },
 *     },
 *   },
 *   record: { value: z.object({ sensor: z.string(), temp: z.number() }) },
 *   mapping: { sensor: "value.sensor", celsius: "value.temp" },
 * });
 * assertEquals(config, {
 *   "topic.readings.iot.reading.mapping":
 *     "sensor=value.sensor, celsius=value.temp",
 * });
 * ```
 */
export function topicToTable<
  const Table extends TableType,
  const Message extends RecordType,
>(
  { topic, table, record, mapping, settings, codec }: TopicToTable<
    Table,
    Message
  >,
): TopicConfig {
  const paths = Object.entries(mapping) as [string, string][];
  checkNumberRanges(paths, { table, record });
  return configOf({
    topic,
    keyspace: table.keyspace,
    name: table.name,
    paths,
    settings,
    codec,
  });
}

function configOf(
  { topic, keyspace, name, paths, settings, codec }: {
    readonly topic: string;
    readonly keyspace: string;
    readonly name: string;
    readonly paths: readonly (readonly [column: string, path: string])[];
    readonly settings: TableSettings | undefined;
    readonly codec: CodecSettings | undefined;
  },
): TopicConfig {
  const prefix = `topic.${topic}.${nameInSetting(keyspace)}.` +
    nameInSetting(name);
  return {
    topic,
    config: {
      [`${prefix}.mapping`]: printMapping({
        entries: paths.map(([column, path]) => ({
          column: wordOf(column, /^[0-9A-Za-z_]+$/),
          field: path === "now()"
            ? { kind: "function", ...wordOf(path, /^/) }
            : { kind: "path", ...wordOf(path, /^[0-9A-Za-z_][0-9A-Za-z_.]*$/) },
          start: 0,
          end: 0,
        })),
      }),
      ...textOf(settings, `${prefix}.`),
      ...textOf(codec, `topic.${topic}.codec.`),
    },
  };
}

/** A topic and its table as {@linkcode uncheckedTopic} takes them. */
export interface UncheckedTopic {
  readonly topic: string;
  readonly keyspace: string;
  readonly table: string;
  /** Field of the record by column. */
  readonly mapping: Readonly<Record<string, string>>;
  readonly settings?: TableSettings;
  readonly codec?: CodecSettings;
}

/**
 * The settings that write a topic's records into a table, where neither the record nor the table is described: what
 * `connect:import` writes. Change to {@linkcode topicToTable} to have the compiler check the mapping.
 */
export function uncheckedTopic(
  { topic, keyspace, table, mapping, settings, codec }: UncheckedTopic,
): TopicConfig {
  return configOf({
    topic,
    keyspace,
    name: table,
    paths: Object.entries(mapping),
    settings,
    codec,
  });
}

/** What {@linkcode buildSinkConfig} makes a connector of. */
export interface SinkDefinition {
  readonly name: string;
  /** @default {"own"} */
  readonly plugin?: keyof typeof sinkClasses;
  /** Cassandra, as the Connect worker reaches it. */
  readonly cassandra:
    | {
      readonly contactPoints: readonly string[];
      /** @default {9042} */
      readonly port?: number;
      /** As `SELECT data_center FROM system.local` says. */
      readonly localDatacenter: string;
    }
    /** Where `settings` or `other` say where it is: a secure connect bundle, or the driver's own settings. */
    | {
      readonly contactPoints?: never;
      readonly port?: number;
      readonly localDatacenter?: string;
    };
  readonly topics: readonly [TopicConfig, ...TopicConfig[]];
  /** What it is tuned for: see {@linkcode sinkProfiles}. @default Kafka's and the sink's own defaults */
  readonly profile?: SinkProfile;
  /** On top of the profile. */
  readonly settings?: ConnectorSettings;
  /** Settings that the types do not know, written as they are. */
  readonly other?: ConnectorConfig;
}

/** Builds a connector's config; the same definition always gives the same text. */
export function buildSinkConfig(
  { name, plugin, cassandra, topics, profile, settings, other }: SinkDefinition,
): NamedConfig {
  const { contactPoints, port, localDatacenter } = cassandra;
  return {
    name,
    config: {
      name,
      "connector.class": sinkClasses[plugin ?? "own"],
      ...textOf({
        topics: [...new Set(topics.map(({ topic }) => topic))].join(","),
        contactPoints: contactPoints?.join(","),
        port,
        "loadBalancing.localDc": localDatacenter,
        ...(profile === undefined ? {} : sinkProfiles[profile]),
        ...settings,
      }),
      ...Object.assign({}, ...topics.map(({ config }) => config)),
      ...other,
    },
  };
}

/** The text of a connector's JSON file: what is generated, committed and compared. */
export function printNamedConfig(connector: NamedConfig): string {
  return JSON.stringify(connector, null, 2) + "\n";
}

function textOf(
  settings: object | undefined,
  prefix = "",
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [prefix + name, String(value)]),
  );
}

function wordOf(text: string, unquoted: RegExp): MappingWord {
  return { text, quoted: !unquoted.test(text), start: 0, end: 0 };
}

// The sink takes a name without quotes literally, its case included.
function nameInSetting(name: string): string {
  if (name.includes(".")) {
    throw new RangeError(
      `Cannot name '${name}' in a setting as the sink splits names at dots`,
    );
  }
  return name;
}
