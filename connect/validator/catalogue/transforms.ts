import type { SettingFact } from "../java_values.ts";

/** The settings of a transformation or predicate class of Apache Kafka 4.3.1, and which classes it has. */
export interface PluginClass {
  readonly settings: Readonly<Record<string, SettingFact>>;
  /** It exists as `$Key` and `$Value` only; the class without either is abstract. */
  readonly keyAndValue?: true;
}

const replaceNull: Readonly<Record<string, SettingFact>> = {
  "replace.null.with.default": { type: "boolean" },
};
const requiredItems: SettingFact = {
  type: "list",
  required: true,
  nonEmpty: true,
  uniqueItems: true,
};

/** Package of Kafka's own transformations. */
export const transformPackage = "org.apache.kafka.connect.transforms.";

/** Package of Kafka's own predicates. */
export const predicatePackage =
  "org.apache.kafka.connect.transforms.predicates.";

/** Kafka's own transformations, by their name within {@linkcode transformPackage}. */
export const apacheTransforms: Readonly<Record<string, PluginClass>> = {
  Cast: {
    keyAndValue: true,
    settings: { spec: { type: "list", required: true }, ...replaceNull },
  },
  DropHeaders: { settings: { headers: requiredItems } },
  ExtractField: {
    keyAndValue: true,
    settings: {
      field: { type: "string", required: true },
      "field.syntax.version": {
        type: "string",
        oneOf: ["V1", "V2"],
        ignoreCase: true,
      },
      ...replaceNull,
    },
  },
  Filter: { settings: {} },
  Flatten: { keyAndValue: true, settings: { delimiter: { type: "string" } } },
  HeaderFrom: {
    keyAndValue: true,
    settings: {
      fields: { type: "list", required: true, nonEmpty: true },
      headers: { type: "list", required: true, nonEmpty: true },
      operation: { type: "string", required: true, oneOf: ["move", "copy"] },
      ...replaceNull,
    },
  },
  HoistField: {
    keyAndValue: true,
    settings: { field: { type: "string", required: true } },
  },
  InsertField: {
    keyAndValue: true,
    settings: {
      "topic.field": { type: "string" },
      "partition.field": { type: "string" },
      "offset.field": { type: "string" },
      "timestamp.field": { type: "string" },
      "static.field": { type: "string" },
      "static.value": { type: "string" },
      ...replaceNull,
    },
  },
  InsertHeader: {
    settings: {
      header: { type: "string", required: true },
      "value.literal": { type: "string", required: true },
    },
  },
  MaskField: {
    keyAndValue: true,
    settings: {
      fields: requiredItems,
      replacement: { type: "string", nonEmpty: true },
      ...replaceNull,
    },
  },
  RegexRouter: {
    settings: {
      regex: { type: "string", required: true, regex: true },
      replacement: { type: "string", required: true },
    },
  },
  ReplaceField: {
    keyAndValue: true,
    settings: {
      exclude: { type: "list", uniqueItems: true },
      include: { type: "list", uniqueItems: true },
      renames: { type: "list" },
      ...replaceNull,
    },
  },
  SetSchemaMetadata: {
    keyAndValue: true,
    settings: {
      "schema.name": { type: "string" },
      "schema.version": { type: "int" },
      ...replaceNull,
    },
  },
  TimestampConverter: {
    keyAndValue: true,
    settings: {
      field: { type: "string" },
      "target.type": {
        type: "string",
        required: true,
        oneOf: ["string", "unix", "Date", "Time", "Timestamp"],
      },
      format: { type: "string" },
      "unix.precision": {
        type: "string",
        oneOf: ["nanoseconds", "microseconds", "milliseconds", "seconds"],
      },
      ...replaceNull,
    },
  },
  TimestampRouter: {
    settings: {
      "topic.format": { type: "string" },
      "timestamp.format": { type: "string" },
    },
  },
  ValueToKey: { settings: { fields: requiredItems, ...replaceNull } },
};

/** Kafka's own predicates, by their name within {@linkcode predicatePackage}. */
export const apachePredicates: Readonly<Record<string, PluginClass>> = {
  HasHeaderKey: {
    settings: { name: { type: "string", required: true, nonEmpty: true } },
  },
  RecordIsTombstone: { settings: {} },
  TopicNameMatches: {
    settings: {
      pattern: { type: "string", required: true, nonEmpty: true, regex: true },
    },
  },
};

/** Settings that Connect itself reads of every transformation. */
export const transformSettings: Readonly<Record<string, SettingFact>> = {
  type: { type: "string", required: true },
  predicate: { type: "string" },
  negate: { type: "boolean" },
  "plugin.version": { type: "string" },
};

/** Settings that Connect itself reads of every predicate. */
export const predicateSettings: Readonly<Record<string, SettingFact>> = {
  type: { type: "string", required: true },
  "plugin.version": { type: "string" },
};
