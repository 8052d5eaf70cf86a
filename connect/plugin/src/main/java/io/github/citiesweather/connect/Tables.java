package io.github.citiesweather.connect;

import com.datastax.oss.common.sink.config.CassandraSinkConfig;
import com.datastax.oss.common.sink.config.TableConfig;
import com.datastax.oss.common.sink.config.TopicConfig;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.CoordinatorException;
import com.datastax.oss.driver.internal.core.type.codec.registry.DefaultCodecRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;

/** The tables that each topic is written to, kept in step with the live cluster: a table that changes is prepared anew. */
final class Tables {
    // Asking costs one small request; and a change may be unheard of for as long as the driver itself lets changes gather.
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    // For the driver to give up by itself, before it is thought to be stuck.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final CassandraSinkConfig config;
    private final CqlSession session;
    private Map<String, Topic> byTopic;
    private UUID checkedVersion;
    private long checkedAt;

    /**
     * Prepares all tables.
     *
     * @throws org.apache.kafka.common.config.ConfigException naming the setting that does not fit the live cluster
     */
    Tables(CassandraSinkConfig config, CqlSession session) {
        this.config = config;
        this.session = session;
        refresh();
    }

    /**
     * Prepares all again if one has changed; asks the cluster once a second at most.
     *
     * @throws RuntimeException of the driver, if the cluster cannot be asked
     */
    void refresh() {
        if (byTopic != null && System.nanoTime() - checkedAt < CHECK_INTERVAL.toNanos()) {
            return;
        }
        SchemaTables.Version version = new SchemaTables(session, null).version();
        if (byTopic == null || (!version.version().equals(checkedVersion) && isAnyOutdated(version.node()))) {
            byTopic = null;
            byTopic = prepare();
        }
        checkedVersion = version.version();
        checkedAt = System.nanoTime();
    }

    /**
     * Asks the cluster whether each table is still what it was prepared for. If not, the next {@link #refresh} prepares all anew.
     *
     * @param refusal a node's refusal of a statement: that node is asked
     * @throws RuntimeException of the driver, if the cluster cannot be asked
     */
    boolean haveChanged(Throwable refusal) {
        if (byTopic == null) {
            // They have, and could not be prepared anew yet.
            return true;
        }
        Node node = refusal instanceof CoordinatorException e ? e.getCoordinator() : null;
        if (isAnyOutdated(node) || !all().allMatch(table -> table.isKnownTo(node, session))) {
            byTopic = null;
        }
        return byTopic == null;
    }

    private boolean isAnyOutdated(Node node) {
        return all().map(TableWriter::description).distinct()
                .anyMatch(table -> !table.equals(TableDescription.read(session, table.keyspace(), table.name(), node)));
    }

    private Stream<TableWriter> all() {
        return byTopic.values().stream().flatMap(topic -> topic.tables().stream());
    }

    private Map<String, Topic> prepare() {
        awaitSchemaAgreement();
        Map<String, Topic> writers = new HashMap<>();
        for (TopicConfig topic : config.getTopicConfigs().values()) {
            DefaultCodecRegistry registry = (DefaultCodecRegistry) session.getContext().getCodecRegistry();
            CqlEncoder encoder = new CqlEncoder(topic.createCodecFactory(registry), session.getContext().getProtocolVersion());
            TopicJson json = TopicJson.of(topic);
            List<TableWriter> ofTopic = new ArrayList<>();
            for (TableConfig table : topic.getTableConfigs()) {
                ofTopic.add(new TableWriter(table, TableStatements.of(table, session), session, encoder, json));
            }
            writers.put(topic.getTopicName(), new Topic(json, ofTopic));
        }
        return writers;
    }

    // Or a node that has not heard of a change yet might prepare what another one described. Nodes that never agree are no reason
    // not to write: as the driver does, this waits for a while only.
    private void awaitSchemaAgreement() {
        Duration limit = session.getContext().getConfig().getDefaultProfile()
                .getDuration(DefaultDriverOption.CONTROL_CONNECTION_AGREEMENT_TIMEOUT).plus(GRACE);
        try {
            session.checkSchemaAgreementAsync().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted while waiting for Cassandra", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new DriverTimeoutException("Cannot tell whether the nodes agree on the schema: " + e);
        }
    }

    /**
     * The tables of a topic.
     *
     * @throws BadRecordException if the settings name none
     */
    Topic of(String topic) {
        Topic tables = byTopic.get(topic);
        if (tables == null) {
            throw new BadRecordException("topic " + topic + " has no table in the connector's settings");
        }
        return tables;
    }

    /**
     * Where a topic's records go.
     *
     * @param json reads the fields that the tables' mappings name
     */
    record Topic(TopicJson json, List<TableWriter> tables) {}
}
