package io.github.citiesweather.connect;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.common.utils.Sanitizer;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the dead letters that Connect gave up at once, such as one larger than its producer may send: of those its reporter's
 * futures say that all is well (Kafka 4.3), and only its metrics and its log tell.
 */
final class LostDeadLetters {
    private static final Logger log = LoggerFactory.getLogger(LostDeadLetters.class);
    private static final String FAILURES = "deadletterqueue-produce-failures";

    private final ObjectName metrics;
    private double seen;

    /** Finds the task's metrics; where there are none, as before Kafka 4.1, no loss is seen. */
    LostDeadLetters(SinkTaskContext context) {
        ObjectName name = null;
        try {
            Map<String, String> task = context.pluginMetrics().metricName(FAILURES, "", new LinkedHashMap<>()).tags();
            name = new ObjectName(String.format("kafka.connect:type=task-error-metrics,connector=%s,task=%s",
                    Sanitizer.jmxSanitize(task.get("connector")), task.get("task")));
        } catch (NoSuchMethodError | NoClassDefFoundError | JMException e) {
            log.info("Dead letters that are too large will be lost unseen: this worker has no metrics of them ({})", e.toString());
        }
        metrics = name;
        seen = count();
    }

    /** Whether there are more than at the last call. */
    boolean haveGrown() {
        double now = count();
        boolean grown = now > seen;
        seen = now;
        return grown;
    }

    private double count() {
        if (metrics == null) {
            return 0;
        }
        try {
            return ((Number) ManagementFactory.getPlatformMBeanServer().getAttribute(metrics, FAILURES)).doubleValue();
        } catch (JMException e) {
            return 0;
        }
    }
}
