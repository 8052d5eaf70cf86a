package io.github.citiesweather.oracle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What became of one job. */
final class Outcome {

    private String verdict = "works";
    private String stage = "done";
    private String message = "";
    private final List<String> fates = new ArrayList<>();
    private Map<String, List<String>> rows = new TreeMap<>();
    private long milliseconds;
    private boolean tainted;

    synchronized void verdict(String verdict, String stage, String message) {
        this.verdict = verdict;
        this.stage = stage;
        this.message = message == null ? "" : message;
    }

    synchronized void records(int count) {
        for (int i = 0; i < count; i++) {
            fates.add("unread");
        }
    }

    /** What happened to the record with this index in the job: the first failure is kept, also where other tables took the record. */
    synchronized void fate(int index, String fate) {
        if (Set.of("unread", "put", "written").contains(fates.get(index))) {
            fates.set(index, fate);
        }
    }

    synchronized List<String> fates() {
        return List.copyOf(fates);
    }

    /** Whether any record got as far as the task, which may have written it. */
    synchronized boolean reachedTask() {
        return fates.stream().anyMatch(fate -> !fate.equals("unread") && !fate.equals("filtered"));
    }

    synchronized void rows(Map<String, List<String>> rows) {
        this.rows = rows;
    }

    synchronized void took(long milliseconds) {
        this.milliseconds = milliseconds;
    }

    /** A thread of this job did not come back. */
    synchronized void taint() {
        tainted = true;
    }

    synchronized boolean tainted() {
        return tainted;
    }

    synchronized ObjectNode toJson(ObjectMapper json) {
        ObjectNode answer = json.createObjectNode();
        answer.put("verdict", verdict).put("stage", stage).put("message", message);
        fates.forEach(answer.putArray("records")::add);
        ObjectNode tables = answer.putObject("rows");
        rows.forEach((table, found) -> {
            ArrayNode list = tables.putArray(table);
            found.forEach(list::add);
        });
        answer.put("ms", milliseconds);
        return answer;
    }
}
