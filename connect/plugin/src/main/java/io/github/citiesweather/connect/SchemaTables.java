package io.github.citiesweather.connect;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a node knows of keyspaces and tables, asked by ordinary statements: each ends, if only by the request timeout. */
final class SchemaTables {
    private final CqlSession session;
    private final Node node;

    /**
     * Asks nothing yet.
     *
     * @param node the node to ask; null: any
     */
    SchemaTables(CqlSession session, Node node) {
        this.session = session;
        this.node = node;
    }

    /**
     * A node's schema as a whole.
     *
     * @param node    the node that told
     * @param version changes with each change of any table
     */
    record Version(Node node, UUID version) {}

    Version version() {
        ResultSet answer = ask("SELECT schema_version FROM system.local WHERE key = 'local'");
        return new Version(answer.getExecutionInfo().getCoordinator(), answer.one().getUuid("schema_version"));
    }

    /** The keyspace's replication as in CQL; null if there is no such keyspace. */
    Map<String, String> replication(CqlIdentifier keyspace) {
        Row row = ask("SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?", keyspace.asInternal()).one();
        return row == null ? null : row.getMap("replication", String.class, String.class);
    }

    /** Null if there is no such table. */
    UUID tableId(CqlIdentifier keyspace, CqlIdentifier table) {
        Row row = ask("SELECT id FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?",
                keyspace.asInternal(), table.asInternal()).one();
        return row == null ? null : row.getUuid("id");
    }

    Iterable<Row> columns(CqlIdentifier keyspace, CqlIdentifier table) {
        return ask("SELECT column_name, kind, position, type FROM system_schema.columns WHERE keyspace_name = ? AND table_name = ?",
                keyspace.asInternal(), table.asInternal());
    }

    /** The keyspace's user-defined types, each with its fields. */
    List<String> userTypes(CqlIdentifier keyspace) {
        return ask("SELECT type_name, field_names, field_types FROM system_schema.types WHERE keyspace_name = ?", keyspace.asInternal())
                .all().stream().map(row -> row.getString("type_name") + row.getList("field_names", String.class)
                        + row.getList("field_types", String.class)).toList();
    }

    private ResultSet ask(String cql, Object... values) {
        return session.execute(SimpleStatement.newInstance(cql, values).setNode(node).setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_ONE));
    }
}
