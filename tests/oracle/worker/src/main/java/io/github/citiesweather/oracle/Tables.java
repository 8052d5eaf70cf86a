package io.github.citiesweather.oracle;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.ListType;
import com.datastax.oss.driver.api.core.type.MapType;
import com.datastax.oss.driver.api.core.type.SetType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The tables of a job: made once, read after it, and left empty for the next. */
final class Tables implements AutoCloseable {

    private final CqlSession session;
    private final Set<String> done = new HashSet<>();

    Tables(String hostAndPort, String datacenter) {
        String[] parts = hostAndPort.split(":");
        session = CqlSession.builder()
            .addContactPoint(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])))
            .withLocalDatacenter(datacenter)
            .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(30))
                .build())
            .build();
    }

    /** Runs each statement that this process has not run yet. */
    void prepare(List<String> statements) {
        for (String statement : statements) {
            if (done.add(statement)) {
                session.execute(statement);
            }
        }
    }

    /** All rows of these tables as JSON text, sorted, each with the write time and TTL of its plain columns; then empties those that were written to. */
    Map<String, List<String>> takeRows(List<String> names, boolean written) {
        Map<String, List<String>> all = new TreeMap<>();
        for (String name : names) {
            List<String> rows = new ArrayList<>();
            session.execute("SELECT JSON " + columns(name) + " FROM " + name).forEach(row -> rows.add(row.getString(0)));
            rows.sort(null);
            all.put(name, rows);
            // A table that looks empty may hold deletions, which would hide the older records of the next job.
            if (written || !rows.isEmpty()) {
                session.execute("TRUNCATE " + name);
            }
        }
        return all;
    }

    private String columns(String name) {
        int dot = name.indexOf('.');
        TableMetadata table = session.getMetadata()
            .getKeyspace(CqlIdentifier.fromCql(name.substring(0, dot)))
            .flatMap(keyspace -> keyspace.getTable(CqlIdentifier.fromCql(name.substring(dot + 1))))
            .orElseThrow(() -> new IllegalArgumentException("Cannot read the rows of " + name + ": no such table"));
        List<String> columns = new ArrayList<>();
        for (ColumnMetadata column : table.getColumns().values()) {
            String cql = column.getName().asCql(true);
            columns.add(cql);
            if (!table.getPrimaryKey().contains(column) && hasOneCell(column.getType())) {
                columns.add("writetime(" + cql + ")");
                columns.add("ttl(" + cql + ")");
            }
        }
        return String.join(", ", columns);
    }

    private static boolean hasOneCell(DataType type) {
        return type != DataTypes.COUNTER
            && !(type instanceof ListType list && !list.isFrozen())
            && !(type instanceof SetType set && !set.isFrozen())
            && !(type instanceof MapType map && !map.isFrozen())
            && !(type instanceof UserDefinedType udt && !udt.isFrozen());
    }

    @Override
    public void close() {
        session.close();
    }
}
