package io.github.citiesweather.connect;

import com.datastax.oss.common.sink.config.TableConfig;
import com.datastax.oss.common.sink.util.SinkUtil;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;

/**
 * The CQL for one topic and table, made from its mapping and checked against the live table.
 *
 * @param table      the table as it is now
 * @param upsert     the statement that writes a row
 * @param delete     the statement that deletes a row; null where no record may delete
 * @param batchable  whether several upserts of one partition may share an unlogged batch
 * @param idempotent whether an upsert done twice is the same as done once
 * @param ordered    whether the order of upserts decides which of them lasts, since they carry no time of their own
 * @param primaryKey the table's primary-key columns; empty with a query, whose variables need not be columns
 */
record TableStatements(TableDescription table, String upsert, String delete, boolean batchable, boolean idempotent, boolean ordered, Set<CqlIdentifier> primaryKey) {
    private static final Pattern USING_TIMESTAMP = Pattern.compile("\\bUSING\\b.*\\bTIMESTAMP\\b", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern CONDITION = Pattern.compile("\\bIF\\b|\\bBEGIN\\b", Pattern.CASE_INSENSITIVE);

    /**
     * Makes the statements.
     *
     * @throws ConfigException naming the setting that does not fit the live cluster
     */
    static TableStatements of(TableConfig config, CqlSession session) {
        SchemaTables schema = new SchemaTables(session, null);
        Map<String, String> replication = replication(config, schema);
        TableDescription table = find(config, session, schema);
        checkConsistency(config, session, replication);
        boolean counters = table.hasCounters();
        if (config.isQueryProvided()) {
            String query = config.getQuery().orElseThrow();
            // Without a timestamp of its own each statement needs its own place in time, or the greater value would win instead
            // of the later; and the condition of one must not decide for its neighbours.
            boolean timed = USING_TIMESTAMP.matcher(query).find() && !CONDITION.matcher(query).find();
            return new TableStatements(table, query, null, timed && !counters, false, !timed && !counters, Set.of());
        }
        checkMapping(config, table);
        Set<CqlIdentifier> key = table.primaryKey();
        if (counters) {
            return new TableStatements(table, countUp(config, key), null, false, false, false, key);
        }
        // Only where each column is mapped does a record with no value outside the key say that the row is to go.
        boolean deletes = config.isDeletesEnabled() && config.getMapping().keySet().containsAll(table.columnNames());
        return new TableStatements(table, insert(config), deletes ? delete(config, key) : null, true, true, false, key);
    }

    /** The keyspace or the table does not exist, at least not now. */
    static final class MissingTableException extends ConfigException {
        private static final long serialVersionUID = 1L;

        MissingTableException(TableConfig config, String fault) {
            super(config.getSettingPath(TableConfig.MAPPING_OPT) + ": " + fault);
        }
    }

    private static Map<String, String> replication(TableConfig config, SchemaTables schema) {
        CqlIdentifier name = config.getKeyspace();
        Map<String, String> replication = schema.replication(name);
        if (replication == null) {
            throw new MissingTableException(config, "keyspace " + name.asInternal() + " does not exist"
                    + hint(name, other -> schema.replication(other) != null));
        }
        return replication;
    }

    private static TableDescription find(TableConfig config, CqlSession session, SchemaTables schema) {
        CqlIdentifier keyspace = config.getKeyspace();
        TableDescription table = TableDescription.read(session, keyspace, config.getTable(), null);
        if (table == null) {
            throw new MissingTableException(config, "table " + keyspace.asInternal() + "." + config.getTable().asInternal()
                    + " does not exist" + hint(config.getTable(), other -> schema.tableId(keyspace, other) != null));
        }
        return table;
    }

    private static String hint(CqlIdentifier name, Predicate<CqlIdentifier> exists) {
        CqlIdentifier lowerCase = CqlIdentifier.fromInternal(name.asInternal().toLowerCase(Locale.ROOT));
        return exists.test(lowerCase) ? ", but " + lowerCase.asInternal() + " does" : "";
    }

    // Such a level would be refused for every record, or be unavailable for ever.
    private static void checkConsistency(TableConfig config, CqlSession session, Map<String, String> replication) {
        String localDatacenter = session.getContext().getConfig().getDefaultProfile()
                .getString(DefaultDriverOption.LOAD_BALANCING_LOCAL_DATACENTER, null);
        String fault = ConsistencyCheck.fault(config.getConsistencyLevel(), replication, localDatacenter);
        if (fault != null) {
            throw new ConfigException(String.format("%s: %s cannot be reached in keyspace %s: %s", config.getSettingPath("consistencyLevel"),
                    config.getConsistencyLevel(), config.getKeyspace().asInternal(), fault));
        }
    }

    private static void checkMapping(TableConfig config, TableDescription table) {
        String setting = config.getSettingPath(TableConfig.MAPPING_OPT);
        List<CqlIdentifier> unknown = columns(config).filter(column -> !table.columnNames().contains(column)).toList();
        if (!unknown.isEmpty()) {
            throw new ConfigException(String.format("%s: table %s has no column %s; it has %s", setting, config.getKeyspaceAndTable(),
                    names(unknown), names(table.columnNames())));
        }
        List<CqlIdentifier> unmapped = table.primaryKey().stream()
                .filter(column -> !config.getMapping().containsKey(column)).toList();
        if (!unmapped.isEmpty()) {
            throw new ConfigException(String.format("%s: column %s of table %s is part of the primary key but not mapped", setting,
                    names(unmapped), config.getKeyspaceAndTable()));
        }
    }

    /** The mapped columns of the table: all that the mapping names but the write time and the time to live. */
    private static Stream<CqlIdentifier> columns(TableConfig config) {
        return config.getMapping().keySet().stream()
                .filter(column -> !SinkUtil.isTtlMappingColumn(column) && !SinkUtil.isTimestampMappingColumn(column));
    }

    private static String insert(TableConfig config) {
        List<CqlIdentifier> columns = columns(config).toList();
        String variables = columns.stream().map(column -> ":" + column.asCql(true)).collect(Collectors.joining(","));
        String timeToLive = config.hasTtlMappingColumn() ? " AND TTL :" + SinkUtil.TTL_VARNAME
                : config.getTtl() == -1 ? "" : " AND TTL " + config.convertTtlToSeconds(config.getTtl());
        return "INSERT INTO " + config.getKeyspaceAndTable() + "(" + columns.stream().map(column -> column.asCql(true)).collect(Collectors.joining(","))
                + ") VALUES (" + variables + ") USING TIMESTAMP :" + SinkUtil.TIMESTAMP_VARNAME + timeToLive;
    }

    private static String countUp(TableConfig config, Set<CqlIdentifier> key) {
        if (config.getTtl() != -1 || config.hasTtlMappingColumn()) {
            throw new ConfigException(String.format("%s: counters of table %s cannot have a TTL", config.getSettingPath(TableConfig.TTL_OPT),
                    config.getKeyspaceAndTable()));
        }
        String additions = columns(config).filter(column -> !key.contains(column)).map(column -> column.asCql(true))
                .map(column -> column + " = " + column + " + :" + column).collect(Collectors.joining(","));
        return "UPDATE " + config.getKeyspaceAndTable() + " SET " + additions + " WHERE " + isRow(key);
    }

    // With the record's own time, so that a replay or an older record that comes late does not delete what is newer.
    private static String delete(TableConfig config, Set<CqlIdentifier> key) {
        return "DELETE FROM " + config.getKeyspaceAndTable() + " USING TIMESTAMP :" + SinkUtil.TIMESTAMP_VARNAME + " WHERE " + isRow(key);
    }

    /** A statement that reads nothing, and that Cassandra accepts if, and only if, it knows the table and its columns. */
    String probe() {
        return "SELECT " + names(table.columnNames()) + " FROM " + table.keyspace().asCql(true) + "." + table.name().asCql(true)
                + " WHERE " + table.partitionKey().stream().map(column -> column.asCql(true) + " IN ()")
                        .collect(Collectors.joining(" AND "));
    }

    private static String isRow(Set<CqlIdentifier> key) {
        return key.stream().map(column -> column.asCql(true) + " = :" + column.asCql(true)).collect(Collectors.joining(" AND "));
    }

    private static String names(Collection<CqlIdentifier> columns) {
        return columns.stream().map(column -> column.asCql(true)).collect(Collectors.joining(", "));
    }
}
