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
import java.util.concurrent.Semaphore;

/**
 * Executes statements, those of one partition together in unlogged batches, as many at once as there are permits and bytes to be in
 * flight. A batch that Cassandra refuses is taken apart, so that one bad statement fails alone.
 */
final class BatchWriter {
    // Far below the 16 MiB that Cassandra takes at most by default. Its limits on batches, 5 KiB with a warning and 50 KiB, do not
    // count here: they are for batches of several partitions.
    private static final int MAX_BATCH_BYTES = 1 << 20;
    // Of values, for each task: enough for a hundred large batches, and little beside a worker's heap.
    private static final int MAX_BYTES_IN_FLIGHT = 16 << 20;

    private final CqlSession session;
    private final Semaphore permits;
    private final Semaphore bytes = new Semaphore(MAX_BYTES_IN_FLIGHT);
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
        private volatile BoundStatement statement;
        private volatile Throwable failure;

        Write(TableWriter table, BoundStatement statement) {
            this.table = table;
            this.statement = statement;
        }

        TableWriter table() {
            return table;
        }

        boolean acknowledged() {
            return statement == null;
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
        Run run = begin();
        writes.forEach(run::add);
        run.sendAll();
        run.await();
    }

    /** Begins to take writes, which are executed as soon as batches are full. */
    Run begin() {
        return new Run();
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

    private static Group alone(Write write, int size) {
        Group group = new Group();
        group.add(write, size);
        return group;
    }

    private record Partition(TableWriter table, ByteBuffer key) {}

    /** Writes for one request. */
    private static final class Group {
        private final List<Write> writes = new ArrayList<>();
        private int bytes;

        void add(Write write, int size) {
            writes.add(write);
            bytes += size;
        }
    }

    /** Writes that belong together. Its methods are for one thread. */
    final class Run {
        private final Map<Partition, Group> open = new LinkedHashMap<>();
        private final List<Group> last = new ArrayList<>();
        private final ConcurrentLinkedQueue<Group> refused = new ConcurrentLinkedQueue<>();
        private int openBytes;
        private int inFlight;
        private volatile boolean stopped;

        /**
         * Takes a write; what must not be written twice, or out of order, waits for {@link #sendAll}.
         *
         * @return the bytes of its values
         */
        int add(Write write) {
            write.failure = null;
            int size = size(write.statement);
            if (!write.table.batchable()) {
                last.add(alone(write, size));
                return size;
            }
            ByteBuffer key = maxBatchSize > 1 ? write.statement.getRoutingKey() : null;
            if (key == null) {
                execute(alone(write, size));
            } else {
                add(write, size, key);
            }
            return size;
        }

        private void add(Write write, int size, ByteBuffer key) {
            Group group = open.computeIfAbsent(new Partition(write.table, key), any -> new Group());
            if (!group.writes.isEmpty() && group.bytes + size > MAX_BATCH_BYTES) {
                sendOpen(group);
                group = new Group();
                open.put(new Partition(write.table, key), group);
            }
            group.add(write, size);
            openBytes += size;
            if (group.writes.size() == maxBatchSize) {
                open.remove(new Partition(write.table, key));
                sendOpen(group);
            } else if (openBytes > MAX_BYTES_IN_FLIGHT) {
                sendAllOpen();
            }
        }

        private void sendOpen(Group group) {
            openBytes -= group.bytes;
            execute(group);
        }

        private void sendAllOpen() {
            open.values().forEach(this::execute);
            open.clear();
            openBytes = 0;
        }

        /** Executes all that has been taken. */
        void sendAll() {
            sendAllOpen();
            last.forEach(this::execute);
            last.clear();
        }

        private void execute(Group group) {
            if (stopped) {
                return;
            }
            int size = Math.min(group.bytes, MAX_BYTES_IN_FLIGHT);
            bytes.acquireUninterruptibly(size);
            permits.acquireUninterruptibly();
            if (stopped) {
                permits.release();
                bytes.release(size);
                return;
            }
            synchronized (this) {
                inFlight++;
            }
            metrics.requestsInFlight.incrementAndGet();
            long start = System.nanoTime();
            try {
                session.executeAsync(statement(group.writes)).whenComplete((result, failure) -> end(group, size, failure, start));
            } catch (RuntimeException e) {
                end(group, size, e, start);
            }
        }

        private void end(Group group, int size, Throwable failure, long start) {
            permits.release();
            bytes.release(size);
            metrics.requestsInFlight.decrementAndGet();
            metrics.requests.increment();
            metrics.requestNanos.add(System.nanoTime() - start);
            if (failure == null) {
                group.writes.forEach(write -> write.statement = null);
            } else if (group.writes.size() > 1 && DriverFailure.of(failure) == DriverFailure.BAD_RECORD) {
                refused.add(group);
            } else {
                stopped |= DriverFailure.of(failure) != DriverFailure.BAD_RECORD;
                group.writes.forEach(write -> write.failure = DriverFailure.unwrap(failure));
            }
            synchronized (this) {
                inFlight--;
                notifyAll();
            }
        }

        /** Whether some of it is not answered yet. */
        synchronized boolean isInFlight() {
            return inFlight > 0;
        }

        /** Waits until all is answered, also what had to be taken apart. */
        void await() {
            awaitAnswers();
            while (!refused.isEmpty() && !stopped) {
                List<Group> apart = new ArrayList<>(refused);
                refused.clear();
                for (Group group : apart) {
                    for (Write write : group.writes) {
                        execute(alone(write, size(write.statement)));
                    }
                }
                awaitAnswers();
            }
        }

        private synchronized void awaitAnswers() {
            boolean interrupted = false;
            while (inFlight > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
