package io.github.citiesweather.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFieldsTest {
    private static RecordFields fields(Object key, Object value) {
        Schema schema = value instanceof Struct struct ? struct.schema() : null;
        return new RecordFields(new SinkRecord("t", 0, null, key, schema, value, 0));
    }

    private static Object value(Object key, Object value, String field) {
        return fields(key, value).value(Field.parse(field));
    }

    @Test
    void readsJsonTextAndBytes() {
        String json = "{\"a\": 12.50, \"b\": null, \"x.y\": true}";
        for (Object data : new Object[] {json, json.getBytes(StandardCharsets.UTF_8)}) {
            assertEquals("12.50", value(null, data, "value.a").toString());
            assertNull(value(null, data, "value.b"));
            assertEquals("true", value(data, null, "key.x.y").toString());
            assertSame(RecordFields.MISSING, value(null, data, "value.c"));
            assertSame(data, value(null, data, "value.__self"));
        }
    }

    @Test
    void readsMapsAsTheJsonTheyWere() {
        Map<String, Object> map = new HashMap<>(Map.of("a", 1L, "list", java.util.List.of(1.5, "x"), "date", new Date(0)));
        map.put("nothing", null);
        assertEquals("[1.5,\"x\"]", value(null, map, "value.list").toString());
        assertEquals("1", value(null, map, "value.a").toString());
        assertEquals(new Date(0), value(null, map, "value.date"));
        assertNull(value(null, map, "value.nothing"));
        assertSame(RecordFields.MISSING, value(null, map, "value.other"));
        assertTrue(value(null, map, "value.__self") instanceof JsonNode);
    }

    @Test
    void readsStructsWithTheirSchemas() {
        Schema schema = SchemaBuilder.struct().field("a", Schema.OPTIONAL_INT32_SCHEMA).build();
        Struct struct = new Struct(schema).put("a", 1);
        assertEquals(1, value(null, struct, "value.a"));
        assertSame(Schema.OPTIONAL_INT32_SCHEMA, fields(null, struct).schema(Field.parse("value.a")));
        assertSame(RecordFields.MISSING, value(null, struct, "value.b"));
    }

    @Test
    void takesAllFieldsOfATombstoneForNullButNoneOfAMissingKey() {
        assertNull(value(null, null, "value.a"));
        assertSame(RecordFields.MISSING, value(null, null, "key.a"));
        assertSame(RecordFields.MISSING, value(null, null, "header.a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "[1]", "null", "1", "{\"a\":1", "{\"a\":1} {}", "{\"a\":1}x", "{'a':1}"})
    void refusesFieldsOfWhatIsNoObject(String text) {
        BadRecordException refused = assertThrows(BadRecordException.class, () -> value(null, text, "value.a"));
        assertTrue(refused.getMessage().startsWith("the value is "), refused.getMessage());
        assertTrue(refused.getMessage().endsWith("'" + text + "'"), refused.getMessage());
    }

    @Test
    void cutsLongValuesInMessages() {
        BadRecordException refused = assertThrows(BadRecordException.class, () -> value(null, "x".repeat(1000), "value.a"));
        assertTrue(refused.getMessage().length() < 500, refused.getMessage());
    }
}
