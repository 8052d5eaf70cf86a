import type { OracleRecord } from "../oracle_client.ts";
import {
  type Config,
  converters,
  keyspaceCql,
  mapping,
  schemalessConverters,
  sinkConfig,
  textConverters,
  type World,
} from "./world.ts";

const topic = "user-events";
const profiles = `topic.${topic}.users.profiles`;
const visits = `topic.${topic}.users.Visits`;
const transforms = "org.apache.kafka.connect.transforms.";

const users = [0, 1, 2].map((index) => ({
  id: `1f333df6-90a4-4fda-8dd3-9485d27cee3${index}`,
  mail: `u${index}@example.org`,
  name: index === 1 ? null : "Ada",
  born: "1990-05-17",
  ip: "192.0.2.7",
  balance: 12345678901234 + index,
  score: 0.5 + index,
  roles: ["admin", "dev"],
  prefs: { dark: true, beta: false },
  seen: `2025-11-24T12:00:00.00${index}+01:00`,
  seen_ms: 1763985600000 + index,
  visits: 3 + index,
  lang: "de",
  geo: { lat: 50.5, lon: 7.25 },
  secret: "hunter2",
}));

const entries = mapping({
  user_id: "value.id",
  mail: "value.mail",
  name: "value.name",
  born: "value.born",
  ip: "value.ip",
  balance: "value.balance",
  score: "value.score",
  roles: "value.roles",
  prefs: "value.prefs",
  seen: "value.seen",
  visits: "value.visits",
  tenant: "header.tenant",
  trace: "header.trace",
});

const events: readonly OracleRecord[] = users.map((user, index) => ({
  topic,
  partition: index,
  key: JSON.stringify({ id: user.id, region: "eu" }),
  value: JSON.stringify(user),
  headers: { tenant: "acme", trace: `t-${index}`, version: "3" },
  timestamp: 1763985600000 + index,
}));

const gone: OracleRecord = {
  topic,
  partition: 0,
  key: JSON.stringify({ id: users[0]!.id, region: "eu" }),
  value: null,
  headers: { tenant: "acme", trace: "t-0", version: "3" },
  timestamp: 1763985700000,
};

const jsonKey: Config = {
  ...schemalessConverters,
  "key.converter": converters.json,
  "key.converter.schemas.enable": "false",
};

/** Users: headers in columns, deletions, predicates, and a case-sensitive table. */
export const usersWorld: World = {
  name: "users",
  keyspace: "users",
  cql: [
    keyspaceCql("users"),
    `CREATE TABLE IF NOT EXISTS users.profiles (
      user_id uuid PRIMARY KEY, mail text, name text, born date, ip inet, balance varint, score float, roles set<text>,
      prefs frozen<map<text, boolean>>, seen timestamp, visits int, tenant text, trace text)`,
    `CREATE TABLE IF NOT EXISTS users."Visits" (
      "userId" text, day timestamp, "lang" ascii, geo tuple<double, double>, hits bigint, PRIMARY KEY (("userId"), day))`,
    "CREATE TABLE IF NOT EXISTS users.small (user_id uuid PRIMARY KEY, mail text)",
  ],
  tables: ["users.profiles", 'users."Visits"', "users.small"],
  bases: [
    {
      name: "users/headers",
      config: {
        ...sinkConfig(topic),
        ...textConverters,
        [`${profiles}.mapping`]: entries,
        "header.converter": converters.string,
      },
      records: events,
    },
    {
      name: "users/json-key-deletes",
      config: {
        ...sinkConfig(topic),
        ...jsonKey,
        [`topic.${topic}.users.small.mapping`]:
          "user_id=key.id, mail=value.mail",
        [`topic.${topic}.users.small.deletesEnabled`]: "true",
      },
      records: [...events, gone],
    },
    {
      name: "users/predicates",
      config: {
        ...sinkConfig(topic),
        ...jsonKey,
        transforms: "drop,tag,mask,keep,from,less",
        predicates: "isGone,hasTrace,isOurs",
        "predicates.isGone.type": `${transforms}predicates.RecordIsTombstone`,
        "predicates.hasTrace.type": `${transforms}predicates.HasHeaderKey`,
        "predicates.hasTrace.name": "trace",
        "predicates.isOurs.type": `${transforms}predicates.TopicNameMatches`,
        "predicates.isOurs.pattern": "user-.*",
        "transforms.drop.type": `${transforms}Filter`,
        "transforms.drop.predicate": "isGone",
        "transforms.tag.type": `${transforms}InsertHeader`,
        "transforms.tag.header": "trace",
        "transforms.tag.value.literal": "none",
        "transforms.tag.predicate": "hasTrace",
        "transforms.tag.negate": "true",
        "transforms.mask.type": `${transforms}MaskField$Value`,
        "transforms.mask.fields": "secret",
        "transforms.mask.replacement": "***",
        "transforms.keep.type": `${transforms}ReplaceField$Value`,
        "transforms.keep.exclude": "secret,geo",
        "transforms.keep.renames": "mail:email",
        "transforms.keep.predicate": "isOurs",
        "transforms.from.type": `${transforms}HeaderFrom$Value`,
        "transforms.from.fields": "lang,visits",
        "transforms.from.headers": "lang,visits",
        "transforms.from.operation": "copy",
        "transforms.less.type": `${transforms}DropHeaders`,
        "transforms.less.headers": "version",
        [`${profiles}.mapping`]:
          "user_id=key.id, mail=value.email, name=value.name, tenant=header.tenant, trace=header.trace, visits=value.balance",
      },
      records: [
        ...events.map((event, index) => ({
          ...event,
          value: JSON.stringify({ ...users[index], balance: 5 }),
          headers: index === 2
            ? { tenant: "acme", version: "3" }
            : event.headers!,
        })),
        gone,
      ],
    },
    {
      name: "users/cased-router",
      config: {
        ...sinkConfig(topic),
        ...schemalessConverters,
        transforms: "day,route,key,id",
        "transforms.day.type": `${transforms}TimestampConverter$Value`,
        "transforms.day.field": "seen_ms",
        "transforms.day.target.type": "string",
        "transforms.day.format": "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
        "transforms.route.type": `${transforms}TimestampRouter`,
        "transforms.route.topic.format": "${topic}-${timestamp}",
        "transforms.route.timestamp.format": "yyyy",
        "transforms.key.type": `${transforms}ValueToKey`,
        "transforms.key.fields": "id,lang",
        "transforms.id.type": `${transforms}ExtractField$Key`,
        "transforms.id.field": "id",
        // The sink wants settings for the name before the routers, too.
        [`${visits}.mapping`]: "userId=key, day=value.seen_ms",
        [`topic.${topic}-2025.users.Visits.mapping`]:
          'userId=key, day=value.seen_ms, lang=value.lang, hits="value.visits"',
        [`topic.${topic}-2025.users.Visits.consistencyLevel`]: "ONE",
      },
      records: events,
    },
    {
      name: "users/write-time",
      config: {
        ...sinkConfig(topic),
        ...textConverters,
        [`topic.${topic}.codec.timestamp`]: "ISO_OFFSET_DATE_TIME",
        [`${visits}.mapping`]:
          "userId=value.id, day=value.seen, lang=value.lang, hits=value.visits, __timestamp=value.seen_ms, __ttl=value.visits",
        [`${visits}.timestampTimeUnit`]: "MILLISECONDS",
        [`${visits}.ttlTimeUnit`]: "DAYS",
      },
      records: events,
    },
  ],
};
