package io.github.citiesweather.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.datastax.oss.common.sink.config.TopicConfig;
import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.type.CqlVectorType;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.internal.core.type.UserDefinedTypeBuilder;
import com.datastax.oss.driver.internal.core.type.codec.registry.DefaultCodecRegistry;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class CqlEncoderTest {
    private static final Schema DATE = org.apache.kafka.connect.data.Date.SCHEMA;
    private static final ObjectMapper JSON = new ObjectMapper();
    private final DefaultCodecRegistry registry = new DefaultCodecRegistry("test");
    private final CqlEncoder encoder = new CqlEncoder(
            new TopicConfig("t", Map.of("topic.t.ks.tb.mapping", "a=value"), false).createCodecFactory(registry), ProtocolVersion.V5);

    /** What Cassandra would read of the bytes. */
    private Object roundTrip(DataType type, Schema schema, Object value) {
        TypeCodec<Object> codec = registry.codecFor(type);
        return codec.decode(encoder.encode(type, schema, value), ProtocolVersion.V5);
    }

    @Test
    void encodesLogicalTypes() {
        assertEquals(Instant.ofEpochMilli(-1), roundTrip(DataTypes.TIMESTAMP, Timestamp.SCHEMA, new Date(-1)));
        assertEquals(Instant.ofEpochMilli(1), roundTrip(DataTypes.TIMESTAMP, null, new Date(1)));
        assertEquals(LocalDate.of(1969, 12, 31), roundTrip(DataTypes.DATE, DATE, new Date(-86_400_000)));
        assertEquals(LocalTime.of(0, 0, 0, 1_000_000), roundTrip(DataTypes.TIME, Time.SCHEMA, new Date(1)));
        assertEquals(new BigDecimal("12.50"), roundTrip(DataTypes.DECIMAL, Decimal.schema(2), new BigDecimal("12.50")));
    }

    @Test
    void encodesWhatJsonCannotSay() {
        assertEquals(Double.NaN, roundTrip(DataTypes.DOUBLE, Schema.FLOAT64_SCHEMA, Double.NaN));
        assertEquals(Float.NEGATIVE_INFINITY, roundTrip(DataTypes.FLOAT, Schema.FLOAT32_SCHEMA, Float.NEGATIVE_INFINITY));
        assertEquals("", roundTrip(DataTypes.TEXT, Schema.STRING_SCHEMA, ""));
        assertNull(encoder.encode(DataTypes.TEXT, Schema.OPTIONAL_STRING_SCHEMA, null));
    }

    @Test
    void encodesLogicalTypesWithinArraysMapsAndStructs() {
        Instant instant = Instant.ofEpochMilli(5);
        assertEquals(List.of(instant), roundTrip(DataTypes.listOf(DataTypes.TIMESTAMP), SchemaBuilder.array(Timestamp.SCHEMA).build(),
                List.of(Date.from(instant))));
        assertEquals(Map.of(1, instant), roundTrip(DataTypes.mapOf(DataTypes.INT, DataTypes.TIMESTAMP),
                SchemaBuilder.map(Schema.INT32_SCHEMA, Timestamp.SCHEMA).build(), Map.of(1, Date.from(instant))));
        Schema schema = SchemaBuilder.struct().field("at", Timestamp.SCHEMA).build();
        assertEquals(Map.of("at", instant), roundTrip(DataTypes.mapOf(DataTypes.TEXT, DataTypes.TIMESTAMP), schema,
                new Struct(schema).put("at", Date.from(instant))));
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThrows(RuntimeException.class, () -> encoder.encode(DataTypes.INT, Schema.INT64_SCHEMA, 1L << 31));
        assertThrows(RuntimeException.class, () -> encoder.encode(DataTypes.INT, Schema.FLOAT64_SCHEMA, 0.5));
        assertThrows(RuntimeException.class, () -> encoder.encode(DataTypes.UUID, Schema.STRING_SCHEMA, "no id"));
        assertThrows(RuntimeException.class, () -> encoder.encode(DataTypes.tupleOf(DataTypes.INT, DataTypes.INT),
                SchemaBuilder.array(Schema.INT32_SCHEMA).build(), List.of(1)));
        assertThrows(RuntimeException.class, () -> encoder.encode(DataTypes.listOf(DataTypes.TEXT),
                SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build(), java.util.Arrays.asList("a", null)));
    }

    @Test
    void refusesObjectsAndArraysForWhatIsNeither() throws Exception {
        List<DataType> scalars = List.of(DataTypes.BIGINT, DataTypes.BLOB, DataTypes.BOOLEAN, DataTypes.COUNTER, DataTypes.DATE, DataTypes.DECIMAL,
                DataTypes.DOUBLE, DataTypes.DURATION, DataTypes.FLOAT, DataTypes.INET, DataTypes.INT, DataTypes.SMALLINT, DataTypes.TIME,
                DataTypes.TIMESTAMP, DataTypes.TIMEUUID, DataTypes.TINYINT, DataTypes.UUID, DataTypes.VARINT);
        for (DataType type : scalars) {
            for (String json : List.of("{}", "[]", "{\"value\":1}", "[1]", "[[[1]]]")) {
                assertThrows(DataException.class, () -> encoder.encode(type, null, JSON.readTree(json)), type + " from " + json);
            }
            Schema numbers = SchemaBuilder.array(Schema.INT32_SCHEMA).build();
            assertThrows(DataException.class, () -> encoder.encode(type, numbers, List.of()), type + " from an empty list");
            Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).build();
            assertThrows(DataException.class, () -> encoder.encode(type, map, Map.of()), type + " from an empty map");
            assertThrows(DataException.class, () -> encoder.encode(type, null, Map.of("value", 1)), type + " from a map");
            Schema struct = SchemaBuilder.struct().build();
            assertThrows(DataException.class, () -> encoder.encode(type, struct, new Struct(struct)), type + " from an empty struct");
        }
    }

    @Test
    void refusesObjectsAndArraysInsideWhatTakesThem() throws Exception {
        DataType udt = new UserDefinedTypeBuilder("ks", "u").withField("a", DataTypes.INT).build();
        DataType vector = new CqlVectorType(DataTypes.FLOAT, 2);
        for (Map.Entry<? extends DataType, String> fault : List.of(
                Map.entry(DataTypes.tupleOf(DataTypes.TEXT, DataTypes.INT), "[\"a\",{}]"),
                Map.entry(udt, "{\"a\":{}}"),
                Map.entry(udt, "[[1]]"),
                Map.entry(DataTypes.listOf(DataTypes.frozenListOf(udt)), "[[{\"a\":[]}]]"),
                Map.entry(DataTypes.mapOf(DataTypes.TEXT, DataTypes.tupleOf(DataTypes.INT)), "{\"a\":[[]]}"),
                Map.entry(vector, "{}"),
                Map.entry(vector, "\"1,2\""),
                Map.entry(vector, "[1,2,3]"),
                Map.entry(vector, "[1,[2]]"))) {
            assertThrows(DataException.class, () -> encoder.encode(fault.getKey(), null, JSON.readTree(fault.getValue())), fault.toString());
        }
    }

    @Test
    void writesObjectsAndArraysIntoTextAsJson() throws Exception {
        assertEquals("{\"a\":[1]}", roundTrip(DataTypes.TEXT, null, JSON.readTree("{\"a\":[1]}")));
        assertEquals("[]", roundTrip(DataTypes.ASCII, null, JSON.readTree("[]")));
    }
}
