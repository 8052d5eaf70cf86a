package io.github.citiesweather.oracle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.LogManager;

/** Reads one job a line from standard input and answers each with one line of JSON on standard output; see the README. */
public final class Oracle {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Oracle() {
        // Only main is of use.
    }

    /** Arguments: {@code --plugin-path DIRS --cassandra HOST:PORT --datacenter NAME --bootstrap HOST:PORT}, the last three optional. */
    public static void main(String[] args) throws Exception {
        Map<String, String> options = new HashMap<>(Map.of(
            "--cassandra", "127.0.0.1:9042", "--datacenter", "datacenter1", "--bootstrap", "127.0.0.1:9092"));
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i], args[i + 1]);
        }
        // Answers have standard output to themselves, whatever a library prints.
        PrintStream answers = System.out;
        System.setOut(System.err);
        // Netty logs a stack trace for each session that closes while its start is under way.
        LogManager.getLogManager().reset();

        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Tables tables = new Tables(options.get("--cassandra"), options.get("--datacenter"));
                ModelWorker worker = new ModelWorker(options.get("--plugin-path"), options.get("--bootstrap"))) {
            answers.println("{\"ready\":true}");
            for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
                Job job = Job.parse(JSON.readTree(line));
                Outcome outcome = answer(job, tables, worker);
                ObjectNode answer = outcome.toJson(JSON);
                answer.put("id", job.id());
                answers.println(JSON.writeValueAsString(answer));
                answers.flush();
                if (outcome.tainted()) {
                    // A thread that did not come back would disturb the jobs after it: the caller starts a new process.
                    System.exit(3);
                }
            }
        }
        System.exit(0);
    }

    private static Outcome answer(Job job, Tables tables, ModelWorker worker) {
        long begin = System.nanoTime();
        Outcome outcome = new Outcome();
        tables.prepare(job.setup());
        try {
            worker.run(job, outcome);
        } catch (StageFailure failure) {
            outcome.verdict(failure.verdict(), failure.stage(), failure.getMessage());
        }
        outcome.rows(tables.takeRows(job.tables(), outcome.reachedTask()));
        outcome.took((System.nanoTime() - begin) / 1_000_000);
        return outcome;
    }
}
