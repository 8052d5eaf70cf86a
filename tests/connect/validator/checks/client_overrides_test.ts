// Each row was put to Kafka 4.3.1's consumer or to Connect: what they said is what is expected here. A broker's bounds of
// session timeouts, and the fencing of static members, are as their documentation says.
import { type Change, testAccepted, testRefused } from "../_check.ts";

/** Overrides of the consumer's settings. */
function consumer(settings: Change): Change {
  return Object.fromEntries(
    Object.entries(settings).map((
      [name, value],
    ) => [`consumer.override.${name}`, value]),
  );
}

const dlq: Change = {
  "errors.tolerance": "all",
  "errors.deadletterqueue.topic.name": "dlq",
  "errors.deadletterqueue.topic.replication.factor": "1",
};

testRefused([
  [consumer({ "auto.offset.reset": "none" }), "client-setting-breaks-sink"],
  [consumer({ "auto.offset.reset": "EARLIEST" }), "setting-choice"],
  [consumer({ "auto.offset.reset": "by_duration:1h" }), "setting-choice"],
  [consumer({ "max.poll.records": "0" }), "setting-range"],
  [consumer({ "max.poll.interval.ms": "5m" }), "setting-type"],
  [consumer({ "enable.auto.commit": "yes" }), "setting-type"],
  [
    consumer({
      "key.deserializer":
        "org.apache.kafka.common.serialization.StringDeserializer",
    }),
    "client-setting-breaks-sink",
  ],
  [
    consumer({ "value.deserializer": "StringDeserializer" }),
    "client-setting-breaks-sink",
  ],
  [consumer({ "group.id": "" }), "client-setting-breaks-sink"],
  [consumer({ "session.timeout.ms": "3000" }), "client-setting-breaks-sink"],
  [consumer({ "session.timeout.ms": "5000" }), "client-setting-breaks-sink"],
  [
    consumer({ "heartbeat.interval.ms": "45000" }),
    "client-setting-breaks-sink",
  ],
  [
    consumer({ "group.protocol": "consumer", "session.timeout.ms": "10000" }),
    "client-setting-breaks-sink",
  ],
  [consumer({ "group.remote.assignor": "x" }), "client-setting-breaks-sink"],
  [
    { ...consumer({ "group.instance.id": "a" }), "tasks.max": "2" },
    "client-setting-breaks-sink",
  ],
  [consumer({ "group.instance.id": "" }), "setting-empty"],
  [
    consumer({ "partition.assignment.strategy": "range" }),
    "client-setting-breaks-sink",
  ],
  [consumer({ "isolation.level": "READ_COMMITTED" }), "setting-choice"],
  [consumer({ "security.protocol": "SSLX" }), "setting-choice"],
  [
    consumer({ "bootstrap.servers": "localhost" }),
    "client-setting-breaks-sink",
  ],
  [consumer({ "fetch.min.bytes": "1e6" }), "setting-type"],
  [{ ...dlq, "producer.override.acks": "x" }, "setting-choice"],
  [{ ...dlq, "admin.override.retries": "x" }, "setting-type"],
]);

testAccepted([
  [consumer({ "max.poll.records": "1" })],
  [consumer({ "auto.offset.reset": "earliest" })],
  [consumer({ "auto.offset.reset": "by_duration:PT1H" })],
  [consumer({ "auto.offset.reset": "latest" }), "client-setting-risky"],
  [consumer({ "enable.auto.commit": "true" }), "client-setting-risky"],
  [
    consumer({
      "value.deserializer":
        "org.apache.kafka.common.serialization.ByteArrayDeserializer",
    }),
  ],
  [consumer({ "group.id": "x" })],
  [consumer({ "session.timeout.ms": "6000" })],
  [consumer({ "group.protocol": "consumer" })],
  [consumer({ "group.instance.id": "a" })],
  [consumer({ "partition.assignment.strategy": "" })],
  [consumer({ "security.protocol": "ssl" })],
  [consumer({ "exclude.internal.topics": "True" })],
  [consumer({ "metric.reporters": "" })],
  [consumer({ foo: "bar" }), "client-setting-unknown"],
  [{ ...dlq, "producer.override.acks": "1" }],
  [{ "producer.override.acks": "x" }, "setting-unused"],
]);
