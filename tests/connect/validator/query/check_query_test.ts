// Each row was put to the sink's engine 1.0.15 with Cassandra 5.0.8: what it said is what is expected here.
import { type Change, testAccepted, testRefused } from "../_check.ts";

const mappings: Readonly<Record<string, string>> = {
  t: "id=value.id, n=value.n",
  bags: "id=value.id, n=value.n",
  counts: "id=value.id, c=value.c",
  pairs: "id=value.id, c=value.c",
  shared: "id=value.id, name=value.name",
};

/** A query of a table, with a mapping that gives its variables. */
function query(table: string, text: string, mapping?: string): Change {
  return {
    "T.mapping": null,
    [`K.${table}.mapping`]: mapping ?? mappings[table]!,
    [`K.${table}.query`]: text,
    [`K.${table}.deletesEnabled`]: "false",
  };
}

const insert = "INSERT INTO ks.t (id, n) VALUES (:id, :n)";

testRefused([
  [query("t", `${insert} -- mine`), "query-syntax"],
  [query("t", `${insert} // mine`), "query-syntax"],
  [{ ...query("t", insert), "T.deletesEnabled": null }, "query-with-deletes"],
  [{ ...query("t", insert), "T.deletesEnabled": "true" }, "query-with-deletes"],
  [query("t", ""), "query-syntax"],
  [query("t", "INSERT INTO ks.t (id, n) VALUES (:id, :n"), "query-syntax"],
  [
    query("t", "INSERT INTO ks.t (id, n) VALUES (:id)", "id=value.id"),
    "query-syntax",
  ],
  [query("t", `${insert} USING TTL 100 IF NOT EXISTS`), "query-syntax"],
  [query("t", `${insert}; ${insert}`), "query-syntax"],
  [
    query("pairs", "INSERT INTO ks.pairs (id) VALUES (:id)", "id=value.id"),
    "query-key-missing",
  ],
  [
    query(
      "pairs",
      "DELETE FROM ks.pairs WHERE id = :id IF EXISTS",
      "id=value.id",
    ),
    "query-key-missing",
  ],
  [
    query("pairs", "DELETE c FROM ks.pairs WHERE id = :id", "id=value.id"),
    "query-syntax",
  ],
  [
    query("t", "INSERT INTO ks.t (id, n) VALUES (:id, now())", "id=value.id"),
    "query-syntax",
  ],
  [
    query(
      "t",
      "INSERT INTO ks.t (id, n) VALUES (:id, 9999999999)",
      "id=value.id",
    ),
    "query-syntax",
  ],
  [
    query(
      "t",
      "INSERT INTO ks.t (id, name) VALUES (:id, {'a': 1})",
      "id=value.id",
    ),
    "query-syntax",
  ],
  [
    query("t", "UPDATE ks.t SET n = :n WHERE id = :id IF id = 'a'"),
    "query-syntax",
  ],
  [
    query("counts", "UPDATE ks.counts SET c = c + :c WHERE id = :id IF EXISTS"),
    "query-syntax",
  ],
  [
    query("t", "UPDATE ks.t SET n = :n WHERE id = null", "n=value.n"),
    "query-syntax",
  ],
  [query("t", "INSERT INTO ks.t (id, n) VALUES (:id, $n)"), "query-syntax"],
  [query("t", "INSERT INTO ks.t JSON :value"), "query-key-unmapped"],
  [query("t", "SELECT * FROM ks.t WHERE id = :id"), "query-not-a-write"],
  [query("t", "INSERT INTO t (id, n) VALUES (:id, :n)"), "query-table-unknown"],
  [
    query("t", "INSERT INTO ks.tt (id, n) VALUES (:id, :n)"),
    "query-table-unknown",
  ],
  [
    query("t", "INSERT INTO ks.t (id, m) VALUES (:id, :n)"),
    "query-column-unknown",
  ],
  [
    query("t", "INSERT INTO ks.t (n) VALUES (:n)", "n=value.n"),
    "query-key-missing",
  ],
  [
    query("t", "INSERT INTO ks.t (id, n) VALUES (:idd, :n)"),
    "query-key-unmapped",
  ],
  [
    query(
      "t",
      "INSERT INTO ks.t (id, n) VALUES (:Id, :n)",
      "Id=value.id, n=value.n",
    ),
    "query-key-unmapped",
  ],
  [
    query("t", "UPDATE ks.t SET id = :id WHERE id = :id", "id=value.id"),
    "query-syntax",
  ],
  [query("t", "UPDATE ks.t SET n = n + :n WHERE id = :id"), "query-syntax"],
  [
    query("t", "UPDATE ks.t SET n = :n WHERE name = :id"),
    "query-syntax",
    "query-key-missing",
  ],
  [
    query("t", "INSERT INTO ks.t (id, n) VALUES (:id, 'x')", "id=value.id"),
    "query-syntax",
  ],
  [
    query("pairs", "DELETE FROM ks.pairs WHERE c = :c", "c=value.c"),
    "query-key-missing",
  ],
  [query("bags", "UPDATE ks.bags SET l = [:n] WHERE id = :id"), "query-syntax"],
  [
    query("bags", "UPDATE ks.bags SET m = {'a': :n} WHERE id IN (:id)"),
    "query-syntax",
  ],
  [
    query("counts", "INSERT INTO ks.counts (id, c) VALUES (:id, :c)"),
    "query-syntax",
  ],
  [
    query("counts", "UPDATE ks.counts SET c = :c WHERE id = :id"),
    "query-syntax",
  ],
]);

testRefused([
  [
    {
      "connector.class":
        "io.github.citiesweather.connect.CassandraSinkConnector",
      ...query("t", "INSERT INTO ks.t (id, n) VALUES (:id, :nn)"),
    },
    "query-variable-refused",
  ],
]);

testAccepted([
  [query("t", insert.replace(" INTO", " -- mine\n INTO"))],
  [query("t", `${insert} /* -- mine */`)],
  [query("t", insert)],
  [query("t", `${insert};`)],
  [query("t", insert.toLowerCase())],
  [query("t", `${insert} IF NOT EXISTS USING TTL 100`)],
  [query(
    "t",
    `${insert} USING TIMESTAMP :ts AND TTL :tl`,
    "id=value.id, n=value.n, ts=value.n, tl=value.n",
  )],
  [query(
    "t",
    `${insert} USING TTL :message_internal_ttl`,
    "id=value.id, n=value.n, __ttl=value.n",
  )],
  [query(
    "t",
    'INSERT INTO ks.t (id, n) VALUES (:"Id", :n)',
    "Id=value.id, n=value.n",
  )],
  [query("t", "INSERT INTO ks.t (id, n) VALUES (:id, 5)", "id=value.id")],
  [query("t", "INSERT INTO ks.t (id, n) VALUES (?, ?)"), "query-positional"],
  [
    query("t", "INSERT INTO ks.t (id, n) VALUES (:id, :nn)"),
    "query-variable-unmapped",
    "query-mapping-unused",
  ],
  [query("t", "INSERT INTO ks.t JSON :value", "value=value")],
  [query("t", "UPDATE ks.t USING TTL 50 SET n = :n WHERE id = :id IF EXISTS")],
  [query("t", "DELETE FROM ks.t WHERE id = :id", "id=value.id")],
  [query("pairs", "DELETE FROM ks.pairs WHERE id = :id", "id=value.id")],
  [query("shared", "UPDATE ks.shared SET s = :name WHERE id = :id")],
  [query("shared", "INSERT INTO ks.shared (id, s) VALUES (:id, :name)")],
  [query("bags", "UPDATE ks.bags SET l = l + [1], m['a'] = :n WHERE id = :id")],
  [query("counts", "UPDATE ks.counts SET c = c + :c WHERE id = :id")],
  [{ ...query("t", insert), "T.ttl": "5" }, "query-setting-ignored"],
  [query(
    "t",
    "BEGIN BATCH INSERT INTO ks.t (id, n) VALUES (:id, :n); APPLY BATCH",
  )],
]);
