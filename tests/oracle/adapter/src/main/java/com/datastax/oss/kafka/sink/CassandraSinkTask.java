package com.datastax.oss.kafka.sink;

import com.datastax.oss.common.sink.AbstractSinkRecord;
import com.datastax.oss.common.sink.AbstractSinkTask;
import com.datastax.oss.common.sink.config.CassandraSinkConfig.IgnoreErrorsPolicy;
import com.datastax.oss.common.sink.state.LifeCycleManager;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * Behaves to the worker as the stock task does: failed records rewind their partition to the lowest failed offset unless
 * {@code ignoreErrors} says to pass over them. What the stock task keeps to itself, each record's fate, is told to the context when it listens.
 */
public class CassandraSinkTask extends SinkTask {

    /** Driver settings that let the oracle see each session and close it at once. */
    private static final Map<String, String> OBSERVATION = Map.of(
        "datastax-java-driver.advanced.schema-change-listener.classes.0", SessionTracker.class.getName(),
        "datastax-java-driver.advanced.netty.io-group.shutdown.quiet-period", "0",
        "datastax-java-driver.advanced.netty.admin-group.shutdown.quiet-period", "0");

    private final Map<TopicPartition, OffsetAndMetadata> rewinds = new HashMap<>();
    private final Engine engine = new Engine();

    @Override
    public String version() {
        return CassandraSinkConnector.VERSION;
    }

    @Override
    public void start(Map<String, String> settings) {
        Map<String, String> observed = new HashMap<>(OBSERVATION);
        observed.putAll(settings);
        engine.start(observed);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        engine.put(records.stream().map(record -> (AbstractSinkRecord) new ConnectRecordView(record)).toList());
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        synchronized (rewinds) {
            offsets.putAll(rewinds);
        }
        return offsets;
    }

    /** Stops, and then frees what the engine leaks: sessions of failed starts, its executors and its metrics. */
    @Override
    public void stop() {
        try {
            engine.stop();
        } finally {
            engine.shutExecutors();
            SessionTracker.closeAll();
            LifeCycleManager.cleanMetrics();
        }
    }

    private final class Engine extends AbstractSinkTask {

        @Override
        protected void beforeProcessingBatch() {
            synchronized (rewinds) {
                rewinds.clear();
            }
        }

        @Override
        protected void handleFailure(AbstractSinkRecord view, Throwable error, String cql, Runnable count) {
            SinkRecord record = ((ConnectRecordView) view).record();
            IgnoreErrorsPolicy ignore = getInstanceState().getConfig().getIgnoreErrors();
            boolean byDatabase = cql != null;
            boolean held = ignore == IgnoreErrorsPolicy.NONE || ignore == IgnoreErrorsPolicy.DRIVER && !byDatabase;
            if (held) {
                hold(record);
            }
            count.run();
            tell(record, (held ? "held: " : "ignored: ") + (byDatabase ? "Error inserting/updating row: " : "Error decoding/mapping: ")
                + error.getClass().getSimpleName() + ": " + error.getMessage());
        }

        @Override
        protected void handleSuccess(AbstractSinkRecord view) {
            tell(((ConnectRecordView) view).record(), "written");
        }

        private void hold(SinkRecord record) {
            TopicPartition partition = new TopicPartition(record.topic(), record.kafkaPartition());
            synchronized (rewinds) {
                OffsetAndMetadata lowest = rewinds.get(partition);
                if (lowest == null || record.kafkaOffset() < lowest.offset()) {
                    rewinds.put(partition, new OffsetAndMetadata(record.kafkaOffset()));
                    context.offset(partition, record.kafkaOffset());
                }
            }
        }

        @SuppressWarnings("unchecked")
        private void tell(SinkRecord record, String fate) {
            if (context instanceof BiConsumer<?, ?> listener) {
                ((BiConsumer<SinkRecord, String>) listener).accept(record, fate);
            }
        }

        private void shutExecutors() {
            if (getInstanceState() != null && getInstanceState().getMappingExecutor() instanceof ExecutorService mapping) {
                mapping.shutdownNow();
            }
            try {
                Field statements = AbstractSinkTask.class.getDeclaredField("boundStatementProcessorService");
                statements.setAccessible(true);
                ((ExecutorService) statements.get(this)).shutdownNow();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("The engine has no boundStatementProcessorService any more", e);
            }
        }

        @Override
        public String version() {
            return CassandraSinkConnector.VERSION;
        }

        @Override
        public String applicationName() {
            return "sink-oracle";
        }
    }
}
