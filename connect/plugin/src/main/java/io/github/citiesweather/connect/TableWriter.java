package io.github.citiesweather.connect;

import com.datastax.oss.common.sink.config.TableConfig;
import com.datastax.oss.common.sink.util.SinkUtil;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import io.github.citiesweather.connect.BadRecordException.RefusedBy;
import io.github.citiesweather.connect.TableStatements.MissingTableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Turns records into the statements that write them to one table: a topic's mapping, compiled against the live table. */
final class TableWriter {
    /**
     * A bind variable and where its value comes from.
     *
     * @param slot   where the reader of JSON keeps the field
     * @param direct for what usually fills the column, or null
     */
    private record Variable(int index, CqlIdentifier name, DataType type, Field field, boolean inPrimaryKey, int slot, DirectEncoder direct) {
        boolean isTtl() {
            return SinkUtil.isTtlMappingColumn(name);
        }

        boolean isTimestamp() {
            return SinkUtil.isTimestampMappingColumn(name);
        }
    }

    private final TableConfig config;
    private final CqlEncoder encoder;
    private final TableStatements statements;
    private final PreparedStatement upsert;
    private final List<Variable> upsertVariables;
    private final PreparedStatement delete;
    private final List<Variable> deleteVariables;
    private final List<Field> nonKeyFields = new ArrayList<>();

    /** Prepares the statements. */
    TableWriter(TableConfig config, TableStatements statements, CqlSession session, CqlEncoder encoder, TopicJson json) {
        this.config = config;
        this.encoder = encoder;

        this.statements = statements;
        this.upsert = prepare(session, statements.upsert(), statements.idempotent());
        this.upsertVariables = variables(upsert, statements, json);
        this.delete = statements.delete() == null ? null : prepare(session, statements.delete(), true);
        this.deleteVariables = delete == null ? List.of() : variables(delete, statements, json);
        if (config.isQueryProvided()) {
            checkVariables(upsertVariables);
        }
        config.getMapping().forEach((column, field) -> {
            if (!statements.primaryKey().contains(column) && !SinkUtil.isTtlMappingColumn(column) && !SinkUtil.isTimestampMappingColumn(column)) {
                nonKeyFields.add(Field.parse(field.asInternal()));
            }
        });
    }

    private PreparedStatement prepare(CqlSession session, String cql, boolean idempotent) {
        // For text that it has prepared the driver hands out what it has, though the table may have changed since: hence the comment.
        SimpleStatement statement = SimpleStatement.newInstance(cql + " /* " + statements.table().fingerprint() + " */")
                .setIdempotent(idempotent).setConsistencyLevel(config.getConsistencyLevel());
        boolean refused = false;
        while (true) {
            try {
                return session.prepare(statement);
            } catch (QueryValidationException e) {
                if (!isKnownTo(e.getCoordinator(), session)) {
                    throw new MissingTableException(config, "table " + table() + " does not exist yet, or is being changed");
                }
                if (refused) {
                    throw new ConfigException(String.format("%s: Cassandra refuses \"%s\": %s",
                            config.getSettingPath(config.isQueryProvided() ? "query" : TableConfig.MAPPING_OPT), cql, e.getMessage()));
                }
                // Refused before the table was known, perhaps: only a refusal from now on counts.
                refused = true;
            }
        }
    }

    private List<Variable> variables(PreparedStatement statement, TableStatements statements, TopicJson json) {
        List<Variable> variables = new ArrayList<>();
        for (ColumnDefinition definition : statement.getVariableDefinitions()) {
            CqlIdentifier name = definition.getName();
            CqlIdentifier mapped = config.getMapping().get(name);
            Field field = mapped == null ? null : Field.parse(mapped.asInternal());
            boolean isTime = SinkUtil.isTtlMappingColumn(name) || SinkUtil.isTimestampMappingColumn(name);
            variables.add(new Variable(variables.size(), name, definition.getType(), field, statements.primaryKey().contains(name),
                    json.slot(field), field == null || isTime ? null : encoder.direct(definition.getType())));
        }
        return List.copyOf(variables);
    }

    // A variable that nothing is mapped to would never be set, such as :orderId, which CQL reads as orderid.
    private void checkVariables(List<Variable> variables) {
        List<String> unmapped = variables.stream()
                .filter(variable -> variable.field() == null && !variable.isTtl() && !variable.isTimestamp())
                .map(variable -> ":" + variable.name().asCql(true)).distinct().toList();
        if (!unmapped.isEmpty()) {
            throw new ConfigException(String.format("%s: nothing is mapped to the query's variable %s (CQL reads unquoted variables in lower case)",
                    config.getSettingPath("query"), String.join(", ", unmapped)));
        }
    }

    /** The table's name as in CQL. */
    String table() {
        return config.getKeyspaceAndTable();
    }

    /** What the statements were prepared for. */
    TableDescription description() {
        return statements.table();
    }

    /** Whether a node knows the table as it is here: in the middle of a change it may not, whatever the driver has heard. */
    boolean isKnownTo(Node node, CqlSession session) {
        try {
            session.execute(SimpleStatement.newInstance(statements.probe()).setNode(node));
            return true;
        } catch (UnauthorizedException e) {
            // Who may write need not be allowed to read.
            return true;
        } catch (QueryValidationException e) {
            return false;
        }
    }

    /** Whether several statements of one partition may go in one unlogged batch. */
    boolean batchable() {
        return statements.batchable();
    }

    /** Whether the order in which statements are executed decides which of them lasts. */
    boolean ordered() {
        return statements.ordered();
    }

    /**
     * Makes the statement that writes the record.
     *
     * @throws BadRecordException if the record cannot be mapped, naming the column
     */
    BoundStatement bind(RecordFields fields) {
        boolean deletes = isDelete(fields);
        BoundStatementBuilder statement = (deletes ? delete : upsert).boundStatementBuilder();
        for (Variable variable : deletes ? deleteVariables : upsertVariables) {
            bind(statement, variable, fields, deletes);
        }
        return statement.build();
    }

    // A tombstone deletes, unless its key fills other columns than the primary key's; so does a record whose fields outside the
    // primary key are all null. Functions never count, and headers only count where there is a value.
    private boolean isDelete(RecordFields fields) {
        if (delete == null) {
            return false;
        }
        boolean anyField = false;
        for (Field field : nonKeyFields) {
            if (field.source() == Field.Source.NOW || (field.source() == Field.Source.HEADER && fields.hasNoValue())) {
                continue;
            }
            anyField = true;
            if (fields.value(field) != null) {
                return false;
            }
        }
        return anyField || (fields.hasNoValue() && !nonKeyFields.isEmpty());
    }

    private void bind(BoundStatementBuilder statement, Variable variable, RecordFields fields, boolean deletes) {
        Field field = variable.field();
        if (variable.isTimestamp() && (field == null || (deletes && !(plainNumber(fields.value(field)) instanceof Number)))) {
            Long timestamp = writeTime(fields.record());
            if (timestamp != null && !config.isQueryProvided()) {
                statement.setBytesUnsafe(variable.index(), TypeCodecs.BIGINT.encodePrimitive(timestamp, statement.protocolVersion()));
            }
            return;
        }
        if (field == null) {
            return;
        }
        if (variable.direct() != null) {
            ByteBuffer bytes = fields.encode(field, variable.slot(), variable.direct());
            if (bytes != null) {
                statement.setBytesUnsafe(variable.index(), bytes);
                return;
            }
        }
        Object value = field.source() == Field.Source.NOW ? Uuids.timeBased() : valueOf(variable, fields);
        ByteBuffer bytes;
        try {
            bytes = variable.isTtl() || variable.isTimestamp()
                    ? encodeTime(variable, value)
                    : encoder.encode(variable.type(), fields.schema(field), value);
        } catch (BadRecordException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new BadRecordException(RefusedBy.MAPPING,
                    String.format("column %s of %s (%s) cannot take %s from %s: %s", variable.name().asCql(true), table(),
                            variable.type().asCql(true, true), ValueText.of(value), field, reason(e)), e);
        }
        if (bytes == null) {
            if (variable.inPrimaryKey()) {
                throw new BadRecordException(String.format("column %s of %s is part of the primary key and cannot be null: %s is %s",
                        variable.name().asCql(true), table(), field, ValueText.of(value)));
            }
            if (config.isNullToUnset()) {
                return;
            }
        }
        statement.setBytesUnsafe(variable.index(), bytes);
    }

    /**
     * The record's time in microseconds, or null if it has none. Kafka's time counts milliseconds, and in Cassandra the greater value
     * wins among writes of one time: so the offset gives the last digits, and of records of one millisecond the later one lasts.
     */
    static Long writeTime(SinkRecord record) {
        return record.timestamp() == null ? null : record.timestamp() * 1000 + record.kafkaOffset() % 1000;
    }

    private Object valueOf(Variable variable, RecordFields fields) {
        Object value = fields.value(variable.field());
        if (value == RecordFields.MISSING) {
            throw new BadRecordException(String.format("the record has no %s, which the mapping gives to column %s of %s",
                    variable.field(), variable.name().asCql(true), table()));
        }
        return value;
    }

    private ByteBuffer encodeTime(Variable variable, Object value) {
        if (!(plainNumber(value) instanceof Number number)) {
            throw new IllegalArgumentException("it is no number");
        }
        if (variable.isTimestamp()) {
            return encoder.encode(DataTypes.BIGINT, null, config.getTimestampTimeUnit().toMicros(number.longValue()));
        }
        long seconds = TimeUnit.SECONDS.convert(number.longValue(), config.getTtlTimeUnit());
        return encoder.encode(DataTypes.INT, null, Math.max(seconds, 0));
    }

    private static Object plainNumber(Object value) {
        return value instanceof com.fasterxml.jackson.databind.JsonNode node && node.isNumber() ? node.numberValue() : value;
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : ValueText.cut(e.getMessage());
    }
}
