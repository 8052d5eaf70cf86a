package io.github.citiesweather.connect;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import java.util.Map;

/** Tells consistency levels that a keyspace's replication can never give. */
final class ConsistencyCheck {
    private ConsistencyCheck() {}

    /**
     * What makes the level impossible, or null.
     *
     * @param replication     the keyspace's replication as in CQL: class, and replication_factor or a factor for each datacenter
     * @param localDatacenter null if not known
     */
    static String fault(ConsistencyLevel level, Map<String, String> replication, String localDatacenter) {
        String strategy = replication.getOrDefault("class", "");
        boolean simple = strategy.endsWith("SimpleStrategy");
        if (!simple && !strategy.endsWith("NetworkTopologyStrategy")) {
            return null;
        }
        int replicas = replication.entrySet().stream().filter(option -> !option.getKey().equals("class"))
                .mapToInt(option -> factor(option.getValue())).sum();
        int needed = switch (level.name()) {
            case "TWO" -> 2;
            case "THREE" -> 3;
            default -> 1;
        };
        if (needed > replicas) {
            return "there are only " + replicas + " replicas";
        }
        if (simple) {
            return level.name().equals("EACH_QUORUM") ? "SimpleStrategy knows no datacenters" : null;
        }
        boolean nearOnly = level.name().startsWith("LOCAL_");
        return nearOnly && localDatacenter != null && factor(replication.getOrDefault(localDatacenter, "0")) == 0
                ? "it has no replica in the local datacenter " + localDatacenter : null;
    }

    // A factor may be written as 3/1, where the second number counts the transient replicas among them.
    private static int factor(String text) {
        try {
            return Integer.parseInt(text.split("/")[0].trim());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
