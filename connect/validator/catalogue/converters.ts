import type { SettingFact } from "../java_values.ts";

/** A converter class of Apache Kafka 4.3.1. */
export interface ConverterClass {
  /** Settings it reads, without the `value.converter.` before them. */
  readonly settings: Readonly<Record<string, SettingFact>>;
  /** It converts headers only, so it cannot be a key's or a value's converter. */
  readonly headersOnly?: true;
}

const converterType: SettingFact = {
  type: "string",
  oneOf: ["key", "value", "header"],
};
const plain: ConverterClass = {
  settings: { "converter.type": converterType },
};

/** The converters that every worker of Apache Kafka has. */
export const apacheConverters: Readonly<Record<string, ConverterClass>> = {
  "org.apache.kafka.connect.json.JsonConverter": {
    settings: {
      "converter.type": converterType,
      "schemas.enable": { type: "boolean" },
      "schemas.cache.size": { type: "int" },
      "schema.content": { type: "string" },
      "decimal.format": {
        type: "string",
        oneOf: ["BASE64", "NUMERIC"],
        ignoreCase: true,
      },
      "replace.null.with.default": { type: "boolean" },
    },
  },
  "org.apache.kafka.connect.storage.StringConverter": {
    settings: {
      "converter.type": converterType,
      "converter.encoding": { type: "string" },
    },
  },
  "org.apache.kafka.connect.converters.ByteArrayConverter": plain,
  "org.apache.kafka.connect.converters.BooleanConverter": plain,
  "org.apache.kafka.connect.converters.DoubleConverter": plain,
  "org.apache.kafka.connect.converters.FloatConverter": plain,
  "org.apache.kafka.connect.converters.IntegerConverter": plain,
  "org.apache.kafka.connect.converters.LongConverter": plain,
  "org.apache.kafka.connect.converters.ShortConverter": plain,
  "org.apache.kafka.connect.storage.SimpleHeaderConverter": {
    settings: {},
    headersOnly: true,
  },
};

/** Converters of other makers, known by name: whether a worker has them cannot be told from here. */
export const otherConverters: readonly string[] = [
  "io.confluent.connect.avro.AvroConverter",
  "io.confluent.connect.json.JsonSchemaConverter",
  "io.confluent.connect.protobuf.ProtobufConverter",
  "io.apicurio.registry.utils.converter.AvroConverter",
  "io.apicurio.registry.utils.converter.ExtJsonConverter",
  "io.debezium.converters.CloudEventsConverter",
  "io.debezium.converters.ByteBufferConverter",
  "io.debezium.converters.BinaryDataConverter",
  "com.blueapron.connect.protobuf.ProtobufConverter",
  "com.amazonaws.services.schemaregistry.kafkaconnect.AWSKafkaAvroConverter",
];
