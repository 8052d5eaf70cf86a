package io.github.citiesweather.connect;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * Writes the records of Kafka topics to Cassandra tables, with the settings of the DataStax sink. All that can be known to be
 * wrong from the settings alone is refused by {@link #validate}, and so by Connect's REST API, before anything starts.
 */
public class CassandraSinkConnector extends SinkConnector {
    private Map<String, String> settings;

    @Override
    public String version() {
        return Version.current();
    }

    @Override
    public void start(Map<String, String> settings) {
        this.settings = new HashMap<>(settings);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return CassandraSinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return Collections.nCopies(maxTasks, settings);
    }

    @Override
    public void stop() {
        // The connector holds nothing: each task opens and closes what it uses.
    }

    @Override
    public ConfigDef config() {
        return SinkConfig.DEFINITIONS;
    }

    @Override
    public Config validate(Map<String, String> settings) {
        return new ConfigCheck(settings, super.validate(settings)).run();
    }

    @Override
    public boolean alterOffsets(Map<String, String> settings, Map<TopicPartition, Long> offsets) {
        // All offsets are the consumer group's own, which Connect itself alters.
        return true;
    }
}
