package io.github.citiesweather.connect;

import java.util.Map;
import org.apache.kafka.common.config.Config;

/** stub */
final class ConfigCheck {
    private final Config config;

    ConfigCheck(Map<String, String> settings, Config config) {
        this.config = config;
    }

    Config run() {
        return config;
    }
}
