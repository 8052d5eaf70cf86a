package io.github.citiesweather.bench;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes the records without Kafka: {@code port rowsPerBatch}, then a line {@code topic table records group keys step} a run. One row a batch is a
 * plain statement.
 */
final class DriverLimit {

    private static final int IN_FLIGHT = 512;
    private static final int BATCHES_IN_FLIGHT = 64;

    private final CqlSession session;
    private final int rowsPerBatch;

    private DriverLimit(CqlSession session, int rowsPerBatch) {
        this.session = session;
        this.rowsPerBatch = rowsPerBatch;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        try (CqlSession session = CqlSession.builder().addContactPoint(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])))
                .withLocalDatacenter(args[2]).build();
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in))) {
            DriverLimit limit = new DriverLimit(session, Integer.parseInt(args[1]));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] run = line.split(" ");
                limit.write(run[1], Long.parseLong(run[2]), new Records(Integer.parseInt(run[4]), Long.parseLong(run[5]), 128));
                System.out.println("done");
            }
        }
    }

    private void write(String table, long count, Records records) throws InterruptedException {
        PreparedStatement insert = session.prepare("INSERT INTO " + table
            + " (city, country, last_update_time, temperature, feels_like, humidity) VALUES (?, ?, ?, ?, ?, ?)");
        int limit = rowsPerBatch == 1 ? IN_FLIGHT : BATCHES_IN_FLIGHT;
        Semaphore free = new Semaphore(limit);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<List<BatchableStatement<?>>> open = new ArrayList<>();
        for (int key = 0; key < records.keys(); key++) {
            open.add(new ArrayList<>());
        }
        for (long number = 0; number < count; number++) {
            List<BatchableStatement<?>> rows = open.get(records.key(number));
            rows.add(insert.bind(records.city(number), "GB", records.time(number), 288.15, 287.6, 55));
            if (rows.size() == rowsPerBatch) {
                send(rows, free, failure);
            }
        }
        for (List<BatchableStatement<?>> rows : open) {
            if (!rows.isEmpty()) {
                send(rows, free, failure);
            }
        }
        free.acquire(limit);
        if (failure.get() != null) {
            throw new IllegalStateException("Cannot write to " + table, failure.get());
        }
    }

    private void send(List<BatchableStatement<?>> rows, Semaphore free, AtomicReference<Throwable> failure) throws InterruptedException {
        Statement<?> statement = rows.size() == 1 ? rows.get(0) : BatchStatement.newInstance(DefaultBatchType.UNLOGGED, rows);
        rows.clear();
        free.acquire();
        session.executeAsync(statement).whenComplete((result, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
            free.release();
        });
    }
}
