package io.github.citiesweather.connect;

import io.github.citiesweather.connect.Delivery.BadMomentException;
import io.github.citiesweather.connect.TableStatements.MissingTableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records to Cassandra. While Cassandra is busy with the records of one {@link #put}, those of the next are read and mapped;
 * no more than two deliveries are open at a time. An offset is committed when each record below it is either acknowledged by
 * Cassandra or reported as bad.
 */
public class CassandraSinkTask extends SinkTask {
    private static final Logger log = LoggerFactory.getLogger(CassandraSinkTask.class);
    private static final long FIRST_BACKOFF_MS = 100;
    private static final int MAX_OPEN = 2;
    // With fewer records there is no hurry: they are written when put returns.
    private static final int MIN_OVERLAPPING_RECORDS = 100;

    private SinkConfig config;
    private Cluster cluster;
    private BatchWriter writer;
    private Tables tables;
    private BadRecords badRecords;

    /** What put took and what is not known to be settled yet, oldest first. */
    private final Deque<Delivery> open = new ArrayDeque<>();
    private final TaskMetrics metrics = new TaskMetrics();
    private Backoff backoff;
    /** What the task fails of, where Connect has not heard of it yet or asks again. */
    private RuntimeException failure;

    @Override
    public String version() {
        return Version.current();
    }

    @Override
    public void start(Map<String, String> settings) {
        config = new SinkConfig(settings);
        badRecords = new BadRecords(config, context, metrics);
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
        if (failure != null) {
            throw failure;
        }
        try {
            finishBefore(records);
        } catch (BadMomentException e) {
            throw retryLater(e);
        }
        if (records.isEmpty()) {
            return;
        }
        try {
            tables.refresh();
        } catch (RuntimeException e) {
            if (e instanceof MissingTableException || DriverFailure.of(e) == DriverFailure.BAD_MOMENT) {
                throw retryLater(e);
            }
            throw e;
        }
        Delivery delivery = new Delivery(records, tables, writer, badRecords);
        delivery.send();
        open.add(delivery);
        if (delivery.overlaps() && records.size() >= MIN_OVERLAPPING_RECORDS) {
            // Should no more records come, put is to be called all the same.
            context.timeout(1);
            return;
        }
        try {
            finishAll();
        } catch (BadMomentException e) {
            // These records are taken, and are not to be delivered again: it is for the next put to go on with them.
            log.warn(retryLater(e).getMessage());
        }
    }

    /** Makes room for the next records; all must be settled where there are none, and where something has failed or must not overlap. */
    private void finishBefore(Collection<SinkRecord> records) throws BadMomentException {
        if (records.isEmpty() || !open.stream().allMatch(delivery -> delivery.isSent() && delivery.overlaps())) {
            finishAll();
        }
        while (!open.isEmpty() && (open.size() >= MAX_OPEN || !open.peek().isInFlight())) {
            finishOldest();
        }
    }

    private void finishAll() throws BadMomentException {
        while (!open.isEmpty()) {
            finishOldest();
        }
    }

    private void finishOldest() throws BadMomentException {
        Delivery oldest = open.peek();
        int bad;
        try {
            if (!oldest.isSent()) {
                sendAgain(oldest);
            }
            bad = oldest.finish();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
        if (bad > 0) {
            // Should the worker die, as few as possible of the bad records are to be delivered, and reported, again.
            context.requestCommit();
        }
        metrics.recordsWritten.add(oldest.size() - bad);
        open.remove();
        backoff.reset();
    }

    private void sendAgain(Delivery delivery) throws BadMomentException {
        try {
            tables.refresh();
        } catch (RuntimeException e) {
            if (e instanceof MissingTableException || DriverFailure.of(e) == DriverFailure.BAD_MOMENT) {
                throw new BadMomentException(e);
            }
            throw e;
        }
        delivery.send();
    }

    private RetriableException retryLater(Exception badMoment) {
        if (backoff.isExhausted()) {
            throw new ConnectException(String.format("Cassandra could not take a batch for %d s (%s): %s",
                    config.retryTimeout().toSeconds(), SinkConfig.RETRY_TIMEOUT, badMoment.getMessage()), badMoment);
        }
        metrics.retries.increment();
        context.timeout(backoff.nextMs());
        return new RetriableException("Cassandra cannot take the batch now, trying again: " + badMoment.getMessage(), badMoment);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            while (failure == null && !open.isEmpty() && open.peek().isSent()) {
                finishOldest();
            }
        } catch (BadMomentException e) {
            log.warn("Offsets are held, as Cassandra cannot take a batch now: {}", e.getMessage());
            context.timeout(1);
        } catch (RuntimeException e) {
            // Connect would take it for a failed commit: so it is for put to throw it.
            context.timeout(1);
        }
        for (Delivery delivery : open) {
            delivery.firstOffsets().forEach((partition, first) -> offsets.computeIfPresent(partition, (any, offset) ->
                    offset.offset() <= first ? offset : new OffsetAndMetadata(first, offset.leaderEpoch(), offset.metadata())));
        }
        return offsets;
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        // Should the partitions come back, their records will be other objects, and the old ones must not be kept.
        for (Iterator<Delivery> each = open.iterator(); each.hasNext();) {
            Delivery delivery = each.next();
            delivery.await();
            delivery.drop(partitions);
            if (delivery.size() == 0) {
                each.remove();
            }
        }
        backoff.reset();
    }

    @Override
    public void stop() {
        // Connect stops a task in the thread that calls put, when all partitions are closed: so nothing is in flight here.
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
    }

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
