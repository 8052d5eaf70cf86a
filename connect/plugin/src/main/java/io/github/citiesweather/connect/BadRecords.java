package io.github.citiesweather.connect;

import com.datastax.oss.common.sink.config.CassandraSinkConfig.IgnoreErrorsPolicy;
import io.github.citiesweather.connect.BadRecordException.RefusedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of bad records: they are reported to Connect, skipped or fail the task, as the settings say. */
final class BadRecords {
    private static final Logger log = LoggerFactory.getLogger(BadRecords.class);

    private final SinkConfig config;
    private final ErrantRecordReporter reporter;
    private final LostDeadLetters lost;
    private final TaskMetrics metrics;

    BadRecords(SinkConfig config, SinkTaskContext context, TaskMetrics metrics) {
        this.config = config;
        this.reporter = config.toleratesErrors() ? context.errantRecordReporter() : null;
        this.lost = reporter == null ? null : new LostDeadLetters(context);
        this.metrics = metrics;
    }

    /**
     * Counts a bad record, which is to be reported later.
     *
     * @throws ConnectException if bad records are not tolerated
     */
    void add(SinkRecord record, BadRecordException reason) {
        (reason.refusedBy() == RefusedBy.MAPPING ? metrics.recordsRefusedByMapping : metrics.recordsRefusedByCassandra).increment();
        if (reporter == null && !isIgnored(reason)) {
            throw new ConnectException(String.format("Bad record in %s: %s%s", place(record), reason.getMessage(), config.toleratesErrors()
                    ? " (errors.tolerance is all, but without errors.deadletterqueue.topic.name or errors.log.enable it would be lost)"
                    : ""), reason);
        }
    }

    private boolean isIgnored(BadRecordException reason) {
        IgnoreErrorsPolicy ignored = config.ignoreErrors();
        return ignored == IgnoreErrorsPolicy.ALL || (ignored == IgnoreErrorsPolicy.DRIVER && reason.refusedBy() == RefusedBy.CASSANDRA);
    }

    /** Takes reports, until all are made. */
    Reports reports() {
        return new Reports();
    }

    /** Reports under way. */
    final class Reports {
        private final List<Report> open = new ArrayList<>();
        private SinkRecord unreported;
        private int count;

        void add(SinkRecord record, BadRecordException reason) {
            count++;
            if (reporter == null) {
                log.warn("Skipping a bad record (ignoreErrors) in {}: {}", place(record), reason.getMessage());
                return;
            }
            Future<Void> future = reporter.report(record, reason);
            if (!future.isDone()) {
                open.add(new Report(record, future));
            } else if (lost.haveGrown() && unreported == null) {
                unreported = record;
            }
        }

        /**
         * Waits for the dead letters.
         *
         * @return how many records were reported or skipped
         * @throws ConnectException if one is lost, such as one larger than Connect's producer may send
         */
        int await() {
            for (Report report : open) {
                try {
                    report.future.get();
                } catch (ExecutionException e) {
                    throw new ConnectException(String.format("Cannot report the bad record in %s, which would be lost: %s",
                            place(report.record), e.getMessage()), e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ConnectException("Interrupted while reporting the bad record in " + place(report.record), e);
                }
            }
            open.clear();
            if (unreported != null) {
                throw new ConnectException(String.format("Cannot report the bad record in %s, which would be lost: the worker's log tells why"
                        + " its dead letter queue does not take it (if it is too large: producer.override.max.request.size)", place(unreported)));
            }
            return count;
        }
    }

    private record Report(SinkRecord record, Future<Void> future) {}

    private static String place(SinkRecord record) {
        return String.format("topic %s, partition %d, offset %d", record.originalTopic(), record.originalKafkaPartition(), record.originalKafkaOffset());
    }
}
