package io.github.citiesweather.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All faults are tried through the REST API by tests/stack/sink_validate_test.ts; here are the rules that join settings. */
class ConfigCheckTest {
    private static final String MAPPING = "topic.t.ks.tb.mapping";

    private static Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("name", "sink", "topics", "t", MAPPING, "a=value.a"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static List<String> faults(Map<String, String> settings) {
        return new CassandraSinkConnector().validate(settings).configValues().stream()
                .filter(value -> !value.errorMessages().isEmpty()).map(ConfigValue::name).toList();
    }

    @Test
    void acceptsTheLeastThatIsNeeded() {
        assertEquals(List.of(), faults(settings()));
    }

    @Test
    void acceptsTheDriversNameOfTheLocalDatacenter() {
        assertEquals(List.of(), faults(settings("contactPoints", "a.example, 10.0.0.1",
                "datastax-java-driver.basic.load-balancing-policy.local-datacenter", "dc1")));
    }

    @Test
    void refusesALocalDatacenterHiddenByAnEmptyShortName() {
        assertEquals(List.of("loadBalancing.localDc"), faults(settings("contactPoints", "a.example", "loadBalancing.localDc", "",
                "datastax-java-driver.basic.load-balancing-policy.local-datacenter", "dc1")));
    }

    @Test
    void acceptsTopicsWithDotsAndQuotedTables() {
        assertEquals(List.of(), faults(Map.of("name", "sink", "topics", " a.b-c , d", "topic.a.b-c.\"Ks\".\"T 1\".mapping", "a=key",
                "topic.d.ks.t.mapping", "a=key, b=\"value.x y\"")));
    }

    @ParameterizedTest
    @CsvSource({
        "topics, 't,u', topics",
        "topic.t.ks.tb.query, INSERT, topic.t.ks.tb.deletesEnabled",
        "topic.t.ks.other.ttl, 1, topic.t.ks.other.mapping",
        "topic.t.mapping, a=key, topic.t.mapping",
        "topic.t.codec.unit, seconds, topic.t.codec.unit",
        "auth.password, secret, auth.username",
        "port, 65536, port",
    })
    void namesTheSettingAtFault(String setting, String value, String named) {
        assertEquals(List.of(named), faults(settings(setting, value)));
    }

    @Test
    void refusesAllThatABundleSaysAlready() {
        assertEquals(List.of("cloud.secureConnectBundle", "contactPoints", "loadBalancing.localDc", "ssl.provider"), faults(settings(
                "cloud.secureConnectBundle", "/does/not/exist", "contactPoints", "a", "loadBalancing.localDc", "dc1", "ssl.provider", "None"))
                .stream().sorted().toList());
    }
}
