package com.datastax.oss.kafka.sink;

import com.datastax.oss.common.sink.AbstractField;
import com.datastax.oss.common.sink.AbstractSchema;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/** A Connect schema as the engine reads it: its base type only, so a logical type such as Decimal is the bytes below it. */
record ConnectSchema(Schema schema) implements AbstractSchema {

    /** As in the stock adapter, a header without a schema fails here. */
    ConnectSchema {
        Type.valueOf(schema.type().name());
    }

    @Override
    public Type type() {
        return Type.valueOf(schema.type().name());
    }

    @Override
    public AbstractSchema keySchema() {
        return new ConnectSchema(schema.keySchema());
    }

    @Override
    public AbstractSchema valueSchema() {
        return new ConnectSchema(schema.valueSchema());
    }

    @Override
    public List<? extends AbstractField> fields() {
        return schema.type() == Schema.Type.STRUCT ? schema.fields().stream().map(ConnectField::new).toList() : List.of();
    }

    @Override
    public AbstractField field(String name) {
        Field field = schema.type() == Schema.Type.STRUCT ? schema.field(name) : null;
        return field == null ? null : new ConnectField(field);
    }

    private record ConnectField(Field field) implements AbstractField {

        @Override
        public String name() {
            return field.name();
        }

        @Override
        public AbstractSchema schema() {
            return new ConnectSchema(field.schema());
        }
    }
}
