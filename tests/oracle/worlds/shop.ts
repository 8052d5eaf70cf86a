import type { OracleRecord } from "../oracle_client.ts";
import {
  converters,
  envelope,
  keyspaceCql,
  mapping,
  schemaConverters,
  schemalessConverters,
  sinkConfig,
  textConverters,
  type World,
} from "./world.ts";

const topic = "shop_orders";
const table = `topic.${topic}.shop.orders`;

const orders = [0, 1].map((index) => ({
  order_id: 1000 + index,
  customer: index === 0 ? "Ada" : "Łukasz 🛒",
  amount: "1234.50",
  total: 99.95,
  tax: 19,
  ordered_on: "2025-11-24",
  ordered_at: "13:45:30",
  created: "2025-11-24T13:45:30+01:00",
  created_s: 1763988330 + index,
  client: "192.168.1.10",
  receipt: `b7e2c1a0-0000-4000-8000-00000000000${index}`,
  payload: "aGVsbG8=",
  paid: true,
  items: 3,
  rating: 5,
  weight: 2.5,
  note: index === 0 ? "leave at door" : "",
  currency: "EUR",
  lead: "2d",
  "line-items": [{ sku: "x" }],
}));

const entries = mapping({
  order_id: "value.order_id",
  customer: "value.customer",
  amount: "value.amount",
  tax: "value.tax",
  ordered_on: "value.ordered_on",
  ordered_at: "value.ordered_at",
  created: "value.created",
  client: "value.client",
  receipt: "value.receipt",
  payload: "value.payload",
  paid: "value.paid",
  items: "value.items",
  rating: "value.rating",
  weight: "value.weight",
  note: "value.note",
  currency: "value.currency",
  lead: "value.lead",
});

function record(
  value: string,
  index: number,
  rest: Partial<OracleRecord> = {},
): OracleRecord {
  return {
    topic,
    partition: 0,
    key: orders[index]?.customer ?? null,
    value,
    headers: { version: "2", paid: "true" },
    timestamp: 1763985600000 + index,
    ...rest,
  };
}

/** Orders: one column of nearly every scalar type. */
export const shop: World = {
  name: "shop",
  keyspace: "shop",
  cql: [
    keyspaceCql("shop"),
    `CREATE TABLE IF NOT EXISTS shop.orders (
      order_id bigint, customer text, amount decimal, tax varint, ordered_on date, ordered_at time, created timestamp, client inet,
      receipt uuid, payload blob, paid boolean, items smallint, rating tinyint, weight float, note text, currency ascii, lead duration,
      PRIMARY KEY (customer, order_id))`,
    "CREATE TABLE IF NOT EXISTS shop.raw (id text PRIMARY KEY, body text)",
  ],
  tables: ["shop.orders", "shop.raw"],
  bases: [
    {
      name: "shop/text",
      config: {
        ...sinkConfig(topic),
        ...textConverters,
        [`${table}.mapping`]: entries,
        [`topic.${topic}.codec.locale`]: "en_US",
      },
      records: orders.map((each, index) => record(JSON.stringify(each), index)),
    },
    {
      name: "shop/schemaless",
      config: {
        ...sinkConfig(topic),
        ...schemalessConverters,
        "errors.tolerance": "all",
        "errors.deadletterqueue.topic.name": "shop_dlq",
        "errors.deadletterqueue.topic.replication.factor": "1",
        "errors.deadletterqueue.context.headers.enable": "true",
        [`topic.${topic}.codec.timestamp`]: "UNITS_SINCE_EPOCH",
        [`topic.${topic}.codec.unit`]: "SECONDS",
        [`${table}.mapping`]: entries.replace(
          "value.created",
          "value.created_s",
        )
          .replace("amount=value.amount", "amount=value.total"),
      },
      records: orders.map((each, index) => record(JSON.stringify(each), index)),
    },
    {
      name: "shop/schema",
      config: {
        ...sinkConfig(topic),
        ...schemaConverters,
        transforms: "unix,key",
        "transforms.unix.type":
          "org.apache.kafka.connect.transforms.TimestampConverter$Value",
        "transforms.unix.field": "created_ts",
        "transforms.unix.target.type": "unix",
        "transforms.key.type": "org.apache.kafka.connect.transforms.ValueToKey",
        "transforms.key.fields": "customer,order_id",
        [`${table}.mapping`]:
          "order_id=key.order_id, customer=key.customer, amount=value.total, created=value.created_ts, client=value.client, paid=value.paid, items=value.items, rating=value.rating, weight=value.weight, payload=value.payload, note=value.note",
      },
      records: orders.map((each, index) =>
        record(
          envelope({
            order_id: { type: "int64", optional: false },
            customer: { type: "string", optional: false },
            total: { type: "double" },
            created_ts: {
              type: "int64",
              name: "org.apache.kafka.connect.data.Timestamp",
              version: 1,
            },
            on_date: {
              type: "int32",
              name: "org.apache.kafka.connect.data.Date",
              version: 1,
            },
            price: {
              type: "bytes",
              name: "org.apache.kafka.connect.data.Decimal",
              version: 1,
              parameters: { scale: "2" },
            },
            client: { type: "string" },
            paid: { type: "boolean" },
            items: { type: "int16" },
            rating: { type: "int8" },
            weight: { type: "float" },
            payload: { type: "bytes" },
            note: { type: "string" },
          }, {
            ...each,
            created_ts: each.created_s * 1000,
            on_date: 20416,
            price: "AeI=",
          }),
          index,
        )
      ),
    },
    {
      name: "shop/raw-text",
      config: {
        ...sinkConfig(topic),
        ...textConverters,
        [`topic.${topic}.shop.raw.mapping`]: "id=key, body=value",
      },
      records: orders.map((each, index) => record(`plain ${each.note}`, index)),
    },
    {
      name: "shop/extract-filter",
      config: {
        ...sinkConfig(topic),
        ...schemalessConverters,
        "key.converter": converters.string,
        transforms: "drop,from",
        predicates: "isTombstone",
        "predicates.isTombstone.type":
          "org.apache.kafka.connect.transforms.predicates.RecordIsTombstone",
        "transforms.drop.type": "org.apache.kafka.connect.transforms.Filter",
        "transforms.drop.predicate": "isTombstone",
        "transforms.from.type":
          "org.apache.kafka.connect.transforms.HeaderFrom$Value",
        "transforms.from.fields": "note",
        "transforms.from.headers": "note",
        "transforms.from.operation": "copy",
        [`${table}.mapping`]:
          "customer=key, order_id=value.order_id, items=header.version, paid=header.paid, weight=value.weight",
        [`${table}.ttl`]: "600",
      },
      records: [
        ...orders.map((each, index) => record(JSON.stringify(each), index)),
        record("", 0, { value: null, key: "gone" }),
      ],
    },
  ],
};
