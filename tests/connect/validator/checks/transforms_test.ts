// Each row was put to Connect 4.3.1: what it said is what is expected here.
import { type Change, testAccepted, testRefused } from "../_check.ts";

/** The only transformation `a`: a class of Kafka's and its settings. */
function transform(type: string, settings: Change = {}): Change {
  return {
    transforms: "a",
    "transforms.a.type": type.includes(".") || type === ""
      ? type
      : `org.apache.kafka.connect.transforms.${type}`,
    ...Object.fromEntries(
      Object.entries(settings).map((
        [name, value],
      ) => [`transforms.a.${name}`, value]),
    ),
  };
}

/** The predicate `p`. */
function predicate(type: string, settings: Change = {}): Change {
  return {
    predicates: "p",
    "predicates.p.type":
      `org.apache.kafka.connect.transforms.predicates.${type}`,
    ...Object.fromEntries(
      Object.entries(settings).map((
        [name, value],
      ) => [`predicates.p.${name}`, value]),
    ),
  };
}

const filter = transform("Filter", { predicate: "p" });
const negated = transform("Filter", { predicate: "p", negate: "true" });

testRefused([
  [
    transform("RegexRouter", { regex: "tp", replacement: "$1" }),
    "transform-misconfigured",
  ],
  [{ transforms: "a" }, "setting-required"],
  [{
    ...transform("InsertHeader", { header: "h", "value.literal": "1" }),
    transforms: "a,",
  }, "alias-empty"],
  [{
    ...transform("InsertHeader", { header: "h", "value.literal": "1" }),
    transforms: "a,a",
  }, "setting-duplicate"],
  [transform(""), "class-misspelt"],
  [transform("Cast"), "class-misspelt"],
  [transform("Cast$value"), "class-misspelt"],
  [
    transform("org.apache.kafka.connect.transforms.Cast.Value"),
    "class-misspelt",
  ],
  [
    { ...transform("Filter"), "transforms.a.type": "Cast$Value" },
    "class-misspelt",
  ],
  [
    transform(
      "predicates.RecordIsTombstone".replace(
        /^/,
        "org.apache.kafka.connect.transforms.",
      ),
    ),
    "class-wrong-kind",
  ],
  [transform("Cast$Value"), "setting-required"],
  [transform("Cast$Value", { spec: "" }), "transform-misconfigured"],
  [transform("Cast$Value", { spec: "a:int33" }), "transform-misconfigured"],
  [transform("Cast$Value", { spec: "a:bytes" }), "transform-misconfigured"],
  [
    transform("Cast$Value", { spec: "int32,a:int32" }),
    "transform-misconfigured",
  ],
  [transform("Cast$Value", { spec: "a:int32:x" }), "transform-misconfigured"],
  [
    transform("Cast$Value", { spec: "a:int32,,b:int8" }),
    "transform-misconfigured",
  ],
  [transform("DropHeaders", { headers: "a,a" }), "setting-duplicate"],
  [
    transform("HeaderFrom$Value", {
      fields: "x,y",
      headers: "a",
      operation: "copy",
    }),
    "transform-misconfigured",
  ],
  [
    transform("HeaderFrom$Value", {
      fields: "x",
      headers: "a",
      operation: "Copy",
    }),
    "setting-choice",
  ],
  [transform("InsertField$Value"), "transform-misconfigured"],
  [transform("SetSchemaMetadata$Value"), "transform-misconfigured"],
  [
    {
      ...transform("TimestampRouter", { predicate: "p" }),
      ...predicate("TopicNameMatches", { pattern: "t." }),
    },
    "router-topic-unconfigured",
  ],
  [
    {
      ...transform("RegexRouter", {
        regex: ".*",
        replacement: "other",
        predicate: "p",
        negate: "true",
      }),
      ...predicate("RecordIsTombstone"),
    },
    "router-topic-unconfigured",
  ],
  [transform("RegexRoute"), "class-misspelt"],
  [
    transform("InsertField$Value", { "static.field": "x" }),
    "transform-misconfigured",
  ],
  [transform("MaskField$Value", { fields: "" }), "setting-empty"],
  [
    transform("MaskField$Value", { fields: "x", replacement: " " }),
    "setting-empty",
  ],
  [transform("RegexRouter", { regex: "(", replacement: "x" }), "setting-regex"],
  [
    transform("RegexRouter", { regex: "(.*)", replacement: "x$2" }),
    "transform-misconfigured",
  ],
  [
    transform("RegexRouter", { regex: "t(.*)", replacement: "x$1" }),
    "router-topic-unconfigured",
  ],
  [
    transform("ReplaceField$Value", { renames: "a" }),
    "transform-misconfigured",
  ],
  [
    transform("ReplaceField$Value", { renames: "a:b:c" }),
    "transform-misconfigured",
  ],
  [transform("ReplaceField$Value", { include: "a,a" }), "setting-duplicate"],
  [
    transform("SetSchemaMetadata$Value", { "schema.version": "x" }),
    "setting-type",
  ],
  [
    transform("TimestampConverter$Value", { "target.type": "String" }),
    "setting-choice",
  ],
  [
    transform("TimestampConverter$Value", { "target.type": "string" }),
    "transform-misconfigured",
  ],
  [
    transform("TimestampConverter$Value", {
      "target.type": "unix",
      format: "bogus",
    }),
    "transform-misconfigured",
  ],
  [
    transform("TimestampConverter$Value", {
      "target.type": "unix",
      "unix.precision": "SECONDS",
    }),
    "setting-choice",
  ],
  [transform("TimestampRouter"), "router-topic-unconfigured"],
  [
    transform("TimestampRouter", {
      "topic.format": "${topic}",
      "timestamp.format": "bogus",
    }),
    "transform-misconfigured",
  ],
  [transform("Filter"), "filter-drops-all"],
  [filter, "predicate-undefined"],
  [
    transform("Filter", { negate: "true" }),
    "negate-without-predicate",
    "filter-drops-all",
  ],
  [{ ...negated, ...predicate("RecordIsTombstone") }, "filter-drops-all"],
  [
    { ...filter, ...predicate("TopicNameMatches", { pattern: "t." }) },
    "filter-drops-all",
  ],
  [
    { ...negated, ...predicate("TopicNameMatches", { pattern: "x" }) },
    "filter-drops-all",
  ],
  [{ ...filter, ...predicate("TopicNameMatches") }, "setting-required"],
  [
    { ...filter, ...predicate("TopicNameMatches", { pattern: "(" }) },
    "setting-regex",
  ],
  [{ ...filter, ...predicate("HasHeaderKey", { name: "" }) }, "setting-empty"],
  [{
    ...filter,
    ...predicate("RecordIsTombstone"),
    "transforms.a.negate": "maybe",
  }, "setting-type"],
  [{ ...filter, predicates: "p" }, "setting-required"],
]);

testAccepted([
  [{
    ...transform("TimestampRouter", { "timestamp.format": "yyyy" }),
    "topic.tp-2026.ks.t.mapping": "id=value.id",
  }],
  [{
    ...transform("TimestampRouter", { predicate: "p" }),
    ...predicate("TopicNameMatches", { pattern: "t" }),
  }],
  [transform("RegexRouter", { regex: "zzz", replacement: "$1-x" })],
  [{
    ...transform("RegexRouter", { regex: "tp\n", replacement: " tp " }),
  }],
  [{ transforms: "" }],
  [{
    ...transform("Filter"),
    "transforms.a.type": "DropHeaders",
    "transforms.a.headers": "a",
  }],
  [transform("Cast$Value", { spec: "a:INT32, b : string" })],
  [transform("Flatten$Value", { delimiter: "_" })],
  [transform("HoistField$Key", { field: "x" })],
  [transform("InsertField$Value", { "topic.field": "t?" })],
  [transform("RegexRouter", { regex: "q(.*)", replacement: "x$1" })],
  [{
    ...transform("RegexRouter", { regex: "(.*)", replacement: "x$1" }),
    "topic.xtp.ks.t.mapping": "id=value.id",
  }],
  [transform("ReplaceField$Value", { renames: "a:b, c : d" })],
  [
    transform("ReplaceField$Value", { blacklist: "name" }),
    "setting-unknown",
    "transform-noop",
  ],
  [transform("TimestampRouter", { "topic.format": "tp" })],
  [transform("TimestampConverter$Value", {
    "target.type": "string",
    format: "yyyy-MM-dd'T'HH:mm:ss",
  })],
  [transform("com.example.MyTransform", { anything: "1" })],
  [{ ...filter, ...predicate("RecordIsTombstone") }],
  [{ ...filter, ...predicate("TopicNameMatches", { pattern: "x" }) }],
  // Its format is not read for a record that the predicate keeps from it.
  [
    {
      ...transform("TimestampRouter", {
        "topic.format": "${topic}",
        "timestamp.format": "bogus",
        predicate: "p",
      }),
      ...predicate("RecordIsTombstone"),
    },
  ],
  [predicate("RecordIsTombstone"), "setting-unused"],
  [
    { "transforms.x.type": "org.apache.kafka.connect.transforms.Filter" },
    "alias-unlisted",
  ],
]);
