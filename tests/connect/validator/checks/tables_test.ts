// Each row was put to the sink's engine 1.0.15 with Cassandra 5.0.8: what it said is what is expected here.
import { type Change, testAccepted, testRefused } from "../_check.ts";

/** The only table of the topic: its settings, by their last name. */
function table(name: string, settings: Change): Change {
  return {
    "T.mapping": null,
    ...Object.fromEntries(
      Object.entries(settings).map((
        [setting, value],
      ) => [`K.${name}.${setting}`, value]),
    ),
  };
}

const own: Change = {
  "connector.class": "io.github.citiesweather.connect.CassandraSinkConnector",
};

testRefused([
  [{
    topics: null,
    "topics.regex": "t",
    transforms: "a",
    "transforms.a.type":
      "org.apache.kafka.connect.transforms.InsertField$Value",
    "transforms.a.topic.field": "f",
  }, "topics-regex-unmatched"],
  [{ "topic.tp.foo": "1" }, "topic-setting-unknown"],
  [{ "T.consistencyLevl": "ONE" }, "topic-setting-unknown"],
  [{ "topic.creation.default.partitions": "1" }, "topic-setting-unknown"],
  [
    { 'topic.tp."k"s.t.mapping': "id=value.id" },
    "topic-name-quotes",
    "keyspace-unknown",
  ],
  [{ "topic.u.codec.unit": "SECONDS" }, "topic-without-table"],
  [{ "topic.tp.ks.t.x.mapping": "id=value.id" }, "keyspace-unknown"],
  [{ "T.mapping": null }, "topic-without-table"],
  [{ "T.mapping": null, "T.ttl": "5" }, "mapping-missing"],
  [{ "T.consistencyLevel": "local-quorum" }, "setting-choice"],
  [{ "T.consistencyLevel": "SERIAL" }, "consistency-not-for-writes"],
  [{ "T.consistencyLevel": "TWO" }, "consistency-above-replication"],
  [
    { "T.mapping": "id=value.id, n=value.name, name=value.n" },
    "mapping-swapped",
  ],
  [{ "T.ttl": "-2" }, "setting-range"],
  [{ "T.ttl": "1.5" }, "setting-type"],
  [{ "T.ttl": "630720001" }, "ttl-too-long"],
  [{ "T.ttl": "630720000" }, "ttl-after-2038"],
  [{ "T.ttl": "7301", "T.ttlTimeUnit": "DAYS" }, "ttl-too-long"],
  [{ "T.ttlTimeUnit": "seconds" }, "setting-choice"],
  [{ "T.timestampTimeUnit": "" }, "setting-choice"],
  [{ "T.nullToUnset": "1" }, "setting-type"],
  [{ "T.deletesEnabled": "yes" }, "setting-type"],
  ...[
    ["locale", ""],
    ["timeZone", "europe/paris"],
    ["timeZone", "CEST"],
    ["timeZone", "UTC+5:30"],
    ["timestamp", "cql_timestamp"],
    ["timestamp", "yyyy-MM-ddTHH:mm:ss"],
    ["date", "CQL_DATE"],
    ["time", "foo"],
    ["unit", "Seconds"],
  ].map(([name, value]) =>
    [{ [`topic.tp.codec.${name}`]: value! }, "codec-invalid"] as const
  ),
  [{ ...own, "topic.tp.codec.unit": " SECONDS" }, "codec-invalid"],
  [
    { "T.mapping": "id=value.id,, n=value.n-x; name=value.name" },
    "mapping-syntax",
    "mapping-syntax",
  ],
  [
    { "T.mapping": "id=value.id, n=n, name=Value.name" },
    "mapping-field-unknown",
    "mapping-field-unknown",
  ],
  [{ "T.mapping": 'id=value.id, "id"=value.n' }, "mapping-column-twice"],
  [
    { "T.mapping": "id=value.id, nope=value.n, Name=value.name" },
    "mapping-column-unknown",
    "mapping-column-unknown",
  ],
  [{ "T.mapping": "n=value.n" }, "mapping-key-missing"],
  [
    { "T.mapping": "ID=value.id" },
    "mapping-column-unknown",
    "mapping-key-missing",
  ],
  [{ "T.mapping": "id=value.id, name=value." }, "mapping-field-nameless"],
  [{ "T.mapping": "id=value.id, n=now()" }, "mapping-now-type"],
  [{ "T.mapping": "id=value.id, __ttl=now()" }, "reserved-null"],
  [{ "T.mapping": 'id=value.id, "__ttl"=value.n' }, "mapping-column-unknown"],
  [
    table("stamped", { mapping: "id=value.id, u=now()" }),
    "mapping-all-deletes",
  ],
  [table("counts", { mapping: "id=value.id, c=value.n" }), "counter-insert"],
  [
    table("counts", { mapping: "id=value.id, c=value.n", ttl: "5" }),
    "counter-ttl",
    "counter-insert",
  ],
  [
    { ...own, ...table("counts", { mapping: "id=value.id" }) },
    "counter-insert",
  ],
  [table("up", { mapping: "id=value.id, Val=value.name" }), "table-unknown"],
  [
    { "T.mapping": null, "topic.tp.KS.t.mapping": "id=value.id" },
    "keyspace-unknown",
  ],
  [
    { "T.mapping": null, 'topic.tp."KS".t.mapping': "id=value.id" },
    "keyspace-unknown",
  ],
]);

testAccepted([
  [{
    "T.mapping": "id=value.id, n=value.n, name=value.name, __ttl=value.t",
    "T.ttl": "90000",
    "T.ttlTimeUnit": "DAYS",
  }, "ttl-set-twice"],
  [{ "T.consistencyLevel": " local_quorum" }],
  [{ "T.ttl": "0" }],
  [{ "T.ttl": " 5" }],
  [{ "T.ttl": "500", "T.ttlTimeUnit": "MILLISECONDS" }, "ttl-cut-off"],
  [{ "T.ttl": "86400000" }, "ttl-magnitude"],
  [{ "T.nullToUnset": "FALSE" }],
  [{ "T.mapping": "id=value.id" }],
  [{
    "T.mapping": "id=value.id, message_internal_timestamp=value.n",
  }],
  [
    { "T.mapping": "id=value.id, __ttl=value.n", "T.ttl": "5" },
    "ttl-set-twice",
  ],
  [{ "T.mapping": "id=value.id, name=value.na me" }, "mapping-field-joined"],
  [{ "T.mapping": "id=value.id, name=value.a.b" }, "mapping-field-nested"],
  [
    { "T.mapping": "id=value.id, n=value.n", "T.deletesEnabled": "true" },
    "deletes-never",
  ],
  [
    { "T.mapping": "id=value.id, n=value.n, __ttl=value.n" },
    "deletes-by-count",
  ],
  [table("stamped", {
    mapping: "id=value.id, u=now()",
    deletesEnabled: "false",
  })],
  [{ ...own, ...table("stamped", { mapping: "id=value.id, u=now()" }) }],
  [table("pairs", { mapping: "id=value.id, c=value.c" })],
  [
    table("pairs", {
      mapping: "id=value.id, c=value.c",
      deletesEnabled: "true",
    }),
    "deletes-never",
  ],
  [{ ...own, ...table("counts", { mapping: "id=value.id, c=value.n" }) }],
  [table("Up", { mapping: "id=value.id, Val=value.name" })],
  [{ "T.mapping": null, 'topic.tp."ks"."Up".mapping': "id=value.id" }],
  [{ 'topic.tp."ks".t.mapping': "id=value.id" }, "table-twice"],
  [{ "topic.u.ks.t.mapping": "id=value.id" }, "topic-not-read"],
  ...[
    ["locale", "en-US"],
    ["locale", "xx"],
    ["timeZone", "+01:00"],
    ["timeZone", "GMT+1"],
    ["timestamp", "UNITS_SINCE_EPOCH"],
    ["timestamp", "yyyy-MM-dd'T'HH:mm:ss"],
    ["timestamp", ""],
    ["date", "CQL_TIMESTAMP"],
    ["time", "HH:mm"],
    ["unit", " SECONDS"],
  ].map(([name, value]) => [{ [`topic.tp.codec.${name}`]: value! }] as const),
]);
