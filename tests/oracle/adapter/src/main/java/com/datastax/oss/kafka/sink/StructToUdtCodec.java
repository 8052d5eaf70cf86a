package com.datastax.oss.kafka.sink;

import com.datastax.oss.common.sink.AbstractField;
import com.datastax.oss.common.sink.AbstractStruct;
import com.datastax.oss.common.sink.record.StructDataMetadata;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.data.UdtValue;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import com.datastax.oss.driver.api.core.type.reflect.GenericType;
import com.datastax.oss.dsbulk.codecs.api.ConvertingCodec;
import com.datastax.oss.dsbulk.codecs.api.ConvertingCodecFactory;
import com.datastax.oss.dsbulk.codecs.api.ConvertingCodecProvider;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Writes a Struct into a user-defined type when it has exactly the type's fields, each by the engine's own codecs. */
public final class StructToUdtCodec extends ConvertingCodec<AbstractStruct, UdtValue> {

    private final ConvertingCodecFactory codecs;
    private final UserDefinedType type;

    private StructToUdtCodec(ConvertingCodecFactory codecs, UserDefinedType type) {
        super(codecs.getCodecRegistry().codecFor(type), AbstractStruct.class);
        this.codecs = codecs;
        this.type = type;
    }

    @Override
    public UdtValue externalToInternal(AbstractStruct struct) {
        if (struct == null) {
            return null;
        }
        Set<String> present = new HashSet<>();
        for (AbstractField field : struct.schema().fields()) {
            present.add(field.name());
        }
        if (present.size() != type.getFieldNames().size()) {
            throw new IllegalArgumentException("Expecting " + type.getFieldNames().size() + " fields, got " + present.size());
        }
        UdtValue value = type.newValue();
        for (int i = 0; i < type.getFieldNames().size(); i++) {
            CqlIdentifier name = type.getFieldNames().get(i);
            if (!present.contains(name.asInternal())) {
                throw new IllegalArgumentException("Field " + name + " in UDT " + type.getName() + " not found in input struct");
            }
            value = setField(value, name, type.getFieldTypes().get(i), struct);
        }
        return value;
    }

    private UdtValue setField(UdtValue value, CqlIdentifier name, DataType cqlType, AbstractStruct struct) {
        @SuppressWarnings("unchecked")
        GenericType<Object> external = (GenericType<Object>) new StructDataMetadata(struct.schema()).getFieldType(name.asInternal(), cqlType);
        ConvertingCodec<Object, Object> codec = codecs.createConvertingCodec(cqlType, external, false);
        Object internal = codec.externalToInternal(struct.get(name.asInternal()));
        @SuppressWarnings("unchecked")
        GenericType<Object> internalType = (GenericType<Object>) codec.getInternalJavaType();
        return value.set(name, internal, internalType);
    }

    @Override
    public AbstractStruct internalToExternal(UdtValue value) {
        throw new UnsupportedOperationException("A sink only writes");
    }

    /** Found by the engine through ServiceLoader. */
    public static final class Provider implements ConvertingCodecProvider {

        @Override
        public Optional<ConvertingCodec<?, ?>> maybeProvide(
                DataType cqlType, GenericType<?> externalType, ConvertingCodecFactory codecs, boolean root) {
            return cqlType instanceof UserDefinedType type && externalType.equals(GenericType.of(AbstractStruct.class))
                ? Optional.of(new StructToUdtCodec(codecs, type))
                : Optional.empty();
        }
    }
}
