package io.github.citiesweather.oracle;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** A sink task's context that only notes what the task asks for; the oracle's adapter also tells it why a record failed. */
final class ModelContext implements SinkTaskContext, BiConsumer<SinkRecord, String> {

    private final Map<String, String> settings;
    private final Set<TopicPartition> assignment;
    private final ErrantRecordReporter reporter;
    private final BiConsumer<SinkRecord, String> listener;
    private final Map<TopicPartition, Long> rewinds = new ConcurrentHashMap<>();
    private final PluginMetrics metrics = new PluginMetricsImpl(new Metrics(), Map.of());

    ModelContext(Map<String, String> settings, Set<TopicPartition> assignment, ErrantRecordReporter reporter, BiConsumer<SinkRecord, String> listener) {
        this.settings = settings;
        this.assignment = assignment;
        this.reporter = reporter;
        this.listener = listener;
    }

    Map<TopicPartition, Long> rewinds() {
        return rewinds;
    }

    /** Seeking a partition that the consumer does not have, as after a transform that renames the topic, kills the task. */
    void checkRewinds() {
        for (TopicPartition partition : rewinds.keySet()) {
            if (!assignment.contains(partition)) {
                throw new IllegalStateException("No current assignment for partition " + partition);
            }
        }
    }

    @Override
    public void accept(SinkRecord record, String failure) {
        listener.accept(record, failure);
    }

    @Override
    public Map<String, String> configs() {
        return settings;
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        rewinds.putAll(offsets);
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
        rewinds.put(partition, offset);
    }

    @Override
    public void timeout(long timeoutMs) {
        // The model retries at its own pace.
    }

    @Override
    public Set<TopicPartition> assignment() {
        return assignment;
    }

    @Override
    public void pause(TopicPartition... partitions) {
        // All records are at hand at once: there is nothing to hold back.
    }

    @Override
    public void resume(TopicPartition... partitions) {
        // See pause.
    }

    @Override
    public void requestCommit() {
        // Commits are asked for after each put anyway.
    }

    @Override
    public ErrantRecordReporter errantRecordReporter() {
        return reporter;
    }

    @Override
    public PluginMetrics pluginMetrics() {
        return metrics;
    }
}
