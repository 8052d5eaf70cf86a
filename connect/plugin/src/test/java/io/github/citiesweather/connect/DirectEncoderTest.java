package io.github.citiesweather.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.datastax.oss.common.sink.config.TopicConfig;
import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.type.CqlVectorType;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.internal.core.type.UserDefinedTypeBuilder;
import com.datastax.oss.driver.internal.core.type.codec.registry.DefaultCodecRegistry;
import com.datastax.oss.protocol.internal.util.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hot path and the engine must make the same bytes of everything, and refuse the same in the same words. */
class DirectEncoderTest {
    private static final Field FIELD = Field.parse("value.a");
    private static final DataType UDT = new UserDefinedTypeBuilder("ks", "u").withField("a", DataTypes.INT).build();

    private static CqlEncoder encoder(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("topic.t.ks.tb.mapping", "a=value"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put("topic.t.codec." + settings[i], settings[i + 1]);
        }
        return new CqlEncoder(new TopicConfig("t", all, false).createCodecFactory(new DefaultCodecRegistry("test")), ProtocolVersion.V5);
    }

    // But UUIDs: the engine makes random ones of times.
    static Stream<DataType> types() {
        return Stream.of(DataTypes.ASCII, DataTypes.BIGINT, DataTypes.BLOB, DataTypes.BOOLEAN, DataTypes.COUNTER, DataTypes.DATE, DataTypes.DECIMAL,
                DataTypes.DOUBLE, DataTypes.DURATION, DataTypes.FLOAT, DataTypes.INET, DataTypes.INT, DataTypes.SMALLINT, DataTypes.TEXT,
                DataTypes.TIME, DataTypes.TIMESTAMP, DataTypes.TINYINT, DataTypes.VARINT, DataTypes.listOf(DataTypes.INT),
                DataTypes.setOf(DataTypes.TEXT), DataTypes.mapOf(DataTypes.TEXT, DataTypes.DOUBLE), DataTypes.tupleOf(DataTypes.INT, DataTypes.TEXT),
                UDT, new CqlVectorType(DataTypes.FLOAT, 2));
    }

    /** JSON values: what is usual, what is at an edge, and what no column takes. */
    private static List<String> values() {
        List<String> values = new ArrayList<>(List.of("null", "true", "false", "0", "-0", "1", "-1", "127", "128", "-128", "-129", "32767", "32768", "-32768",
                "2147483647", "2147483648", "-2147483648", "-2147483649", "9007199254740993", "9223372036854775807", "9223372036854775808",
                "-9223372036854775808", "-9223372036854775809", "123456789012345678901234567890", "0.0", "-0.0", "0.1", "1.0", "12.50", "-12.5", "0.3",
                "1e0", "1E5", "-1.5e-3", "1e400", "-1e400", "1e-400", "1e39", "16777217", "16777217.0", "3.4028235e38", "0.1234567", "1234567.8",
                "123456789012345.6", "1234567890.12345", "999999999999999.9", "0.000000000001", "0.0000000000001", "123456789012345678.9",
                "0.12345678901234567890", "4.9e-324", "1.7976931348623157e308", "\"\"", "\" \"", "\"a\"", "\"1\"", "\"1.5\"", "\"1,000\"", "\"-1\"",
                "\"NaN\"", "\"Infinity\"", "\"true\"", "\"Yes\"", "\"null\"", "\"NULL\"", "\"é\"", "\"😀\"", "\"\\u00e9\\n\\u0000\"", "\"\\ud83d\"",
                "\"\\ud83d\\ude00\"", "\"2024-02-29T12:34:56Z\"", "\"2023-02-29T12:34:56Z\"", "\"2024-02-29T12:34:56.789Z\"", "\"2024-02-29T12:34:56.7Z\"",
                "\"2024-02-29T12:34:56.789012Z\"", "\"1969-12-31T23:59:59.999Z\"", "\"0000-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.999Z\"",
                "\"2024-04-31T00:00:00Z\"", "\"2024-01-01T24:00:00Z\"", "\"2024-01-01T23:60:00Z\"", "\"2024-01-01T23:59:60Z\"", "\"2024-00-01T00:00:00Z\"",
                "\"2024-13-01T00:00:00Z\"", "\"2024-01-00T00:00:00Z\"", "\"2024-1-1T00:00:00Z\"", "\"2024-01-01T00:00Z\"", "\"2024-01-01t00:00:00z\"",
                "\"2024-01-01T00:00:00+01:00\"", "\"2024-01-01 00:00:00Z\"", "\"2024-01-01T00:00:00\"", "\"2024-01-01\"", "\"+2024-01-01T00:00:00Z\"",
                "\"٢024-01-01T00:00:00Z\"", "\" 2024-01-01T00:00:00Z\"", "\"12:34:56\"", "\"8b1a5b6e-7d39-11ee-b962-0242ac120002\"", "\"127.0.0.1\"",
                "\"0xcafe\"", "\"AQID\"", "\"1h30m\"", "1704164645678", "[]", "{}", "[1,2]", "[1.5,-2]", "[\"a\",\"b\"]", "[1,null]", "[1,\"x\"]", "{\"a\":1}",
                "{\"a\":1.5}", "{\"a\":null}", "{\"a\":[1e5]}", "[[[]]]"));
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            String digits = Long.toString(Math.abs(random.nextLong() >>> random.nextInt(63)));
            int point = random.nextInt(digits.length());
            String number = point == 0 ? digits : digits.substring(0, point) + "." + digits.substring(point);
            values.add((random.nextBoolean() ? "-" : "") + (number.matches("0\\d.*") ? "1" + number : number));
        }
        for (int i = 0; i < 150; i++) {
            values.add(String.format("\"%04d-%02d-%02dT%02d:%02d:%02d%s\"", random.nextInt(10_000), random.nextInt(14), random.nextInt(33), random.nextInt(25),
                    random.nextInt(61), random.nextInt(61), List.of("Z", ".001Z", ".999Z", ".5Z", "", "+00:00").get(random.nextInt(6))));
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("types")
    void makesTheBytesThatTheEngineMakes(DataType type) {
        CqlEncoder encoder = encoder();
        for (String value : values()) {
            String json = "{\"b\":[1,{\"a\":2}],\"a\":" + value + ",\"c\":0.5}";
            String expected = encode(encoder, type, new RecordFields(record(null, json)), -1);
            FlatJson reader = RecordFields.flatJson(List.of("a"));
            assertEquals(expected, encode(encoder, type, new RecordFields(record(null, json), null, reader), 0), type + " from " + json);
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            if (!json.contains("\\ud83d\"")) {
                assertEquals(expected, encode(encoder, type, new RecordFields(record(null, bytes), null, reader), 0), type + " from the bytes of " + json);
            }
        }
    }

    @Test
    void isUsedForWhatIsUsual() {
        CqlEncoder encoder = encoder();
        for (Map.Entry<DataType, String> usual : Map.of(DataTypes.TEXT, "\"Berlin\"", DataTypes.TINYINT, "-7", DataTypes.SMALLINT, "300", DataTypes.INT, "70000",
                DataTypes.BIGINT, "5000000000", DataTypes.FLOAT, "1.25", DataTypes.DOUBLE, "280.15", DataTypes.BOOLEAN, "true", DataTypes.TIMESTAMP,
                "\"2024-01-31T23:59:59Z\"").entrySet()) {
            RecordFields fields = new RecordFields(record(null, "{\"a\":" + usual.getValue() + "}"), null, RecordFields.flatJson(List.of("a")));
            assertNotNull(fields.encode(FIELD, 0, encoder.direct(usual.getKey())), usual.toString());
        }
    }

    @Test
    void leavesTimestampsOfAnotherPatternToTheEngine() {
        assertNull(encoder("timestamp", "yyyy-MM-dd'T'HH:mm:ssX").direct(DataTypes.TIMESTAMP));
        assertNull(encoder("timestamp", "UNITS_SINCE_EPOCH").direct(DataTypes.TIMESTAMP));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":null}", "{\"b\":1,\"b\":2}", "", "null", "[1]", "{\"a\":1} {}", "{\"a\":1}x", "{\"a\":1",
        "{\"a\":1,}", "{\"b\":1e99999999999,\"a\":1}", "{\"b\":[1e99999999999],\"a\":1}", "{\"b\":01,\"a\":1}", "{\"b\":\"\\x\",\"a\":1}", "{\"b\":\"\t\",\"a\":1}",
        "{\"b\":NaN,\"a\":1}", "{\"a\":NaN}", "{\"a\":+1}", "{\"\\u0061\":1}", "{\"b\":tru,\"a\":1}", "{'a':1}", "{\"a\":1}\u0000", "\ufeff{\"a\":1}"})
    void readsAndRefusesDocumentsAsTheTreeDoes(String json) {
        CqlEncoder encoder = encoder();
        String expected = encode(encoder, DataTypes.INT, new RecordFields(record(null, json)), -1);
        assertEquals(expected, encode(encoder, DataTypes.INT, new RecordFields(record(null, json), null, RecordFields.flatJson(List.of("a"))), 0));
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        assertEquals(encode(encoder, DataTypes.INT, new RecordFields(record(null, bytes)), -1),
                encode(encoder, DataTypes.INT, new RecordFields(record(null, bytes), null, RecordFields.flatJson(List.of("a"))), 0));
    }

    @Test
    void refusesDeepAndLongDocumentsAsTheTreeDoes() {
        CqlEncoder encoder = encoder();
        for (String json : List.of("{\"b\":" + "[".repeat(5000), "{\"a\":" + "[".repeat(1500) + "]".repeat(1500) + "}", "{\"b\":" + "9".repeat(1200) + ",\"a\":1}",
                "{\"b\":\"" + "x".repeat(100_000) + "\",\"a\":1}")) {
            assertEquals(encode(encoder, DataTypes.INT, new RecordFields(record(null, json)), -1),
                    encode(encoder, DataTypes.INT, new RecordFields(record(null, json), null, RecordFields.flatJson(List.of("a"))), 0));
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void makesTheBytesThatTheEngineMakesOfConnectValues(DataType type) {
        CqlEncoder encoder = encoder();
        Map<Schema, List<Object>> values = Map.of(Schema.OPTIONAL_STRING_SCHEMA, List.of("", "a", "é", "1", "2024-02-29T12:34:56Z"),
                Schema.OPTIONAL_INT32_SCHEMA, List.of(0, -1, Integer.MAX_VALUE), Schema.OPTIONAL_INT64_SCHEMA, List.of(0L, Long.MIN_VALUE),
                Schema.OPTIONAL_FLOAT64_SCHEMA, List.of(0.0, -0.0, 0.1, Double.NaN, Double.NEGATIVE_INFINITY),
                Schema.OPTIONAL_BOOLEAN_SCHEMA, List.of(true, false), Schema.OPTIONAL_FLOAT32_SCHEMA, List.of(0.1f));
        values.forEach((schema, ofSchema) -> ofSchema.forEach(value -> {
            Schema object = SchemaBuilder.struct().field("a", schema).build();
            for (SinkRecord record : List.of(record(object, new Struct(object).put("a", value)), record(null, Map.of("a", value)))) {
                RecordFields fields = new RecordFields(record, null, RecordFields.flatJson(List.of("a")));
                String expected = encode(encoder, type, new RecordFields(record), -1);
                assertEquals(expected, encode(encoder, type, fields, 0), type + " from " + record.value());
            }
        }));
    }

    private static SinkRecord record(Schema schema, Object value) {
        return new SinkRecord("t", 0, null, null, schema, value, 0);
    }

    /** What becomes of the field, as text: by the engine alone with slot -1. */
    private static String encode(CqlEncoder encoder, DataType type, RecordFields fields, int slot) {
        try {
            DirectEncoder direct = encoder.direct(type);
            ByteBuffer bytes = slot < 0 || direct == null ? null : fields.encode(FIELD, slot, direct);
            if (bytes == null) {
                Object value = fields.value(FIELD);
                bytes = value == RecordFields.MISSING ? ByteBuffer.wrap("missing".getBytes(StandardCharsets.UTF_8))
                        : encoder.encode(type, fields.schema(FIELD), value);
            }
            return bytes == null ? "null" : Bytes.toHexString(bytes);
        } catch (RuntimeException | StackOverflowError e) {
            // Some of the engine's messages tell the time.
            return e.toString().replaceAll("(?<=pattern \\(e\\.g\\. ')[^']*", "now");
        }
    }
}
