package io.github.citiesweather.connect;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A table as a node's own schema tables tell of it: what decides how rows are written to it, and so not its options.
 *
 * <p>The driver's metadata would tell the same, but not for ever: a schema refresh of driver 4.16 that meets the loss of the control
 * connection never ends, and all later ones of its session wait behind it.
 *
 * @param id        of the table: one that is dropped and created again has another
 * @param columns   those of the primary key first, in its order; the others by name
 * @param userTypes the keyspace's user-defined types, each with its fields
 */
record TableDescription(CqlIdentifier keyspace, CqlIdentifier name, UUID id, List<Column> columns, List<String> userTypes) {
    /**
     * A column.
     *
     * @param kind     partition_key, clustering, regular or static
     * @param position in its part of the primary key; -1 outside
     * @param type     as in CQL
     */
    record Column(CqlIdentifier name, String kind, int position, String type) {
        boolean inPartitionKey() {
            return kind.equals("partition_key");
        }

        boolean inPrimaryKey() {
            return inPartitionKey() || kind.equals("clustering");
        }
    }

    private static final Comparator<Column> PRIMARY_KEY_FIRST = Comparator.comparing((Column column) -> !column.inPartitionKey())
            .thenComparing(column -> !column.inPrimaryKey())
            .thenComparing(Column::position)
            .thenComparing(column -> column.name().asInternal());

    /**
     * Reads the description.
     *
     * @param node the node to ask; null: any
     * @return null if the node knows no such table
     * @throws RuntimeException of the driver, if the node does not answer
     */
    static TableDescription read(CqlSession session, CqlIdentifier keyspace, CqlIdentifier table, Node node) {
        SchemaTables schema = new SchemaTables(session, node);
        UUID id = schema.tableId(keyspace, table);
        List<Column> columns = new ArrayList<>();
        for (Row row : schema.columns(keyspace, table)) {
            columns.add(new Column(CqlIdentifier.fromInternal(row.getString("column_name")), row.getString("kind"), row.getInt("position"),
                    row.getString("type")));
        }
        if (id == null || columns.isEmpty()) {
            return null;
        }
        columns.sort(PRIMARY_KEY_FIRST);
        return new TableDescription(keyspace, table, id, List.copyOf(columns), schema.userTypes(keyspace));
    }

    Set<CqlIdentifier> columnNames() {
        return names(columns);
    }

    /** The primary key's columns in their order. */
    Set<CqlIdentifier> primaryKey() {
        return names(columns.stream().filter(Column::inPrimaryKey).toList());
    }

    Set<CqlIdentifier> partitionKey() {
        return names(columns.stream().filter(Column::inPartitionKey).toList());
    }

    boolean hasCounters() {
        return columns.stream().anyMatch(column -> column.type().equals("counter"));
    }

    /** A short text that is the same for equal descriptions, and for them only. */
    String fingerprint() {
        return UUID.nameUUIDFromBytes(toString().getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static Set<CqlIdentifier> names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
