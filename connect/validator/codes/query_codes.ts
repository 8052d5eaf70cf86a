import type { CodeTable } from "../codes.ts";

/** Kinds of mistakes in a hand-written query. */
export const queryCodes = {
  "query-with-deletes": {
    severity: "error",
    title: "a query without deletesEnabled=false",
    explanation:
      "A query excludes deletes, which are on unless switched off in so many words. The task fails at start.",
    fix: 'add "deletesEnabled": "false" for the table',
  },
  "query-syntax": {
    severity: "error",
    title: "a query that Cassandra cannot parse",
    explanation: "Preparing it fails, and with it the task's start.",
    fix:
      "correct the CQL; try it in cqlsh with values in place of the variables",
  },
  "query-not-a-write": {
    severity: "error",
    title: "a query that writes nothing",
    explanation:
      "Only INSERT, UPDATE and DELETE make rows of records; Cassandra may prepare another statement, but nothing is stored by it.",
    fix: "write an INSERT, UPDATE or DELETE",
  },
  "query-positional": {
    severity: "warning",
    title: "a positional bind marker",
    explanation:
      "The sink binds by name: a ? takes the name of its column, which only works by chance.",
    fix: "write named variables such as :city",
  },
  "query-table-unknown": {
    severity: "error",
    title: "the query's table does not exist",
    explanation:
      "A session has no keyspace of its own, so the table must be written with its keyspace. Preparing fails, and with it the task's start.",
    fix: "write keyspace.table as in cqlsh",
  },
  "query-other-table": {
    severity: "warning",
    title: "the query writes another table than the setting names",
    explanation:
      "The sink runs the query as it is; the table in the setting's name is only looked up.",
    fix: "name the same table in both",
  },
  "query-column-unknown": {
    severity: "error",
    title: "the query names a column that the table does not have",
    explanation: "Preparing it fails, and with it the task's start.",
    fix: "correct the column's name",
  },
  "query-key-missing": {
    severity: "error",
    title: "the query leaves a primary key column out",
    explanation: "Cassandra refuses to prepare it, so the task's start fails.",
    fix: "add the column",
  },
  "query-variable-unmapped": {
    severity: "warning",
    title: "a variable of the query that the mapping does not fill",
    explanation:
      "It is left unset: the column keeps what it has, a counter adds nothing.",
    fix: "add an entry named as the variable to the mapping",
  },
  "query-variable-refused": {
    severity: "error",
    title: "a variable that this project's sink finds in no mapping entry",
    explanation:
      "Where DataStax's sink leaves such a variable unset, this one refuses to start.",
    fix: "add an entry named as the variable to the mapping",
  },
  "query-key-unmapped": {
    severity: "error",
    title: "a key variable of the query that the mapping does not fill",
    explanation: "A key column cannot be unset, so every record fails.",
    fix: "add an entry named as the variable to the mapping",
  },
  "query-mapping-unused": {
    severity: "warning",
    title: "a mapping entry that the query does not use",
    explanation: "The sink ignores it.",
    fix: "use it in the query, or remove it",
  },
  "query-setting-ignored": {
    severity: "warning",
    title: "a table setting that has no effect beside query",
    explanation: "With a query the sink adds neither TTL nor write time.",
    fix: "write USING TIMESTAMP :x AND TTL :y in the query",
  },
} as const satisfies CodeTable;
