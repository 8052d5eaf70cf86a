package io.github.citiesweather.connect;

import com.datastax.oss.common.sink.config.AuthenticatorConfig;
import com.datastax.oss.common.sink.config.CassandraSinkConfig;
import com.datastax.oss.common.sink.config.CassandraSinkConfig.IgnoreErrorsPolicy;
import com.datastax.oss.common.sink.config.SslConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** A connector's settings: the DataStax sink's, as its engine reads them, and those that only this sink has. */
final class SinkConfig {
    static final String RETRY_TIMEOUT = "retryTimeoutSeconds";
    static final String RETRY_BACKOFF_MAX = "retryBackoffMaxMs";
    static final String START_TIMEOUT = "startTimeoutSeconds";
    static final String ERRORS_TOLERANCE = "errors.tolerance";

    private static final ConfigDef OWN = new ConfigDef()
            .define(RETRY_TIMEOUT, Type.INT, -1, Range.atLeast(-1), Importance.MEDIUM,
                    "How long, in seconds, a batch is tried again while Cassandra cannot take it, before the task fails; -1: without end")
            .define(RETRY_BACKOFF_MAX, Type.INT, 5_000, Range.atLeast(100), Importance.LOW,
                    "The longest pause, in milliseconds, between two tries; the first pause is 100 ms and each next one twice as long")
            .define(START_TIMEOUT, Type.INT, 60, Range.atLeast(-1), Importance.MEDIUM,
                    "How long, in seconds, a starting task waits for Cassandra to be reachable, before it fails; -1: without end");

    /** All settings but those under topic., which name topics and tables. */
    static final ConfigDef DEFINITIONS = definitions();

    // Driver settings that suit a sink better than the driver's own defaults; a connector may set each otherwise.
    private static final Map<String, String> DRIVER_DEFAULTS = Map.of(
            // After an outage rows flow again within seconds, not after a minute.
            "datastax-java-driver.advanced.reconnection-policy.max-delay", "5 seconds",
            // Nothing is in flight when a session closes, so there is nothing to wait for.
            "datastax-java-driver.advanced.netty.io-group.shutdown.quiet-period", "0",
            "datastax-java-driver.advanced.netty.admin-group.shutdown.quiet-period", "0");

    private final Map<String, String> settings;
    private final CassandraSinkConfig engine;
    private final AbstractConfig own;

    /**
     * Reads the settings.
     *
     * @throws ConfigException naming the setting that is wrong
     */
    SinkConfig(Map<String, String> given) {
        this.settings = new HashMap<>(DRIVER_DEFAULTS);
        settings.putAll(given);
        try {
            this.engine = new CassandraSinkConfig(settings);
            engine.getIgnoreErrors();
        } catch (RuntimeException e) {
            throw new ConfigException(e.getMessage());
        }
        this.own = new AbstractConfig(OWN, given, false);
    }

    private static ConfigDef definitions() {
        ConfigDef all = new ConfigDef();
        for (ConfigDef part : new ConfigDef[] {
            CassandraSinkConfig.GLOBAL_CONFIG_DEF, AuthenticatorConfig.CONFIG_DEF, SslConfig.CONFIG_DEF, OWN}) {
            part.configKeys().values().forEach(all::define);
        }
        return all;
    }

    /** The settings as given, with defaults for the driver. */
    Map<String, String> settings() {
        return settings;
    }

    CassandraSinkConfig engine() {
        return engine;
    }

    /** Whether Connect is told to go on after a bad record. */
    boolean toleratesErrors() {
        return "all".equals(settings.get(ERRORS_TOLERANCE));
    }

    IgnoreErrorsPolicy ignoreErrors() {
        return engine.getIgnoreErrors();
    }

    /** How long a batch is tried again; null: without end. */
    Duration retryTimeout() {
        return seconds(RETRY_TIMEOUT);
    }

    long retryBackoffMaxMs() {
        return own.getInt(RETRY_BACKOFF_MAX);
    }

    /** How long a start waits for Cassandra; null: without end. */
    Duration startTimeout() {
        return seconds(START_TIMEOUT);
    }

    private Duration seconds(String setting) {
        int seconds = own.getInt(setting);
        return seconds < 0 ? null : Duration.ofSeconds(seconds);
    }
}
