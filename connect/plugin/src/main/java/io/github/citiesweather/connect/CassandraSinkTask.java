package io.github.citiesweather.connect;

import com.datastax.oss.common.sink.config.CassandraSinkConfig.IgnoreErrorsPolicy;
import io.github.citiesweather.connect.BadRecordException.RefusedBy;
import io.github.citiesweather.connect.BatchWriter.Write;
import io.github.citiesweather.connect.TableStatements.MissingTableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
    private Tables tables;

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
        connect();
        writer = new BatchWriter(cluster.session(), cluster.permits(), config.engine().getMaxNumberOfRecordsInBatch(), metrics);
        metrics.publish(context);
    }

    private void connect() {
        Backoff start = new Backoff(config.retryBackoffMaxMs(), config.startTimeout());
        while (true) {
            try {
                cluster = Cluster.open(config);
                tables = new Tables(config.engine(), cluster.session());
                return;
            } catch (RuntimeException e) {
                stop();
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

    @Override
    public void put(Collection<SinkRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        try {
            tables.refresh();
        } catch (RuntimeException e) {
            if (e instanceof MissingTableException || DriverFailure.of(e) == DriverFailure.BAD_MOMENT) {
                retryLater(e);
            }
            throw e;
        }
        List<RecordWrites> writes = map(records);
        List<Write> all = writes.stream().flatMap(ofRecord -> ofRecord.writes.stream()).toList();
        writer.write(all);
        settle(writes, confirmRefusals(all));
        int bad = report(records);
        if (bad > 0) {
            // Should the worker die, as few as possible of the bad records are to be delivered, and reported, again.
            context.requestCommit();
        }
        metrics.recordsWritten.add(records.size() - bad);
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
            } catch (RuntimeException | StackOverflowError e) {
                refuse(record, new BadRecordException(RefusedBy.MAPPING, "it cannot be mapped: " + e, e));
            }
        }
        return writes;
    }

    private List<Write> map(SinkRecord record) {
        List<TableWriter> ofTopic = tables.of(record.topic());
        RecordFields fields = new RecordFields(record);
        List<Write> writes = new ArrayList<>(ofTopic.size());
        for (TableWriter table : ofTopic) {
            writes.add(new Write(table, table.bind(fields)));
        }
        return writes;
    }

    /**
     * Makes sure that what Cassandra refused is refused for its own sake, and not since a table is being dropped, created or altered:
     * it must be refused again between two moments at which the table is known.
     *
     * @return false if a table has changed, so that no record is to blame
     */
    private boolean confirmRefusals(List<Write> writes) {
        for (int round = 0; round < 2; round++) {
            List<Write> refused = writes.stream().filter(Write::refused).toList();
            if (refused.isEmpty()) {
                return true;
            }
            try {
                if (tables.haveChanged(refused.get(0).failure())) {
                    return false;
                }
            } catch (RuntimeException e) {
                if (DriverFailure.of(e) == DriverFailure.BAD_MOMENT) {
                    return false;
                }
                throw e;
            }
            if (round == 0) {
                writer.write(refused);
            }
        }
        return true;
    }

    private void settle(List<RecordWrites> writes, boolean refusalsConfirmed) {
        Throwable badMoment = null;
        for (RecordWrites ofRecord : writes) {
            for (Write write : ofRecord.writes) {
                if (write.refused() && refusalsConfirmed) {
                    refuse(ofRecord.record, new BadRecordException(RefusedBy.CASSANDRA,
                            "Cassandra refuses the row for " + write.table().table() + ": " + write.failure().getMessage(), write.failure()));
                } else if (write.failure() != null) {
                    if (DriverFailure.of(write.failure()) == DriverFailure.FATAL) {
                        throw new ConnectException("Cannot write to " + write.table().table() + ": " + write.failure(), write.failure());
                    }
                    badMoment = write.failure();
                }
            }
        }
        if (badMoment == null) {
            return;
        }
        for (RecordWrites ofRecord : writes) {
            if (ofRecord.writes.stream().allMatch(write -> write.acknowledged() && !write.table().ordered())) {
                settled.put(ofRecord.record, null);
            }
        }
        retryLater(badMoment);
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
            throw new ConnectException(String.format("Bad record in topic %s, partition %d, offset %d: %s%s", record.originalTopic(),
                    record.originalKafkaPartition(), record.originalKafkaOffset(), reason.getMessage(), config.toleratesErrors()
                            ? " (errors.tolerance is all, but without errors.deadletterqueue.topic.name or errors.log.enable it would be lost)"
                            : ""), reason);
        }
        settled.put(record, reason);
    }

    private boolean isIgnored(BadRecordException reason) {
        IgnoreErrorsPolicy ignored = config.ignoreErrors();
        return ignored == IgnoreErrorsPolicy.ALL || (ignored == IgnoreErrorsPolicy.DRIVER && reason.refusedBy() == RefusedBy.CASSANDRA);
    }

    // Last of all, so that a batch that is tried again does not report its bad records again.
    private int report(Collection<SinkRecord> records) {
        int bad = 0;
        for (SinkRecord record : records) {
            BadRecordException reason = settled.get(record);
            if (reason == null) {
                continue;
            }
            bad++;
            if (reporter != null) {
                reporter.report(record, reason);
            } else {
                log.warn("Skipping a bad record (ignoreErrors) in topic {}, partition {}, offset {}: {}", record.originalTopic(),
                        record.originalKafkaPartition(), record.originalKafkaOffset(), reason.getMessage());
            }
        }
        return bad;
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        // Should the partitions come back, their records will be other objects, and the old ones must not be kept.
        settled.keySet().removeIf(record -> partitions.contains(new TopicPartition(record.originalTopic(), record.originalKafkaPartition())));
        backoff.reset();
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
