package io.github.citiesweather.connect;

import com.datastax.oss.common.sink.config.TableConfig;
import com.datastax.oss.common.sink.config.TopicConfig;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/** Reads JSON in one topic's keys and values for just those fields that the topic's mappings name. */
final class TopicJson {
    private final FlatJson key;
    private final FlatJson value;

    private TopicJson(Set<String> keyFields, Set<String> valueFields) {
        key = keyFields.isEmpty() ? null : RecordFields.flatJson(keyFields);
        value = valueFields.isEmpty() ? null : RecordFields.flatJson(valueFields);
    }

    static TopicJson of(TopicConfig topic) {
        Set<String> keyFields = new LinkedHashSet<>();
        Set<String> valueFields = new LinkedHashSet<>();
        for (TableConfig table : topic.getTableConfigs()) {
            table.getMapping().values().stream().map(field -> Field.parse(field.asInternal())).filter(field -> field.name() != null)
                    .forEach(field -> {
                        if (field.source() == Field.Source.KEY) {
                            keyFields.add(field.name());
                        } else if (field.source() == Field.Source.VALUE) {
                            valueFields.add(field.name());
                        }
                    });
        }
        return new TopicJson(keyFields, valueFields);
    }

    /** The fields of a record; good until those of the next are asked for. */
    RecordFields fields(SinkRecord record) {
        return new RecordFields(record, key, value);
    }

    /** Where the reader keeps a field; -1 for what is no field of an object. */
    int slot(Field field) {
        if (field == null || field.name() == null) {
            return -1;
        }
        return switch (field.source()) {
            case KEY -> key.slot(field.name());
            case VALUE -> value.slot(field.name());
            case HEADER, NOW -> -1;
        };
    }
}
