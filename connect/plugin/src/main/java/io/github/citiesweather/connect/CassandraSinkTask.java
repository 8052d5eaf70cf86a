package io.github.citiesweather.connect;

import com.datastax.oss.common.sink.config.CassandraSinkConfig.IgnoreErrorsPolicy;
import com.datastax.oss.common.sink.config.TableConfig;
import com.datastax.oss.common.sink.config.TopicConfig;
import com.datastax.oss.driver.internal.core.type.codec.registry.DefaultCodecRegistry;
import io.github.citiesweather.connect.BadRecordException.RefusedBy;
import io.github.citiesweather.connect.BatchWriter.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records to Cassandra. When {@link #put} returns, each record of the batch is either acknowledged by Cassandra or reported
 * as bad; when it cannot say so, it throws, and no offset of the batch is committed.
 */
public class CassandraSinkTask extends SinkTask {
    private static final Logger log = LoggerFactory.getLogger(CassandraSinkTask.class);
    private static final long FIRST_BACKOFF_MS = 100;

    private SinkConfig config;
    private ErrantRecordReporter reporter;
    private Cluster cluster;
    private BatchWriter writer;
    /** By topic; null when the tables have changed, so that the statements must be made anew. */
    private Map<String, List<TableWriter>> tables;

    /** What is settled of a batch that Connect will hand over again: null for a record that is written, else why it is bad. */
    private final Map<SinkRecord, BadRecordException> settled = new IdentityHashMap<>();
    private final TaskMetrics metrics = new TaskMetrics();
    private Backoff backoff;

    @Override
    public String version() {
        return Version.current();
    }

    @Override
    public void start(Map<String, String> settings) {
        config = new SinkConfig(settings);
        reporter = config.toleratesErrors() ? context.errantRecordReporter() : null;
        backoff = new Backoff(config.retryBackoffMaxMs(), config.retryTimeout());
        cluster = connect();
        try {
            tables = prepareTables();
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
        writer = new BatchWriter(cluster.session(), cluster.permits(), config.engine().getMaxNumberOfRecordsInBatch(), metrics);
        metrics.publish(context);
    }

    private Cluster connect() {
        Backoff start = new Backoff(config.retryBackoffMaxMs(), config.startTimeout());
        while (true) {
            try {
                return Cluster.open(config);
            } catch (RuntimeException e) {
                if (DriverFailure.of(e) != DriverFailure.BAD_MOMENT) {
                    throw e instanceof ConfigException ? e : new ConnectException("Cannot connect to Cassandra: " + e.getMessage(), e);
                }
                if (start.isExhausted()) {
                    throw new ConnectException(String.format("Cannot reach Cassandra at %s, port %d (contactPoints, port) within %d s (%s): %s",
                            config.engine().getContactPoints(), config.engine().getPort(), config.startTimeout().toSeconds(),
                            SinkConfig.START_TIMEOUT, e.getMessage()), e);
                }
                log.warn("Cannot reach Cassandra yet, trying again: {}", e.getMessage());
                start.sleep();
            }
        }
    }

    private Map<String, List<TableWriter>> prepareTables() {
        Map<String, List<TableWriter>> writers = new HashMap<>();
        for (TopicConfig topic : config.engine().getTopicConfigs().values()) {
            DefaultCodecRegistry registry = (DefaultCodecRegistry) cluster.session().getContext().getCodecRegistry();
            CqlEncoder encoder = new CqlEncoder(topic.createCodecFactory(registry), cluster.session().getContext().getProtocolVersion());
            List<TableWriter> ofTopic = new ArrayList<>();
            for (TableConfig table : topic.getTableConfigs()) {
                ofTopic.add(new TableWriter(table, TableStatements.of(table, cluster.session()), cluster.session(), encoder));
            }
            writers.put(topic.getTopicName(), ofTopic);
        }
        return writers;
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        List<RecordWrites> writes = map(records);
        writer.write(writes.stream().flatMap(ofRecord -> ofRecord.writes.stream()).toList());
        settle(writes);
        report(records);
        settled.clear();
        backoff.reset();
    }

    /** Maps each record that is not settled yet to its writes, all or none. */
    private List<RecordWrites> map(Collection<SinkRecord> records) {
        List<RecordWrites> writes = new ArrayList<>(records.size());
        for (SinkRecord record : records) {
            if (settled.containsKey(record)) {
                continue;
            }
            try {
                writes.add(new RecordWrites(record, map(record)));
            } catch (BadRecordException e) {
                refuse(record, e);
            }
        }
        return writes;
    }

    private List<Write> map(SinkRecord record) {
        List<TableWriter> ofTopic = tables.get(record.topic());
        if (ofTopic == null) {
            throw new BadRecordException("topic " + record.topic() + " has no mapping in the connector's settings");
        }
        RecordFields fields = new RecordFields(record);
        List<Write> writes = new ArrayList<>(ofTopic.size());
        for (TableWriter table : ofTopic) {
            writes.add(new Write(table, table.bind(fields)));
        }
        return writes;
    }

    private void settle(List<RecordWrites> writes) {
        Throwable badMoment = null;
        for (RecordWrites ofRecord : writes) {
            boolean written = true;
            for (Write write : ofRecord.writes) {
                written &= write.acknowledged() && !write.table().ordered();
                if (write.failure() == null) {
                    continue;
                }
                switch (DriverFailure.of(write.failure())) {
                    case BAD_RECORD -> refuse(ofRecord.record, new BadRecordException(RefusedBy.CASSANDRA,
                            "Cassandra refuses the row for " + write.table().table() + ": " + write.failure().getMessage(), write.failure()));
                    case BAD_MOMENT -> badMoment = write.failure();
                    case FATAL -> throw new ConnectException("Cannot write to " + write.table().table() + ": " + write.failure(), write.failure());
                }
            }
            if (written) {
                settled.put(ofRecord.record, null);
                metrics.recordsWritten.increment();
            }
        }
        if (badMoment != null) {
            retryLater(badMoment);
        }
    }

    private void retryLater(Throwable badMoment) {
        if (backoff.isExhausted()) {
            throw new ConnectException(String.format("Cassandra could not take a batch for %d s (%s): %s",
                    config.retryTimeout().toSeconds(), SinkConfig.RETRY_TIMEOUT, badMoment.getMessage()), badMoment);
        }
        metrics.retries.increment();
        context.timeout(backoff.nextMs());
        throw new RetriableException("Cassandra cannot take the batch now, trying again: " + badMoment.getMessage(), badMoment);
    }

    /** Notes a bad record for the report at the batch's end, or fails the task where bad records are not tolerated. */
    private void refuse(SinkRecord record, BadRecordException reason) {
        (reason.refusedBy() == RefusedBy.MAPPING ? metrics.recordsRefusedByMapping : metrics.recordsRefusedByCassandra).increment();
        if (reporter == null && !isIgnored(reason)) {
            throw new ConnectException(String.format("Bad record in topic %s, partition %d, offset %d: %s", record.originalTopic(),
                    record.originalKafkaPartition(), record.originalKafkaOffset(), reason.getMessage()), reason);
        }
        settled.put(record, reason);
    }

    private boolean isIgnored(BadRecordException reason) {
        IgnoreErrorsPolicy ignored = config.ignoreErrors();
        return ignored == IgnoreErrorsPolicy.ALL || (ignored == IgnoreErrorsPolicy.DRIVER && reason.refusedBy() == RefusedBy.CASSANDRA);
    }

    // Last of all, so that a batch that is tried again does not report its bad records again.
    private void report(Collection<SinkRecord> records) {
        for (SinkRecord record : records) {
            BadRecordException reason = settled.get(record);
            if (reason == null) {
                continue;
            }
            if (reporter != null) {
                reporter.report(record, reason);
            } else {
                log.warn("Skipping a bad record (ignoreErrors) in topic {}, partition {}, offset {}: {}", record.originalTopic(),
                        record.originalKafkaPartition(), record.originalKafkaOffset(), reason.getMessage());
            }
        }
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        // Records of partitions that come back are new objects, and the old ones must not be kept.
        settled.clear();
    }

    @Override
    public void stop() {
        // Connect stops a task in the thread that calls put, so nothing is in flight here.
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
    }

    private record RecordWrites(SinkRecord record, List<Write> writes) {}

    /** Pauses between tries: each twice as long as the one before, within a limit for one pause and one for all. */
    private static final class Backoff {
        private final long maxMs;
        private final Duration timeout;
        private long nextMs = FIRST_BACKOFF_MS;
        private long firstFailure;

        Backoff(long maxMs, Duration timeout) {
            this.maxMs = maxMs;
            this.timeout = timeout;
        }

        /** Whether the first of the failures in a row is longer ago than the limit. */
        boolean isExhausted() {
            long now = System.nanoTime();
            if (firstFailure == 0) {
                firstFailure = now;
            }
            return timeout != null && now - firstFailure > timeout.toNanos();
        }

        long nextMs() {
            long pause = Math.min(nextMs, maxMs);
            nextMs = pause * 2;
            return pause;
        }

        void sleep() {
            try {
                Thread.sleep(nextMs());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ConnectException("Interrupted while waiting for Cassandra", e);
            }
        }

        void reset() {
            nextMs = FIRST_BACKOFF_MS;
            firstFailure = 0;
        }
    }
}
