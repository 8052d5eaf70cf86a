package io.github.citiesweather.connect;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.jmx.JmxReporter;
import com.datastax.oss.common.sink.metrics.MetricNamesCreator;
import com.datastax.oss.common.sink.metrics.MetricsJmxReporter;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/**
 * A session with Cassandra and the limit on requests in flight, shared by the tasks of one connector in one worker: by those, that
 * is, with equal settings, so that a changed connector never gets the session of what it was before.
 */
final class Cluster implements AutoCloseable {
    private static final Map<Map<String, String>, Cluster> OPEN = new HashMap<>();

    private final SinkConfig config;
    private final Semaphore permits;
    private int users;
    private CqlSession session;
    private JmxReporter reporter;

    private Cluster(SinkConfig config) {
        this.config = config;
        this.permits = new Semaphore(config.engine().getMaxConcurrentRequests());
    }

    /**
     * Connects, or joins the tasks that have. Each caller closes once.
     *
     * @throws RuntimeException of the driver, if no node can be reached
     * @throws ConfigException  naming the setting that does not fit the cluster
     */
    static Cluster open(SinkConfig config) {
        Cluster cluster;
        synchronized (OPEN) {
            cluster = OPEN.computeIfAbsent(config.settings(), any -> new Cluster(config));
            cluster.users++;
        }
        try {
            cluster.connect();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private synchronized void connect() {
        if (session != null) {
            return;
        }
        CqlSession connected = Sessions.open(config.engine());
        try {
            checkLocalDatacenter(connected);
            if (config.engine().getJmx()) {
                reporter = report(connected);
            }
        } catch (RuntimeException e) {
            connected.close();
            throw e;
        }
        session = connected;
    }

    private void checkLocalDatacenter(CqlSession connected) {
        config.engine().getLocalDc().ifPresent(local -> {
            Set<String> datacenters = connected.getMetadata().getNodes().values().stream()
                    .map(Node::getDatacenter).filter(Objects::nonNull).collect(Collectors.toCollection(TreeSet::new));
            if (!datacenters.isEmpty() && !datacenters.contains(local)) {
                throw new ConfigException("loadBalancing.localDc: the cluster has no datacenter " + local + "; it has "
                        + String.join(", ", datacenters));
            }
        });
    }

    private JmxReporter report(CqlSession connected) {
        MetricRegistry metrics = new MetricRegistry();
        connected.getMetrics().ifPresent(driver -> driver.getRegistry().getMetrics()
                .forEach((name, metric) -> metrics.register(MetricNamesCreator.createDriverMetricName(name), metric)));
        JmxReporter jmx = MetricsJmxReporter.createJmxReporter(
                config.engine().getInstanceName(), config.engine().getJmxConnectorDomain(), metrics);
        jmx.start();
        return jmx;
    }

    CqlSession session() {
        return session;
    }

    /** One permit for each request in flight. */
    Semaphore permits() {
        return permits;
    }

    @Override
    public void close() {
        synchronized (OPEN) {
            users--;
            if (users > 0) {
                return;
            }
            OPEN.remove(config.settings(), this);
        }
        if (reporter != null) {
            reporter.close();
        }
        if (session != null) {
            session.close();
        }
    }
}
