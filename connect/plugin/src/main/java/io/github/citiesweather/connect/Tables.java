package io.github.citiesweather.connect;

import com.datastax.oss.common.sink.config.CassandraSinkConfig;
import com.datastax.oss.common.sink.config.TableConfig;
import com.datastax.oss.common.sink.config.TopicConfig;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.CoordinatorException;
import com.datastax.oss.driver.internal.core.type.codec.registry.DefaultCodecRegistry;
import io.github.citiesweather.connect.TableStatements.MissingTableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The tables that each topic is written to, kept in step with the live cluster: a table that changes is prepared anew. */
final class Tables {
    private final CassandraSinkConfig config;
    private final CqlSession session;
    private Map<String, List<TableWriter>> byTopic;
    private Metadata preparedFor;
    private int generation;

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

    /** Prepares again what has changed, as far as the driver has heard; cheap when nothing has. */
    void refresh() {
        Metadata now = session.getMetadata();
        if (byTopic != null && now == preparedFor) {
            return;
        }
        if (byTopic == null || isAnyOutdated()) {
            byTopic = null;
            byTopic = prepare();
            generation++;
        }
        preparedFor = session.getMetadata();
    }

    /**
     * Asks the cluster whether each table is still what it was prepared for. If not, the next {@link #refresh} prepares all anew.
     *
     * @param refusal a node's refusal of a statement: that node is asked
     * @throws RuntimeException of the driver, if the cluster cannot be asked
     */
    boolean haveChanged(Throwable refusal) {
        session.refreshSchema();
        Node node = refusal instanceof CoordinatorException e ? e.getCoordinator() : null;
        if (isAnyOutdated() || !all().allMatch(table -> table.isKnownTo(node, session))) {
            byTopic = null;
        }
        return byTopic == null;
    }

    private boolean isAnyOutdated() {
        return all().anyMatch(table -> table.isOutdated(session));
    }

    private Stream<TableWriter> all() {
        return byTopic.values().stream().flatMap(List::stream);
    }

    private Map<String, List<TableWriter>> prepare() {
        Map<String, List<TableWriter>> writers = new HashMap<>();
        for (TopicConfig topic : config.getTopicConfigs().values()) {
            DefaultCodecRegistry registry = (DefaultCodecRegistry) session.getContext().getCodecRegistry();
            CqlEncoder encoder = new CqlEncoder(topic.createCodecFactory(registry), session.getContext().getProtocolVersion());
            List<TableWriter> ofTopic = new ArrayList<>();
            for (TableConfig table : topic.getTableConfigs()) {
                ofTopic.add(new TableWriter(table, statements(table), session, encoder, generation));
            }
            writers.put(topic.getTopicName(), ofTopic);
        }
        return writers;
    }

    private TableStatements statements(TableConfig table) {
        try {
            return TableStatements.of(table, session);
        } catch (MissingTableException e) {
            // It may be so new that the driver has not heard of it.
            session.refreshSchema();
            return TableStatements.of(table, session);
        }
    }

    /**
     * The tables of a topic.
     *
     * @throws BadRecordException if the settings name none
     */
    List<TableWriter> of(String topic) {
        List<TableWriter> tables = byTopic.get(topic);
        if (tables == null) {
            throw new BadRecordException("topic " + topic + " has no table in the connector's settings");
        }
        return tables;
    }
}
