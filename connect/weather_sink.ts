import * as z from "zod";
import {
  citiesWeatherData,
  citiesWeatherDataByMonth,
  citiesWeatherDataLatest,
} from "../cql/table.ts";
import type { Settings } from "../scripts/shared/settings.ts";
import { latestName, monthsName } from "../scripts/shared/weather_names.ts";
import { bucketHeaders } from "../weather/bucket.ts";
import { weatherRecord, weatherUnits } from "../weather/record.ts";
import type { Environment } from "./environments/environment.ts";
import { selectEnvironment } from "./environments/select.ts";
import {
  buildSinkConfig,
  type NamedConfig,
  type TopicConfig,
  topicToTable,
} from "./sink_config.ts";
import type { ConnectorSettings, TableSettings } from "./sink_settings.ts";

/** Topic of the records that could not be written, each with the reason in its headers. */
export function deadLetterTopic(topic: string): string {
  return `${topic}-dlq`;
}

/**
 * Builds the connector that writes every weather record of the topic into its row of the table, as `--env` NAME wants it
 * if one is given.
 */
export function buildWeatherSink(
  shellSettings: Settings,
  environment: Environment = selectEnvironment(undefined),
): NamedConfig {
  const settings = { ...shellSettings, ...environment.settings };
  return buildSinkConfig({
    name: settings.CONNECTOR_NAME,
    plugin: settings.SINK_PLUGIN,
    cassandra: {
      contactPoints: settings.SINK_CONTACT_POINTS,
      port: settings.SINK_CASSANDRA_PORT,
      localDatacenter: settings.CASSANDRA_LOCAL_DATACENTER,
    },
    topics: settings.CASSANDRA_LAYOUT === "bucketed"
      ? bucketedTables(settings, environment)
      : [simpleTable(settings, environment)],
    profile: settings.SINK_PROFILE,
    settings: {
      ...converters,
      ...consuming(settings),
      ...deadLetters(settings),
      ...sinkSecurity(settings),
      ...environment.connector,
    },
  });
}

const record = {
  key: z.string(),
  value: weatherRecord,
  headers: { units: weatherUnits },
};

const recordMapping = {
  city: "value.city",
  country: "value.country",
  last_update_time: "value.last_update_time",
  temperature: "value.temperature",
  feels_like: "value.feels_like",
  humidity: "value.humidity",
} as const;

const tableSettings = {
  // A row acknowledged by a majority survives the loss of a node; with one replica it costs nothing.
  consistencyLevel: "LOCAL_QUORUM",
  // A newer answer without a value must not leave the old one in the row: an observation is written as a whole.
  nullToUnset: false,
  // The city's history is kept: no record, not even a tombstone, deletes a row.
  deletesEnabled: false,
} satisfies TableSettings;

function simpleTable(settings: Settings, { table }: Environment) {
  return topicToTable({
    topic: settings.KAFKA_TOPIC,
    table: {
      ...citiesWeatherData,
      keyspace: settings.CASSANDRA_KEYSPACE,
      name: settings.CASSANDRA_TABLE,
    },
    record,
    mapping: recordMapping,
    settings: { ...tableSettings, ...table },
  });
}

/** One topic into two tables: each record is a row of the history, and its city's latest row if none is newer. */
function bucketedTables(
  settings: Settings,
  { table }: Environment,
): [TopicConfig, TopicConfig] {
  const { KAFKA_TOPIC: topic, CASSANDRA_KEYSPACE: keyspace } = settings;
  const bucketed = {
    ...record,
    headers: { ...record.headers, ...bucketHeaders },
  };
  return [
    topicToTable({
      topic,
      table: {
        ...citiesWeatherDataByMonth,
        keyspace,
        name: monthsName(settings.CASSANDRA_TABLE),
      },
      record: bucketed,
      mapping: { ...recordMapping, month: "header.month" },
      settings: { ...tableSettings, ...table },
    }),
    topicToTable({
      topic,
      table: {
        ...citiesWeatherDataLatest,
        keyspace,
        name: latestName(settings.CASSANDRA_TABLE),
      },
      record: bucketed,
      mapping: {
        ...recordMapping,
        // Of two writes Cassandra keeps the one of the greater write time: here the newer observation, whatever came last.
        __timestamp: "header.observed",
      },
      settings: {
        ...tableSettings,
        timestampTimeUnit: "MILLISECONDS",
        ...table,
      },
    }),
  ];
}

// The value is JSON as text. The sink itself reads the fields from it, so a converter that parses it first only costs:
// StringConverter was the fastest measured.
const converters = {
  "key.converter": "org.apache.kafka.connect.storage.StringConverter",
  "value.converter": "org.apache.kafka.connect.storage.StringConverter",
} satisfies ConnectorSettings;

function consuming(settings: Settings): ConnectorSettings {
  return {
    // A task more than there are partitions has nothing to do; more than two gained nothing on two cores.
    "tasks.max": Math.min(2, settings.KAFKA_TOPIC_PARTITIONS),
    // A killed worker's partitions are taken over after this time, the least that brokers allow by default. From kill -9
    // to the next row it was 6 to 7 s, the local worker's own session being as short, and 48 s with the default of 45000.
    "consumer.override.session.timeout.ms": 6000,
    "consumer.override.heartbeat.interval.ms": 2000,
    // Records that were there before the connector are written as well.
    "consumer.override.auto.offset.reset": "earliest",
  };
}

function deadLetters(settings: Settings): ConnectorSettings {
  return {
    // One bad record must not stop its partition: it goes to the dead letter queue with its reason.
    "errors.tolerance": "all",
    "errors.deadletterqueue.topic.name": deadLetterTopic(settings.KAFKA_TOPIC),
    // Connect's default of 3 cannot be met by fewer brokers, and then the task fails.
    "errors.deadletterqueue.topic.replication.factor":
      settings.KAFKA_TOPIC_REPLICATION_FACTOR,
    "errors.deadletterqueue.context.headers.enable": true,
    // A record of the topic, at most 1 MiB as it came, may be far more without its compression: the producer's defaults,
    // no compression and at most 1 MiB before it, would refuse the letter, and Connect would only log that.
    "producer.override.compression.type": "gzip",
    "producer.override.max.request.size": 16 * 1024 * 1024,
    // The log says where the record is; its contents, which may be personal, stay in the queue.
    "errors.log.enable": true,
    "errors.log.include.messages": false,
  };
}

/** How the sink logs in to Cassandra and speaks TLS to it, as the settings say: references, and no secret. */
export function sinkSecurity(settings: Settings): ConnectorSettings {
  return { ...credentials(settings), ...encryption(settings) };
}

function credentials(settings: Settings): ConnectorSettings {
  if (settings.CASSANDRA_USERNAME === undefined) return {};
  return {
    "auth.provider": "PLAIN",
    // The worker fills these in from its own environment (EnvVarConfigProvider): no secret is in the config.
    "auth.username": "${env:CASSANDRA_USERNAME}",
    "auth.password": "${env:CASSANDRA_PASSWORD}",
  };
}

function encryption(settings: Settings): ConnectorSettings {
  if (!settings.CASSANDRA_SSL) return {};
  const { SINK_SSL_TRUSTSTORE, SINK_SSL_KEYSTORE } = settings;
  return {
    "ssl.provider": "JDK",
    "ssl.hostnameValidation": settings.CASSANDRA_SSL_HOSTNAME_CHECK,
    ...(SINK_SSL_TRUSTSTORE === undefined ? {} : {
      "ssl.truststore.path": SINK_SSL_TRUSTSTORE,
      "ssl.truststore.password": "${env:SINK_SSL_TRUSTSTORE_PASSWORD}",
    }),
    ...(SINK_SSL_KEYSTORE === undefined ? {} : {
      "ssl.keystore.path": SINK_SSL_KEYSTORE,
      "ssl.keystore.password": "${env:SINK_SSL_KEYSTORE_PASSWORD}",
    }),
  };
}
