package com.datastax.kafkaconnector;

import com.datastax.oss.kafka.sink.CassandraSinkConnector;

/** The connector's name of old, still accepted. */
public class DseSinkConnector extends CassandraSinkConnector {
    // Nothing differs but the name.
}
