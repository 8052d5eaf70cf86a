package io.github.citiesweather.connect;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task counts, as metrics of the worker: in JMX as kafka.connect:type=plugins with the connector's name and the task's
 * number, and gone when the task is.
 */
final class TaskMetrics {
    private static final Logger log = LoggerFactory.getLogger(TaskMetrics.class);

    final LongAdder recordsWritten = new LongAdder();
    final LongAdder recordsRefusedByMapping = new LongAdder();
    final LongAdder recordsRefusedByCassandra = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder requestNanos = new LongAdder();
    final AtomicInteger requestsInFlight = new AtomicInteger();

    /** Publishes the counts, where the worker can: since Kafka 4.1. */
    void publish(SinkTaskContext context) {
        PluginMetrics metrics;
        try {
            metrics = context.pluginMetrics();
        } catch (NoSuchMethodError | NoClassDefFoundError e) {
            log.info("This worker takes no metrics from plugins: it is older than Kafka 4.1");
            return;
        }
        Map<String, Measurable> all = new LinkedHashMap<>();
        all.put("records-written-total", (config, now) -> recordsWritten.sum());
        all.put("records-refused-by-mapping-total", (config, now) -> recordsRefusedByMapping.sum());
        all.put("records-refused-by-cassandra-total", (config, now) -> recordsRefusedByCassandra.sum());
        all.put("batch-retries-total", (config, now) -> retries.sum());
        all.put("requests-in-flight", (config, now) -> requestsInFlight.get());
        all.put("requests-total", (config, now) -> requests.sum());
        all.put("request-latency-avg-ms", (config, now) -> requestNanos.sum() / 1e6 / Math.max(1, requests.sum()));
        try {
            all.forEach((name, value) -> metrics.addMetric(metrics.metricName(name, "See the plugin's README", new LinkedHashMap<>()), value));
        } catch (IllegalArgumentException e) {
            // Connect gave up waiting for the task's predecessor to stop, which still has the names.
            log.info("This task publishes no metrics: {}", e.getMessage());
        }
    }
}
