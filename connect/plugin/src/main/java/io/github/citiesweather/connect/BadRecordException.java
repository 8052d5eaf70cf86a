package io.github.citiesweather.connect;

import org.apache.kafka.connect.errors.DataException;

/** A record that can never be written, however often it is tried: the message says which column or field refuses which value. */
final class BadRecordException extends DataException {
    private static final long serialVersionUID = 1L;

    /** Who refused the record. */
    enum RefusedBy {
        /** It could not be turned into a statement. */
        MAPPING,
        /** Cassandra refused the statement. */
        CASSANDRA
    }

    private final RefusedBy refusedBy;

    BadRecordException(RefusedBy refusedBy, String message, Throwable cause) {
        super(message, cause);
        this.refusedBy = refusedBy;
    }

    BadRecordException(String message) {
        this(RefusedBy.MAPPING, message, null);
    }

    RefusedBy refusedBy() {
        return refusedBy;
    }
}
