package com.datastax.oss.kafka.sink;

import com.datastax.oss.common.sink.config.CassandraSinkConfig;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** Stands in for the stock connector class: publishes the engine's 13 global settings and hands every task the whole config. */
public class CassandraSinkConnector extends SinkConnector {

    /** The stock connector's version that this one stands in for. */
    static final String VERSION = "1.5.0";

    private Map<String, String> settings;

    @Override
    public String version() {
        return VERSION;
    }

    @Override
    public void start(Map<String, String> settings) {
        this.settings = settings;
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
        // Nothing is held between start and stop.
    }

    @Override
    public ConfigDef config() {
        return CassandraSinkConfig.GLOBAL_CONFIG_DEF;
    }
}
