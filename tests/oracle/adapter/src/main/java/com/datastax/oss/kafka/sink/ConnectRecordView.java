package com.datastax.oss.kafka.sink;

import com.datastax.oss.common.sink.AbstractSchema;
import com.datastax.oss.common.sink.AbstractSinkRecord;
import com.datastax.oss.common.sink.AbstractSinkRecordHeader;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/** A Connect record as the engine reads it. Structs are wrapped one level at a time, those inside lists and maps not at all. */
record ConnectRecordView(SinkRecord record) implements AbstractSinkRecord {

    @Override
    public Iterable<AbstractSinkRecordHeader> headers() {
        List<AbstractSinkRecordHeader> views = new ArrayList<>();
        record.headers().forEach(header -> views.add(new HeaderView(header)));
        return views;
    }

    @Override
    public Object key() {
        return ConnectStruct.wrap(record.key());
    }

    @Override
    public Object value() {
        return ConnectStruct.wrap(record.value());
    }

    @Override
    public Long timestamp() {
        return record.timestamp();
    }

    @Override
    public String topic() {
        return record.topic();
    }

    private record HeaderView(Header header) implements AbstractSinkRecordHeader {

        @Override
        public String key() {
            return header.key();
        }

        @Override
        public Object value() {
            return header.value();
        }

        @Override
        public AbstractSchema schema() {
            return new ConnectSchema(header.schema());
        }
    }
}
