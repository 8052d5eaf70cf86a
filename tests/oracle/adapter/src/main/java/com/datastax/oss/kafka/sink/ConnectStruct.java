package com.datastax.oss.kafka.sink;

import com.datastax.oss.common.sink.AbstractSchema;
import com.datastax.oss.common.sink.AbstractStruct;
import org.apache.kafka.connect.data.Struct;

/** A Connect Struct as the engine reads it. */
record ConnectStruct(Struct struct) implements AbstractStruct {

    static Object wrap(Object data) {
        return data instanceof Struct struct ? new ConnectStruct(struct) : data;
    }

    @Override
    public Object get(String field) {
        return wrap(struct.get(field));
    }

    @Override
    public AbstractSchema schema() {
        return new ConnectSchema(struct.schema());
    }
}
