import type { CodeTable } from "../codes.ts";

/** Kinds of mistakes in a mapping, alone and against its table. */
export const mappingCodes = {
  "mapping-syntax": {
    severity: "error",
    title: "a mapping that cannot be parsed",
    explanation:
      "A mapping is column=field entries separated by commas. Names of other than ASCII letters, digits and underscores need double quotes, a quoted field holding the whole path. The task fails at start.",
    fix: "correct the mapping",
  },
  "mapping-field-unknown": {
    severity: "error",
    title: "a field that is neither of key, value, header nor now()",
    explanation:
      "A field is key, value, key.x, value.x, header.x or now(), in lower case. The task fails at start.",
    fix: "begin the field with value., key. or header.",
  },
  "mapping-field-joined": {
    severity: "warning",
    title: "blanks inside a field are dropped",
    explanation:
      "The parser ignores blanks between words, so an unquoted field of two words is read as one.",
    fix: 'quote the whole path, as in "value.my field", or remove the blank',
  },
  "mapping-field-nameless": {
    severity: "error",
    title: "a field without a name",
    explanation:
      "After value., key. or header. the field's name is missing: the sink looks for a field whose name is empty, and fails every record that has none.",
    fix: "name the field, or write value or key alone for the whole of it",
  },
  "mapping-field-nested": {
    severity: "warning",
    title: "a dotted path is one name",
    explanation:
      "There are no nested paths: value.a.b is the field literally called a.b, and a record without it fails.",
    fix:
      "flatten the record by the Flatten transformation, or map the object to a UDT or map column",
  },
  "mapping-column-twice": {
    severity: "error",
    title: "a column that is mapped twice",
    explanation: "The task fails at start: Mapping already defined for column.",
    fix: "keep one of the two",
  },
  "mapping-column-unknown": {
    severity: "error",
    title: "a column that the table does not have",
    explanation:
      "Columns are compared with their case kept. The task fails at start.",
    fix: "correct the column's name, or add the column to the table",
  },
  "mapping-key-missing": {
    severity: "error",
    title: "a primary key column that is not mapped",
    explanation:
      "Without query each column of the primary key must be mapped. The task fails at start.",
    fix: "map the column",
  },
  "mapping-now-type": {
    severity: "error",
    title: "now() into a column that is no timeuuid",
    explanation:
      "now() is a time-based UUID: another type than timeuuid or uuid cannot take it, and every record fails.",
    fix: "map a field of the record, or make the column a timeuuid",
  },
  "mapping-swapped": {
    severity: "error",
    title: "two columns that get each other's field",
    explanation:
      "Each of the two columns is called as the field that the other one gets, so every row would be wrong.",
    fix: "map each column to the field of its name",
  },
  "mapping-all-deletes": {
    severity: "error",
    title: "every record becomes a delete",
    explanation:
      "With as many entries as columns a record whose other fields are null deletes the row. now() counts as null here, so with nothing else outside the key nothing is ever written.",
    fix: "set deletesEnabled to false",
  },
  "deletes-never": {
    severity: "warning",
    title: "deletesEnabled is true, but nothing is ever deleted",
    explanation:
      "Deletes need as many mapping entries as the table has columns, and a column outside the key. Otherwise a null value writes a row of nulls.",
    fix: "map every column, or set deletesEnabled to false",
  },
  "deletes-by-count": {
    severity: "warning",
    title: "__ttl or __timestamp stands in for a column that is not mapped",
    explanation:
      "The entries are only counted: with one of them in place of a column deletes are on, and a record with nulls in all mapped columns deletes the row, the unmapped column included.",
    fix: "map the column, or set deletesEnabled to false",
  },
  "ttl-set-twice": {
    severity: "warning",
    title: "__ttl and ttl",
    explanation: "The mapping's __ttl wins; ttl has no effect.",
    fix: "remove one of the two",
  },
  "reserved-null": {
    severity: "error",
    title: "now() as TTL or write time",
    explanation:
      "__ttl and __timestamp need a number; now() is a UUID, so every record fails.",
    fix: "map a numeric field, or remove the entry",
  },
  "keyspace-unknown": {
    severity: "error",
    title: "a keyspace that does not exist",
    explanation:
      "Keyspaces are compared with their case kept: MyKs is not myks. The task fails at start.",
    fix: "correct the keyspace in the setting's name, or create it",
  },
  "table-unknown": {
    severity: "error",
    title: "a table that does not exist",
    explanation:
      "Tables are compared with their case kept. The task fails at start.",
    fix: "correct the table in the setting's name, or create it",
  },
  "counter-insert": {
    severity: "error",
    title: "a counter table without query",
    explanation:
      "The generated UPDATE has no bind variable for the record's timestamp, so every record fails.",
    fix: 'give the UPDATE yourself as "query", with "deletesEnabled": "false"',
  },
  "counter-ttl": {
    severity: "error",
    title: "a TTL on a counter table",
    explanation: "Counters cannot expire. The task fails at start.",
    fix: "remove ttl and __ttl",
  },
} as const satisfies CodeTable;
