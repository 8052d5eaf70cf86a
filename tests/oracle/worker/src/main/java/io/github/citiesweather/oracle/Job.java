package io.github.citiesweather.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * One question: what does this config do to these records?
 *
 * @param brokers number of brokers, against which the dead letter queue's replication factor is judged
 * @param topics topics that exist besides those of the records
 */
record Job(
        String id, String name, Map<String, String> config, String unreadable, List<ConsumerRecord<byte[], byte[]>> records,
        List<String> tables, List<String> setup, int brokers, Set<String> topics) {

    static Job parse(JsonNode job) {
        JsonNode whole = job.path("config");
        JsonNode settings = whole.path("config").isObject() ? whole.path("config") : whole;
        String name = whole.path("config").isObject() && whole.has("name") ? whole.path("name").asText() : job.path("name").asText(null);
        Map<String, String> config = new HashMap<>();
        String unreadable = null;
        for (Map.Entry<String, JsonNode> setting : settings.properties()) {
            if (setting.getValue().isContainerNode()) {
                unreadable = "Cannot deserialize value of type `java.lang.String` from " + setting.getValue().getNodeType() + ": " + setting.getKey();
            }
            config.put(setting.getKey(), setting.getValue().isNull() ? null : setting.getValue().asText());
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Long> offsets = new HashMap<>();
        for (JsonNode record : job.path("records")) {
            String partition = record.path("topic").asText() + "/" + record.path("partition").asInt(0);
            records.add(parseRecord(record, offsets.merge(partition, 1L, Long::sum) - 1));
        }
        return new Job(job.path("id").asText(), name, config, unreadable, records, texts(job.path("tables")), texts(job.path("setup")),
            job.path("brokers").asInt(1), new LinkedHashSet<>(texts(job.path("topics"))));
    }

    private static ConsumerRecord<byte[], byte[]> parseRecord(JsonNode record, long offset) {
        byte[] key = bytes(record, "key");
        byte[] value = bytes(record, "value");
        RecordHeaders headers = new RecordHeaders();
        JsonNode given = record.path("headers");
        if (given.isObject()) {
            given.properties().forEach(header -> headers.add(header.getKey(), utf8(header.getValue())));
        } else {
            given.forEach(header -> headers.add(header.path("key").asText(), utf8(header.path("value"))));
        }
        JsonNode time = record.path("timestamp");
        return new ConsumerRecord<>(record.path("topic").asText(), record.path("partition").asInt(0), offset,
            time.isNumber() ? time.asLong() : System.currentTimeMillis(), TimestampType.CREATE_TIME,
            key == null ? -1 : key.length, value == null ? -1 : value.length, key, value, headers, Optional.empty());
    }

    private static byte[] bytes(JsonNode record, String field) {
        JsonNode base64 = record.path(field + "Base64");
        return base64.isTextual() ? Base64.getDecoder().decode(base64.asText()) : utf8(record.path(field));
    }

    private static byte[] utf8(JsonNode text) {
        return text.isNull() || text.isMissingNode() ? null : text.asText().getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
