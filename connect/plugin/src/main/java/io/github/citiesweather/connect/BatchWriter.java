package io.github.citiesweather.connect;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;

/**
 * Executes statements, those of one partition together in unlogged batches, as many at once as there are permits, and returns when
 * each is acknowledged or has failed. A batch that Cassandra refuses is taken apart, so that one bad statement fails alone.
 */
final class BatchWriter {
    // Far below the 16 MiB that Cassandra takes at most by default.
    private static final int MAX_BATCH_BYTES = 1 << 20;

    private final CqlSession session;
    private final Semaphore permits;
    private final int maxBatchSize;
    private final TaskMetrics metrics;

    BatchWriter(CqlSession session, Semaphore permits, int maxBatchSize, TaskMetrics metrics) {
        this.metrics = metrics;
        this.session = session;
        this.permits = permits;
        this.maxBatchSize = maxBatchSize;
    }

    /** One statement to execute, and afterwards what became of it. */
    static final class Write {
        private final TableWriter table;
        private final BoundStatement statement;
        private volatile boolean acknowledged;
        private volatile Throwable failure;

        Write(TableWriter table, BoundStatement statement) {
            this.table = table;
            this.statement = statement;
        }

        TableWriter table() {
            return table;
        }

        boolean acknowledged() {
            return acknowledged;
        }

        /** Whether Cassandra looked at it and refused it. */
        boolean refused() {
            return failure != null && DriverFailure.of(failure) == DriverFailure.BAD_RECORD;
        }

        /** Why it failed; null if it is acknowledged, or was not tried since others had failed in a bad moment. */
        Throwable failure() {
            return failure;
        }
    }

    /** Executes the writes and waits for all. After a failure that is not a record's own, no more are begun. */
    void write(Collection<Write> writes) {
        writes.forEach(write -> write.failure = null);
        Run run = new Run();
        for (List<Write> group : grouped(writes)) {
            run.execute(group);
        }
        run.await();
        while (!run.refused.isEmpty() && !run.stopped) {
            Run again = new Run();
            run.refused.forEach(group -> group.forEach(write -> again.execute(List.of(write))));
            again.await();
            run = again;
        }
    }

    private List<List<Write>> grouped(Collection<Write> writes) {
        List<List<Write>> groups = new ArrayList<>();
        Map<Partition, Group> open = new LinkedHashMap<>();
        for (Write write : writes) {
            ByteBuffer key = write.table.batchable() && maxBatchSize > 1 ? write.statement.getRoutingKey() : null;
            if (key == null) {
                groups.add(List.of(write));
                continue;
            }
            int size = size(write.statement);
            Partition partition = new Partition(write.table, key);
            Group group = open.get(partition);
            if (group == null || group.writes.size() == maxBatchSize || group.bytes + size > MAX_BATCH_BYTES) {
                group = new Group();
                open.put(partition, group);
                groups.add(group.writes);
            }
            group.writes.add(write);
            group.bytes += size;
        }
        return groups;
    }

    private static int size(BoundStatement statement) {
        int bytes = 0;
        for (int i = 0; i < statement.size(); i++) {
            ByteBuffer value = statement.getBytesUnsafe(i);
            bytes += value == null ? 0 : value.remaining();
        }
        return bytes;
    }

    private static Statement<?> statement(List<Write> group) {
        BoundStatement first = group.get(0).statement;
        if (group.size() == 1) {
            return first;
        }
        List<BatchableStatement<?>> statements = new ArrayList<>(group.size());
        group.forEach(write -> statements.add(write.statement));
        return BatchStatement.newInstance(DefaultBatchType.UNLOGGED, statements)
                .setConsistencyLevel(first.getConsistencyLevel())
                .setIdempotent(first.isIdempotent());
    }

    private record Partition(TableWriter table, ByteBuffer key) {}

    private static final class Group {
        private final List<Write> writes = new ArrayList<>();
        private int bytes;
    }

    /** The requests sent in one go. */
    private final class Run {
        private final Phaser inFlight = new Phaser(1);
        private final ConcurrentLinkedQueue<List<Write>> refused = new ConcurrentLinkedQueue<>();
        private volatile boolean stopped;

        void execute(List<Write> group) {
            permits.acquireUninterruptibly();
            if (stopped) {
                permits.release();
                return;
            }
            inFlight.register();
            metrics.requestsInFlight.incrementAndGet();
            long start = System.nanoTime();
            try {
                session.executeAsync(statement(group)).whenComplete((result, failure) -> end(group, failure, start));
            } catch (RuntimeException e) {
                end(group, e, start);
            }
        }

        private void end(List<Write> group, Throwable failure, long start) {
            permits.release();
            metrics.requestsInFlight.decrementAndGet();
            metrics.requests.increment();
            metrics.requestNanos.add(System.nanoTime() - start);
            if (failure == null) {
                group.forEach(write -> write.acknowledged = true);
            } else if (group.size() > 1 && DriverFailure.of(failure) == DriverFailure.BAD_RECORD) {
                refused.add(group);
            } else {
                stopped |= DriverFailure.of(failure) != DriverFailure.BAD_RECORD;
                group.forEach(write -> write.failure = DriverFailure.unwrap(failure));
            }
            inFlight.arriveAndDeregister();
        }

        void await() {
            inFlight.arriveAndAwaitAdvance();
        }
    }
}
