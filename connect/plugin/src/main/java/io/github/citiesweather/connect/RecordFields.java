package io.github.citiesweather.connect;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The fields of one record by the names that mappings use. A part of the record (key or value) has fields when it is a Struct, a
 * map, or text or bytes that hold a JSON object; JSON is parsed at the first field asked for.
 */
final class RecordFields {
    /** Stands for a field that the record does not have, which is not the same as one that is null. */
    static final Object MISSING = new Object();

    // Numbers keep all their digits, a second document in the same text is not overlooked, and messages stay short.
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .errorReportConfiguration(ErrorReportConfiguration.builder().maxErrorTokenLength(32).build()).build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final ObjectReader JSON = MAPPER.readerFor(JsonNode.class);

    // Reads one field's value, with others behind it.
    private static final ObjectReader JSON_PART = JSON.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final SinkRecord record;
    private final Part key;
    private final Part value;

    /** Reads fields by trees alone. */
    RecordFields(SinkRecord record) {
        this(record, null, null);
    }

    /**
     * Reads fields by these readers as far as they can. Readers may be used again for the next record, when this one is done with.
     *
     * @param keyJson   for the mapped fields of JSON in keys, or null
     * @param valueJson for the mapped fields of JSON in values, or null
     */
    RecordFields(SinkRecord record, FlatJson keyJson, FlatJson valueJson) {
        this.record = record;
        this.key = new Part("key", record.key(), keyJson);
        this.value = new Part("value", record.value(), valueJson);
    }

    /** A reader of these fields of JSON objects. */
    static FlatJson flatJson(Collection<String> names) {
        return new FlatJson(JSON_PART, names);
    }

    SinkRecord record() {
        return record;
    }

    /** Whether the record is a tombstone: it has no value at all. */
    boolean hasNoValue() {
        return record.value() == null;
    }

    /**
     * The value of a field: null, {@link #MISSING}, a {@link JsonNode} (from JSON or from a map without schema), or a Connect value.
     *
     * @throws BadRecordException if the part that should have the field is no object
     */
    Object value(Field field) {
        return switch (field.source()) {
            case KEY -> field.name() == null ? whole(record.key()) : record.key() == null ? MISSING : key.field(field.name());
            // All fields of a tombstone are null.
            case VALUE -> field.name() == null ? whole(record.value()) : record.value() == null ? null : value.field(field.name());
            case HEADER -> {
                Header header = header(field.name());
                yield header == null ? MISSING : header.value();
            }
            case NOW -> throw new IllegalArgumentException("now() is no field of a record");
        };
    }

    /** The schema of a field's value, or null where there is none, as in JSON. */
    Schema schema(Field field) {
        return switch (field.source()) {
            case KEY -> schema(record.keySchema(), record.key(), field.name());
            case VALUE -> schema(record.valueSchema(), record.value(), field.name());
            case HEADER -> {
                Header header = header(field.name());
                yield header == null ? null : header.schema();
            }
            case NOW -> null;
        };
    }

    private static Schema schema(Schema whole, Object data, String name) {
        if (name == null) {
            return whole;
        }
        return data instanceof Struct struct ? struct.schema().field(name).schema() : null;
    }

    private Header header(String name) {
        for (Header header : record.headers()) {
            if (header.key().equals(name)) {
                return header;
            }
        }
        return null;
    }

    /**
     * The bytes of a field's value by the column's encoder, if it is what that encoder knows; null if it is for the engine.
     *
     * @param slot where the part's reader keeps the field
     * @throws BadRecordException if the part that should have the field is no object
     */
    ByteBuffer encode(Field field, int slot, DirectEncoder encoder) {
        return switch (field.source()) {
            case KEY -> field.name() == null ? encoder.encode(record.key()) : key.encode(field.name(), slot, encoder);
            case VALUE -> field.name() == null ? encoder.encode(record.value()) : value.encode(field.name(), slot, encoder);
            case HEADER, NOW -> null;
        };
    }

    /** The key or the value. */
    private static final class Part {
        private final String name;
        private final Object data;
        private final FlatJson reader;
        private FlatJson flat;
        private JsonNode tree;

        Part(String name, Object data, FlatJson reader) {
            this.name = name;
            this.data = data;
            this.reader = reader;
        }

        Object field(String field) {
            readJson();
            if (flat != null && flat.slot(field) >= 0) {
                return flat.value(flat.slot(field));
            }
            return RecordFields.field(name, data, tree(), field);
        }

        ByteBuffer encode(String field, int slot, DirectEncoder encoder) {
            readJson();
            if (flat != null) {
                return encoder.encode(flat, slot);
            }
            if (tree != null) {
                return null;
            }
            if (data instanceof Struct struct) {
                return struct.schema().field(field) == null ? null : encoder.encode(struct.get(field));
            }
            return data instanceof Map<?, ?> map ? encoder.encode(map.get(field)) : null;
        }

        private void readJson() {
            if (flat == null && tree == null && (data instanceof String || data instanceof byte[])) {
                if (reader != null && reader.read(data)) {
                    flat = reader;
                } else {
                    tree();
                }
            }
        }

        private JsonNode tree() {
            if (tree == null && (data instanceof String || data instanceof byte[])) {
                tree = parse(name, data);
            }
            return tree;
        }
    }

    private static Object field(String part, Object data, JsonNode json, String name) {
        if (json != null) {
            JsonNode node = json.get(name);
            return node == null ? MISSING : node.isNull() ? null : node;
        }
        if (data instanceof Struct struct) {
            return struct.schema().field(name) == null ? MISSING : struct.get(name);
        }
        if (data instanceof Map<?, ?> map) {
            Object value = map.get(name);
            if (value == null) {
                return map.containsKey(name) ? null : MISSING;
            }
            // A date has lost nothing yet, so it is not made text.
            return value instanceof Date ? value : toJson(value);
        }
        throw new BadRecordException("the " + part + " is no object, so it has no field '" + name + "': " + ValueText.of(data));
    }

    private static JsonNode parse(String part, Object data) {
        JsonNode json;
        try {
            json = data instanceof String text ? JSON.readValue(text) : JSON.readValue((byte[]) data);
        } catch (JsonProcessingException e) {
            throw new BadRecordException(BadRecordException.RefusedBy.MAPPING,
                    "the " + part + " is not JSON (" + e.getOriginalMessage() + "): " + ValueText.of(data), e);
        } catch (IOException e) {
            throw new BadRecordException(BadRecordException.RefusedBy.MAPPING, "the " + part + " cannot be read as JSON: " + ValueText.of(data), e);
        }
        if (!(json instanceof ObjectNode)) {
            throw new BadRecordException("the " + part + " is no JSON object: " + ValueText.of(data));
        }
        return json;
    }

    private static Object whole(Object data) {
        if (data instanceof Map<?, ?> || data instanceof Collection<?>) {
            JsonNode json = toJson(data);
            return json;
        }
        return data;
    }

    /** A value of a record without schema as the JSON it came from. */
    static JsonNode toJson(Object value) {
        JsonNodeFactory nodes = MAPPER.getNodeFactory();
        if (value == null) {
            return nodes.nullNode();
        }
        if (value instanceof JsonNode node) {
            return node;
        }
        if (value instanceof String text) {
            return nodes.textNode(text);
        }
        if (value instanceof Long number) {
            return nodes.numberNode(number);
        }
        if (value instanceof Integer number) {
            return nodes.numberNode(number);
        }
        if (value instanceof Double number) {
            return nodes.numberNode(number);
        }
        if (value instanceof Boolean bool) {
            return nodes.booleanNode(bool);
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = nodes.objectNode();
            map.forEach((name, field) -> object.set(String.valueOf(name), toJson(field)));
            return object;
        }
        if (value instanceof Collection<?> list) {
            ArrayNode array = nodes.arrayNode(list.size());
            list.forEach(element -> array.add(toJson(element)));
            return array;
        }
        if (value instanceof Float number) {
            return nodes.numberNode(number);
        }
        if (value instanceof Short number) {
            return nodes.numberNode(number);
        }
        if (value instanceof Byte number) {
            return nodes.numberNode(number);
        }
        if (value instanceof BigDecimal number) {
            return nodes.numberNode(number);
        }
        if (value instanceof BigInteger number) {
            return nodes.numberNode(number);
        }
        if (value instanceof byte[] bytes) {
            return nodes.binaryNode(bytes);
        }
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return nodes.binaryNode(copy);
        }
        if (value instanceof Date date) {
            return nodes.textNode(date.toInstant().toString());
        }
        throw new BadRecordException("a " + value.getClass().getName() + " has no JSON form: " + ValueText.of(value));
    }
}
