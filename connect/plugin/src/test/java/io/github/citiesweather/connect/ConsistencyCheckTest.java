package io.github.citiesweather.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsistencyCheckTest {
    private static final Map<String, String> ONE = Map.of("class", "org.apache.cassandra.locator.SimpleStrategy", "replication_factor", "1");
    private static final Map<String, String> FAR = Map.of("class", "org.apache.cassandra.locator.NetworkTopologyStrategy", "far", "3");
    private static final Map<String, String> NEAR = Map.of("class", "org.apache.cassandra.locator.NetworkTopologyStrategy", "near", "3/1", "far", "2");

    @ParameterizedTest
    @CsvSource(nullValues = "possible", value = {
        "LOCAL_ONE, possible, it has no replica in the local datacenter near, possible",
        "LOCAL_QUORUM, possible, it has no replica in the local datacenter near, possible",
        "ONE, possible, possible, possible",
        "TWO, there are only 1 replicas, possible, possible",
        "THREE, there are only 1 replicas, possible, possible",
        "QUORUM, possible, possible, possible",
        "ALL, possible, possible, possible",
        "EACH_QUORUM, SimpleStrategy knows no datacenters, possible, possible",
    })
    void tellsWhatCanNeverBe(DefaultConsistencyLevel level, String one, String far, String near) {
        assertEquals(one, ConsistencyCheck.fault(level, ONE, "near"));
        assertEquals(far, ConsistencyCheck.fault(level, FAR, "near"));
        assertEquals(near, ConsistencyCheck.fault(level, NEAR, "near"));
    }
}
