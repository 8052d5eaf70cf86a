package io.github.citiesweather.connect;

import io.github.citiesweather.connect.BadRecordException.RefusedBy;
import io.github.citiesweather.connect.BatchWriter.Write;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/** The records that Connect handed over at once, until each of them is acknowledged by Cassandra or reported as bad. */
final class Delivery {
    // Two such deliveries are little beside a worker's heap.
    private static final long MAX_OVERLAPPING_BYTES = 8 << 20;

    private final Tables tables;
    private final BatchWriter writer;
    private final BadRecords badRecords;
    private final List<SinkRecord> records;

    /** What is settled already: null for a record that is written, else why it is bad. */
    private final Map<SinkRecord, BadRecordException> settled = new IdentityHashMap<>();
    private List<RecordWrites> writes = List.of();
    private BatchWriter.Run run;
    private boolean overlaps = true;
    private long bytes;

    Delivery(Collection<SinkRecord> records, Tables tables, BatchWriter writer, BadRecords badRecords) {
        this.records = new ArrayList<>(records);
        this.tables = tables;
        this.writer = writer;
        this.badRecords = badRecords;
    }

    /** What one record is mapped to. */
    private record RecordWrites(SinkRecord record, List<Write> writes) {}

    /** Not all could be written now, and it must be tried again. */
    static final class BadMomentException extends Exception {
        private static final long serialVersionUID = 1L;

        BadMomentException(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * Maps all that is not settled yet, and begins to write it while it does.
     *
     * @throws ConnectException for a bad record that is not tolerated; nothing is in flight then
     */
    void send() {
        run = writer.begin();
        writes = new ArrayList<>(records.size());
        try {
            for (SinkRecord record : records) {
                if (settled.isEmpty() || !settled.containsKey(record)) {
                    send(record);
                }
            }
            run.sendAll();
        } catch (RuntimeException | Error e) {
            run.await();
            throw e;
        }
    }

    private void send(SinkRecord record) {
        bytes += record.value() instanceof String text ? text.length() : record.value() instanceof byte[] data ? data.length : 0;
        List<Write> ofRecord;
        try {
            ofRecord = map(record);
        } catch (BadRecordException e) {
            refuse(record, e);
            return;
        } catch (RuntimeException | StackOverflowError e) {
            refuse(record, new BadRecordException(RefusedBy.MAPPING, "it cannot be mapped: " + e, e));
            return;
        }
        writes.add(new RecordWrites(record, ofRecord));
        for (Write write : ofRecord) {
            overlaps &= write.table().batchable();
            bytes += run.add(write);
        }
    }

    /** Maps a record to its writes, all or none. */
    private List<Write> map(SinkRecord record) {
        Tables.Topic topic = tables.of(record.topic());
        RecordFields fields = topic.json().fields(record);
        if (topic.tables().size() == 1) {
            TableWriter table = topic.tables().get(0);
            return List.of(new Write(table, table.bind(fields)));
        }
        List<Write> ofRecord = new ArrayList<>(topic.tables().size());
        for (TableWriter table : topic.tables()) {
            ofRecord.add(new Write(table, table.bind(fields)));
        }
        return ofRecord;
    }

    /** Whether it may be open beside the next: it is not large, the order of its writes does not matter, and they may be done twice. */
    boolean overlaps() {
        return overlaps && bytes <= MAX_OVERLAPPING_BYTES;
    }

    /** Whether it was sent, and has not failed since. */
    boolean isSent() {
        return run != null;
    }

    boolean isInFlight() {
        return run != null && run.isInFlight();
    }

    /** Waits for what is in flight. */
    void await() {
        if (run != null) {
            run.await();
        }
    }

    /**
     * Waits until all is written, and reports what is bad.
     *
     * @return how many records were reported or skipped
     * @throws BadMomentException if some is to be sent again; the rest is settled
     * @throws ConnectException   for a bad record that is not tolerated or not reported, or a failure that no wait would end
     */
    int finish() throws BadMomentException {
        run.await();
        List<Write> all = new ArrayList<>();
        for (RecordWrites ofRecord : writes) {
            for (Write write : ofRecord.writes) {
                if (!write.acknowledged()) {
                    all.add(write);
                }
            }
        }
        if (!all.isEmpty()) {
            settle(confirmRefusals(all));
        }
        // Last of all, so that a batch that is tried again does not report its bad records again.
        BadRecords.Reports reports = badRecords.reports();
        if (!settled.isEmpty()) {
            for (SinkRecord record : records) {
                BadRecordException reason = settled.get(record);
                if (reason != null) {
                    reports.add(record, reason);
                }
            }
        }
        return reports.await();
    }

    /**
     * Makes sure that what Cassandra refused is refused for its own sake, and not since a table is being dropped, created or altered:
     * it must be refused again between two moments at which the table is known.
     *
     * @return false if a table has changed, so that no record is to blame
     */
    private boolean confirmRefusals(List<Write> unwritten) {
        for (int round = 0; round < 2; round++) {
            List<Write> refused = unwritten.stream().filter(Write::refused).toList();
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

    private void settle(boolean refusalsConfirmed) throws BadMomentException {
        Throwable badMoment = null;
        for (RecordWrites ofRecord : writes) {
            boolean refused = false;
            boolean unanswered = false;
            for (Write write : ofRecord.writes) {
                if (write.refused() && refusalsConfirmed) {
                    refused = true;
                    continue;
                }
                unanswered |= !write.acknowledged();
                if (write.failure() != null) {
                    if (DriverFailure.of(write.failure()) == DriverFailure.FATAL) {
                        throw new ConnectException("Cannot write to " + write.table().table() + ": " + write.failure(), write.failure());
                    }
                    badMoment = write.failure();
                }
            }
            // What one table refuses, the others are to have all the same.
            if (refused && !unanswered) {
                refuse(ofRecord.record, refusal(ofRecord.writes));
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
        // What it holds is made anew from the records, by tables that may have changed.
        writes = List.of();
        run = null;
        throw new BadMomentException(badMoment);
    }

    /** Of all tables that refuse the record, one reason; and which of its rows are written all the same. */
    private static BadRecordException refusal(List<Write> ofRecord) {
        List<Write> refused = ofRecord.stream().filter(Write::refused).toList();
        String reasons = refused.stream().map(write -> write.table().table() + ": " + write.failure().getMessage())
                .collect(Collectors.joining("; and for "));
        String written = ofRecord.stream().filter(Write::acknowledged).map(write -> write.table().table()).collect(Collectors.joining(", "));
        return new BadRecordException(RefusedBy.CASSANDRA, "Cassandra refuses the row for " + reasons
                + (written.isEmpty() ? "" : " (that for " + written + " is written)"), refused.get(0).failure());
    }

    private void refuse(SinkRecord record, BadRecordException reason) {
        badRecords.add(record, reason);
        settled.put(record, reason);
    }

    int size() {
        return records.size();
    }

    /** Forgets the records of some partitions, which another task is to have. */
    void drop(Collection<TopicPartition> partitions) {
        records.removeIf(record -> partitions.contains(partition(record)));
        settled.keySet().removeIf(record -> partitions.contains(partition(record)));
        if (run != null) {
            writes.removeIf(ofRecord -> partitions.contains(partition(ofRecord.record)));
        }
    }

    /** The first offset of each partition. */
    Map<TopicPartition, Long> firstOffsets() {
        Map<TopicPartition, Long> first = new HashMap<>();
        records.forEach(record -> first.merge(partition(record), record.originalKafkaOffset(), Math::min));
        return first;
    }

    private static TopicPartition partition(SinkRecord record) {
        return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
    }
}
