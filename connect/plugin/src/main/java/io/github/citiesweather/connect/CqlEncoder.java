package io.github.citiesweather.connect;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.data.SettableByIndex;
import com.datastax.oss.driver.api.core.data.TupleValue;
import com.datastax.oss.driver.api.core.data.UdtValue;
import com.datastax.oss.driver.api.core.type.CqlVectorType;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.ListType;
import com.datastax.oss.driver.api.core.type.MapType;
import com.datastax.oss.driver.api.core.type.SetType;
import com.datastax.oss.driver.api.core.type.TupleType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.api.core.type.reflect.GenericType;
import com.datastax.oss.dsbulk.codecs.api.ConvertingCodec;
import com.datastax.oss.dsbulk.codecs.api.ConvertingCodecFactory;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;

/**
 * Turns field values into the bytes of a column, by the engine's codecs and one topic's codec settings. What the engine does not
 * know is resolved here: Connect's logical types, and Structs, arrays and maps down to their elements.
 *
 * <p>Not safe for use by several threads.
 */
final class CqlEncoder {
    private static final GenericType<JsonNode> JSON = GenericType.of(JsonNode.class);

    private final ConvertingCodecFactory codecs;
    private final ProtocolVersion protocol;
    private final Map<DataType, Map<Class<?>, ConvertingCodec<Object, Object>>> known = new HashMap<>();

    CqlEncoder(ConvertingCodecFactory codecs, ProtocolVersion protocol) {
        this.codecs = codecs;
        this.protocol = protocol;
    }

    /**
     * Encodes a value.
     *
     * @param schema the value's schema, or null
     * @return null for null
     * @throws RuntimeException of many kinds, if the value does not fit the type
     */
    ByteBuffer encode(DataType type, Schema schema, Object value) {
        Object internal = toDriver(type, schema, value);
        if (internal == null) {
            return null;
        }
        TypeCodec<Object> codec = codecs.getCodecRegistry().codecFor(type);
        return codec.encode(internal, protocol);
    }

    /** The encoder for what usually fills columns of a type; null if there is none. */
    DirectEncoder direct(DataType type) {
        return DirectEncoder.of(type, codecs.getContext());
    }

    /** The value as the driver's own codec for the type takes it. */
    private Object toDriver(DataType type, Schema schema, Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof JsonNode node) {
            checkShape(type, node);
            return convert(type, JsonNode.class, node);
        }
        if (value instanceof Struct struct) {
            return fromStruct(type, struct);
        }
        if (value instanceof Collection<?> list) {
            return schema == null ? toDriver(type, null, RecordFields.toJson(list)) : fromArray(type, schema.valueSchema(), list);
        }
        if (value instanceof Map<?, ?> map) {
            return schema == null ? toDriver(type, null, RecordFields.toJson(map)) : fromMap(type, schema, map);
        }
        Object scalar = plainScalar(schema, value);
        return convert(type, scalar instanceof ByteBuffer ? ByteBuffer.class : scalar.getClass(), scalar);
    }

    // Where JSON does not fit, the engine's codecs may see null or a part of it: to Jackson the text of an object or array is empty,
    // which most of them take for null, and vectors are null from anything but arrays, and cut.
    private static void checkShape(DataType type, JsonNode node) {
        if (type instanceof CqlVectorType vector) {
            if (!node.isNull() && (!node.isArray() || node.size() != vector.getDimensions())) {
                throw new DataException("it is no JSON array of " + vector.getDimensions() + " elements");
            }
            node.forEach(element -> checkShape(vector.getSubtype(), element));
        }
        if (!node.isContainerNode()) {
            return;
        }
        if (type instanceof ListType list) {
            node.forEach(element -> checkShape(list.getElementType(), element));
        } else if (type instanceof SetType set) {
            node.forEach(element -> checkShape(set.getElementType(), element));
        } else if (type instanceof MapType map) {
            node.forEach(value -> checkShape(map.getValueType(), value));
        } else if (type instanceof UserDefinedType udt) {
            for (int i = 0; i < udt.getFieldTypes().size(); i++) {
                JsonNode field = node.isArray() ? node.path(i) : node.path(udt.getFieldNames().get(i).asInternal());
                checkShape(udt.getFieldTypes().get(i), field);
            }
        } else if (type instanceof TupleType tuple) {
            for (int i = 0; i < tuple.getComponentTypes().size(); i++) {
                checkShape(tuple.getComponentTypes().get(i), node.path(i));
            }
        } else if (!(type instanceof CqlVectorType) && !DataTypes.TEXT.equals(type) && !DataTypes.ASCII.equals(type)) {
            // In text columns they are written as JSON.
            throw new DataException("a JSON " + (node.isArray() ? "array" : "object") + " does not fit type " + type.asCql(true, true));
        }
    }

    private Object convert(DataType type, Class<?> from, Object value) {
        return known.computeIfAbsent(type, any -> new HashMap<>())
                .computeIfAbsent(from, any -> newCodec(type, from))
                .externalToInternal(value);
    }

    @SuppressWarnings("unchecked")
    private ConvertingCodec<Object, Object> newCodec(DataType type, Class<?> from) {
        GenericType<?> external = from == JsonNode.class ? JSON : GenericType.of(from);
        return (ConvertingCodec<Object, Object>) (ConvertingCodec<?, ?>) codecs.createConvertingCodec(type, external, true);
    }

    /** Connect keeps dates, times and instants all as java.util.Date: the schema tells which it is. */
    private static Object plainScalar(Schema schema, Object value) {
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (!(value instanceof java.util.Date date)) {
            return value;
        }
        Instant instant = date.toInstant();
        String logicalType = schema == null ? Timestamp.LOGICAL_NAME : schema.name();
        if (Date.LOGICAL_NAME.equals(logicalType)) {
            return LocalDate.ofInstant(instant, ZoneOffset.UTC);
        }
        if (Time.LOGICAL_NAME.equals(logicalType)) {
            return LocalTime.ofInstant(instant, ZoneOffset.UTC);
        }
        return instant;
    }

    private Object fromStruct(DataType type, Struct struct) {
        List<Field> fields = struct.schema().fields();
        if (type instanceof UserDefinedType udt) {
            UdtValue result = udt.newValue();
            for (Field field : fields) {
                CqlIdentifier name = CqlIdentifier.fromInternal(field.name());
                int index = udt.firstIndexOf(name);
                if (index < 0) {
                    throw new DataException("type " + udt.getName().asCql(true) + " has no field '" + field.name() + "'");
                }
                set(result, index, udt.getFieldTypes().get(index), field.schema(), struct.get(field));
            }
            for (CqlIdentifier name : udt.getFieldNames()) {
                if (struct.schema().field(name.asInternal()) == null) {
                    throw new DataException("the struct has no field '" + name.asInternal() + "' for type " + udt.getName().asCql(true));
                }
            }
            return result;
        }
        if (type instanceof TupleType tuple) {
            requireSize(tuple, fields.size());
            TupleValue result = tuple.newValue();
            for (Field field : fields) {
                set(result, field.index(), tuple.getComponentTypes().get(field.index()), field.schema(), struct.get(field));
            }
            return result;
        }
        if (type instanceof MapType map) {
            Map<Object, Object> result = new LinkedHashMap<>();
            for (Field field : fields) {
                result.put(toDriver(map.getKeyType(), Schema.STRING_SCHEMA, field.name()),
                        toDriver(map.getValueType(), field.schema(), struct.get(field)));
            }
            return result;
        }
        throw new DataException("a struct does not fit type " + type.asCql(true, true));
    }

    private Object fromArray(DataType type, Schema elements, Collection<?> values) {
        if (type instanceof ListType list) {
            List<Object> result = new ArrayList<>(values.size());
            values.forEach(value -> result.add(toDriver(list.getElementType(), elements, value)));
            return result;
        }
        if (type instanceof SetType set) {
            LinkedHashSet<Object> result = new LinkedHashSet<>();
            values.forEach(value -> result.add(toDriver(set.getElementType(), elements, value)));
            return result;
        }
        if (type instanceof TupleType tuple) {
            requireSize(tuple, values.size());
            TupleValue result = tuple.newValue();
            int index = 0;
            for (Object value : values) {
                set(result, index, tuple.getComponentTypes().get(index), elements, value);
                index++;
            }
            return result;
        }
        // Vectors among others: the engine takes those from JSON only.
        return toDriver(type, null, RecordFields.toJson(values));
    }

    private Object fromMap(DataType type, Schema schema, Map<?, ?> values) {
        if (type instanceof MapType map) {
            Map<Object, Object> result = new LinkedHashMap<>();
            values.forEach((key, value) -> result.put(
                    toDriver(map.getKeyType(), schema.keySchema(), key), toDriver(map.getValueType(), schema.valueSchema(), value)));
            return result;
        }
        return toDriver(type, null, RecordFields.toJson(values));
    }

    private void set(SettableByIndex<?> target, int index, DataType type, Schema schema, Object value) {
        target.setBytesUnsafe(index, encode(type, schema, value));
    }

    private static void requireSize(TupleType tuple, int size) {
        if (tuple.getComponentTypes().size() != size) {
            throw new DataException(size + " values do not fit " + tuple.asCql(true, true));
        }
    }
}
