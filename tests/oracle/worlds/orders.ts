import type { OracleRecord } from "../oracle_client.ts";
import {
  converters,
  envelope,
  type JsonSchemaField,
  keyspaceCql,
  mapping,
  schemaConverters,
  schemalessConverters,
  sinkConfig,
  textConverters,
  type World,
} from "./world.ts";

const topic = "orders.v2";
const placed = `topic.${topic}.orders.placed`;
const sold = `topic.${topic}.orders.sold`;
const log = `topic.${topic}.orders.log`;

const orders = [0, 1, 2].map((index) => ({
  customer: `C-${index}`,
  order: 7000000000 + index,
  placed_at: `2025-11-24T12:00:0${index}Z`,
  placed_ms: 1763985600000 + index,
  day: "2025-11-24",
  status: index === 2 ? null : "paid",
  total: 19.99 + index,
  quantity: 2 + index,
  express: index === 0,
  lines: [{ sku: "A1", qty: 1, price: 9.5 }, { sku: "B2", qty: 2, price: 5 }],
  ship_to: { street: "Main 1", city: "Bonn", zip: "53111" },
  labels: { gift: "yes", shop: "web" },
  flags: ["new", "vip"],
  voucher: `b7e2c1a0-0000-4000-8000-00000000000${index}`,
  weight: "1.50",
  note: "leave at door",
}));

const fields: Readonly<Record<string, JsonSchemaField>> = {
  customer: { type: "string", optional: false },
  order: { type: "int64", optional: false },
  placed_ms: { type: "int64" },
  day: { type: "string" },
  status: { type: "string" },
  total: { type: "double" },
  quantity: { type: "int32" },
  express: { type: "boolean" },
  ship_to: {
    type: "struct",
    fields: ["street", "city", "zip"].map((field) => ({
      field,
      type: "string",
      optional: true,
    })),
  },
  labels: {
    type: "map",
    keys: { type: "string" },
    values: { type: "string" },
  },
  flags: { type: "array", items: { type: "string" } },
  voucher: { type: "string" },
  note: { type: "string" },
};

const entries = mapping({
  customer: "value.customer",
  order_id: "value.order",
  placed: "value.placed_at",
  status: "value.status",
  total: "value.total",
  quantity: "value.quantity",
  express: "value.express",
  lines: "value.lines",
  ship_to: "value.ship_to",
  labels: "value.labels",
  flags: "value.flags",
  voucher: "value.voucher",
  weight: "value.weight",
  note: "value.note",
});

function records(
  value: (order: typeof orders[number]) => string,
  rest: Partial<OracleRecord> = {},
): OracleRecord[] {
  return orders.map((order, index) => ({
    topic,
    partition: index % 2,
    key: order.customer,
    value: value(order),
    headers: { channel: "web", retry: "0" },
    timestamp: 1763985600000 + index,
    ...rest,
  }));
}

const plain = records((order) => JSON.stringify(order));

const withSchema = records((order) =>
  envelope(
    fields,
    Object.fromEntries(
      Object.entries(order).filter(([name]) => name in fields),
    ),
  )
);

/** Orders of a web shop: a list of a user-defined type, counters, and queries written by hand. */
export const ordersWorld: World = {
  name: "orders",
  keyspace: "orders",
  cql: [
    keyspaceCql("orders"),
    "CREATE TYPE IF NOT EXISTS orders.line (sku text, qty int, price decimal)",
    "CREATE TYPE IF NOT EXISTS orders.address (street text, city text, zip text)",
    `CREATE TABLE IF NOT EXISTS orders.placed (
      customer text, order_id bigint, placed timestamp, status text, total decimal, quantity int, express boolean,
      lines list<frozen<line>>, ship_to frozen<address>, labels map<text, text>, flags set<text>, voucher uuid, weight double,
      note text, PRIMARY KEY (customer, order_id)) WITH CLUSTERING ORDER BY (order_id DESC)`,
    "CREATE TABLE IF NOT EXISTS orders.sold (day date, sku text, pieces counter, PRIMARY KEY (day, sku))",
    "CREATE TABLE IF NOT EXISTS orders.log (customer text, seq timeuuid, line text, day date, PRIMARY KEY (customer, seq))",
  ],
  tables: ["orders.placed", "orders.sold", "orders.log"],
  bases: [
    {
      name: "orders/text",
      config: {
        ...sinkConfig(topic),
        ...textConverters,
        [`${placed}.mapping`]: entries,
        [`${placed}.consistencyLevel`]: "LOCAL_QUORUM",
      },
      records: plain,
    },
    {
      name: "orders/schemaless-epoch",
      config: {
        ...sinkConfig(topic),
        ...schemalessConverters,
        [`topic.${topic}.codec.timestamp`]: "UNITS_SINCE_EPOCH",
        [`${placed}.mapping`]: entries.replace("placed_at", "placed_ms"),
        [`${placed}.nullToUnset`]: "false",
        [`${placed}.deletesEnabled`]: "false",
      },
      records: plain,
    },
    {
      name: "orders/schema",
      config: {
        ...sinkConfig(topic),
        ...schemaConverters,
        [`${placed}.mapping`]: mapping({
          customer: "key",
          order_id: "value.order",
          placed: "value.placed_ms",
          status: "value.status",
          total: "value.total",
          quantity: "value.quantity",
          express: "value.express",
          ship_to: "value.ship_to",
          labels: "value.labels",
          flags: "value.flags",
          voucher: "value.voucher",
          note: "value.note",
        }),
      },
      records: withSchema,
    },
    {
      name: "orders/counter",
      config: {
        ...sinkConfig(topic),
        ...textConverters,
        [`${sold}.mapping`]:
          "day=value.day, sku=value.customer, n=value.quantity",
        [`${sold}.query`]:
          "UPDATE orders.sold SET pieces = pieces + :n WHERE day = :day AND sku = :sku",
        [`${sold}.deletesEnabled`]: "false",
      },
      records: plain,
    },
    {
      name: "orders/json-query",
      config: {
        ...sinkConfig(topic),
        ...textConverters,
        [`${log}.mapping`]: "row=value",
        [`${log}.query`]: "INSERT INTO orders.log JSON :row",
        [`${log}.deletesEnabled`]: "false",
      },
      records: records(({ customer, note, day }) =>
        JSON.stringify({
          customer,
          seq: "50554d6e-29bb-11e5-b345-feff819cdc9f",
          line: note,
          day,
        })
      ),
    },
    {
      name: "orders/two-tables-now",
      config: {
        ...sinkConfig(topic),
        ...textConverters,
        [`${log}.mapping`]:
          "customer=key, seq=now(), line=value, day=value.day",
        [`${log}.ttl`]: "3",
        [`${log}.ttlTimeUnit`]: "DAYS",
        [`${placed}.mapping`]:
          "customer=key, order_id=value.order, note=header.channel, quantity=header.retry",
      },
      records: plain,
    },
    {
      name: "orders/query-insert",
      config: {
        ...sinkConfig(topic),
        ...schemalessConverters,
        "value.converter": converters.json,
        [`${placed}.mapping`]:
          "c=value.customer, o=value.order, s=value.status, t=value.quantity, w=value.placed_ms",
        [`${placed}.query`]:
          "INSERT INTO orders.placed (customer, order_id, status, express) VALUES (:c, :o, :s, true) USING TTL :t AND TIMESTAMP :w",
        [`${placed}.deletesEnabled`]: "false",
      },
      records: plain,
    },
  ],
};
