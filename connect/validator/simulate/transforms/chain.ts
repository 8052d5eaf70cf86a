import type { ConnectorConfig } from "../../connector_config.ts";
import type { ConnectRecord } from "../connect_value.ts";
import { type Note, NotSimulated } from "../refusal.ts";
import { PluginSettings } from "../settings.ts";
import { cast } from "./cast.ts";
import {
  maskField,
  replaceField,
  setSchemaMetadata,
  valueToKey,
} from "./fields.ts";
import { dropHeaders, headerFrom, insertHeader } from "./headers.ts";
import { insertField } from "./insert_field.ts";
import type { Part, Transform } from "./part.ts";
import { extractField, flatten, hoistField } from "./reshape.ts";
import { javaRegex, regexRouter, timestampRouter } from "./routers.ts";
import { timestampConverter } from "./timestamp_converter.ts";

/** One SMT of the chain. */
export interface ChainStep {
  readonly alias: string;
  /** Setting that names its class. */
  readonly setting: string;
  /** Parts of the record that it works on, or whose content it asks for. */
  readonly reads: readonly Part[];
  readonly apply: Transform;
}

const onParts: Readonly<
  Record<
    string,
    (settings: PluginSettings, part: Part, note: Note) => Transform
  >
> = {
  Cast: cast,
  ExtractField: extractField,
  Flatten: flatten,
  HeaderFrom: headerFrom,
  HoistField: hoistField,
  InsertField: insertField,
  MaskField: maskField,
  ReplaceField: replaceField,
  SetSchemaMetadata: setSchemaMetadata,
  TimestampConverter: timestampConverter,
};

const onRecords: Readonly<
  Record<string, (settings: PluginSettings) => Transform>
> = {
  DropHeaders: dropHeaders,
  Filter: () => () => null,
  InsertHeader: insertHeader,
  RegexRouter: regexRouter,
  TimestampRouter: timestampRouter,
  ValueToKey: valueToKey,
};

/**
 * The chain of SMTs of a config, each with its predicate. A step that cannot be simulated throws {@linkcode NotSimulated}
 * when it is applied.
 */
export function transformChain(
  config: ConnectorConfig,
  note: Note,
): ChainStep[] {
  return new PluginSettings(config, "").list("transforms").map((alias) => {
    const setting = `transforms.${alias}.type`;
    const settings = new PluginSettings(config, `transforms.${alias}.`);
    return {
      alias,
      setting,
      reads: partsRead(config, settings),
      apply: deferred(() => conditional(config, settings, note)),
    };
  });
}

function partsRead(config: ConnectorConfig, settings: PluginSettings): Part[] {
  const own = (name: string) => config[settings.prefix + name]?.trim() ?? "";
  const type = own("type");
  const predicate = config[`predicates.${own("predicate")}.type`] ?? "";
  return [
    ...(type.endsWith("$Key") ? ["key" as const] : []),
    ...(type.endsWith("$Value") || type.endsWith("ValueToKey") ||
        predicate.trim().endsWith("RecordIsTombstone")
      ? ["value" as const]
      : []),
  ];
}

function deferred(create: () => Transform): Transform {
  let transform: Transform | null = null;
  return (record) => (transform ??= create())(record);
}

function conditional(
  config: ConnectorConfig,
  settings: PluginSettings,
  note: Note,
): Transform {
  const transform = transformOf(settings, note);
  const name = settings.text("predicate");
  if (name === null) return transform;
  const test = predicateOf(new PluginSettings(config, `predicates.${name}.`));
  const negate = settings.boolean("negate", false);
  return (record) => test(record) !== negate ? transform(record) : record;
}

function transformOf(settings: PluginSettings, note: Note): Transform {
  const className = settings.required("type").trim();
  const match =
    /^(?:org\.apache\.kafka\.connect\.transforms\.)?(\w+)(?:\$(Key|Value))?$/
      .exec(className);
  const [, name = "", part] = match ?? [];
  const create = part === undefined
    ? onRecords[name]
    : onParts[name] === undefined
    ? undefined
    : (own: PluginSettings) =>
      onParts[name]!(own, part.toLowerCase() as Part, note);
  if (create === undefined) throw new NotSimulated(`the SMT ${className}`);
  return create(settings);
}

function predicateOf(
  settings: PluginSettings,
): (record: ConnectRecord) => boolean {
  const className = settings.required("type").trim();
  const name =
    /^(?:org\.apache\.kafka\.connect\.transforms\.predicates\.)?(\w+)$/
      .exec(className)?.[1];
  switch (name) {
    case "HasHeaderKey": {
      const key = settings.required("name");
      return ({ headers }) => headers.some((header) => header.key === key);
    }
    case "RecordIsTombstone":
      return ({ value }) => value.value === null;
    case "TopicNameMatches": {
      const regex = javaRegex(settings.required("pattern"));
      return ({ topic }) => regex.test(topic);
    }
    default:
      throw new NotSimulated(`the predicate ${className}`);
  }
}
