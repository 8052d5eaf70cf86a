// Each row was put to Connect 4.3.1 and the sink's engine 1.0.15: what they said is what is expected here.
import { testAccepted, testRefused } from "../_check.ts";

testRefused([
  [{ name: "" }, "name-invalid"],
  [{ name: " " }, "name-invalid"],
  [{ name: "a\u0001b" }, "name-invalid"],
  [{ "connector.class": null }, "setting-required"],
  [
    { "connector.class": "com.datastax.oss.kafka.sink.CassandraSinkConector" },
    "class-misspelt",
  ],
  [
    { "connector.class": "com.datastax.oss.kafka.sink.CassandraSink" },
    "class-misspelt",
  ],
  [
    {
      "connector.class": "com.datastax.oss.kafka.sink.CassandraSinkConnector ",
    },
    "class-misspelt",
  ],
  [{ "tasks.max": "0" }, "setting-range"],
  [{ "tasks.max": "1.0" }, "setting-type"],
  [{ "tasks.max": "" }, "setting-type"],
  [{ "tasks.max": "99999999999" }, "setting-type"],
  [{ "tasks.max.enforce": "x" }, "setting-type"],
  [{ topics: null }, "topics-missing"],
  [{ topics: "" }, "topics-missing"],
  [{ topics: "tp," }, "setting-empty"],
  [{ topics: "tp,tp" }, "setting-duplicate"],
  [{ topics: "tp,other" }, "topic-without-table"],
  [{ topics: "TP" }, "topic-without-table"],
  [{ topics: "t p" }, "topic-name-invalid", "topic-without-table"],
  [{ "topics.regex": "t.*" }, "topics-both"],
  [{ topics: null, "topics.regex": "t(p" }, "setting-regex"],
  [{ topics: null, "topics.regex": "x.*" }, "topics-regex-unmatched"],
  [{ "errors.tolerance": "All" }, "setting-choice"],
  [{ "errors.log.enable": "yes" }, "setting-type"],
  [{ "errors.retry.timeout": "10s" }, "setting-type"],
  [{ "config.action.reload": "NONE" }, "setting-choice"],
  [
    { "errors.tolerance": "all", "errors.deadletterqueue.topic.name": "tp" },
    "dlq-is-source",
  ],
  [
    { "errors.tolerance": "all", "errors.deadletterqueue.topic.name": "d q" },
    "topic-name-invalid",
  ],
  [
    {
      "errors.tolerance": "all",
      "errors.deadletterqueue.topic.name": "dlq",
      "errors.deadletterqueue.topic.replication.factor": "0",
    },
    "setting-range",
  ],
  [
    {
      "errors.tolerance": "all",
      "errors.deadletterqueue.topic.name": "dlq",
      "errors.deadletterqueue.topic.replication.factor": "x",
    },
    "setting-type",
  ],
  [{ "connector.plugin.version": "" }, "version-range-invalid"],
  [{ "connector.plugin.version": "[1.0" }, "version-range-invalid"],
  [{ "connector.plugin.version": "(1.0)" }, "version-range-invalid"],
  [{ "value.converter.plugin.version": "1.0" }, "version-unavailable"],
  [{ "value.converter.plugin.version": "[9,10)" }, "version-unavailable"],
  [{ "header.converter.plugin.version": "4.3.1" }, "version-without-class"],
]);

testAccepted([
  [{}],
  [{ name: "a b" }],
  [{ name: "sink\n" }],
  [{ name: null }, "name-missing"],
  [{ "connector.class": "CassandraSinkConnector" }],
  [{ "connector.class": "com.datastax.kafkaconnector.DseSinkConnector" }],
  [
    {
      "connector.class":
        "io.github.citiesweather.connect.CassandraSinkConnector",
    },
  ],
  [{ "tasks.max": " 3 " }],
  [{ "tasks.max": "+2" }],
  [{ "tasks.max": null }],
  [{ topics: " tp " }],
  [{ topics: null, "topics.regex": "t.*" }],
  [{ topics: "tp, u", "topic.u.ks.t.mapping": "id=value.id" }],
  [{ "errors.tolerance": "all" }, "errors-dropped"],
  [{ "errors.tolerance": " all ", "errors.log.enable": "TRUE" }],
  [{ "errors.retry.timeout": "-1" }],
  [{ "errors.retry.delay.max.ms": "-1" }],
  [{ "config.action.reload": "none" }],
  [{
    "errors.tolerance": "all",
    "errors.deadletterqueue.topic.name": "dlq",
    "errors.deadletterqueue.topic.replication.factor": "-1",
  }],
  [
    {
      "errors.deadletterqueue.topic.name": "dlq",
      "errors.deadletterqueue.topic.replication.factor": "1",
    },
    "dlq-never-used",
  ],
  [{ "connector.plugin.version": "[1,99)" }],
  [{ "connector.plugin.version": "latest" }],
  [{ "value.converter.plugin.version": "4.3.1" }],
  [{ "value.converter.plugin.version": "[4,5)" }],
  [{ "batch.size": "5" }, "setting-unknown"],
  [{ contactPoint: "127.0.0.1" }, "setting-unknown"],
  [{ topic: "x" }, "setting-unknown"],
  [{ "tasks.max": "${file:/a/b:tasks}" }],
]);
