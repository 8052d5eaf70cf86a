import type { CodeTable } from "../codes.ts";

/** Kinds of mistakes in the sink's own settings: connection, authentication, TLS, driver, topics and tables. */
export const sinkCodes = {
  "contact-point-invalid": {
    severity: "error",
    title: "a contact point is no host",
    explanation:
      "Contact points are IP addresses or domain names, without a port. The task fails at start: Incorrect contactPoints.",
    fix: "write the host alone; the port goes into the setting port",
  },
  "local-dc-missing": {
    severity: "error",
    title: "contact points without the local datacenter",
    explanation:
      "The driver must know which datacenter is local. The task fails at start.",
    fix:
      'add "loadBalancing.localDc" with the name that `nodetool status` shows, such as datacenter1',
  },
  "port-impossible": {
    severity: "error",
    title: "a port above 65535",
    explanation:
      "The setting's validator allows it, but no address can have it: the task fails when it connects.",
    fix: "write the port of Cassandra, 9042 by default",
  },
  "cloud-conflict": {
    severity: "error",
    title: "settings that a secure connect bundle excludes",
    explanation:
      "The bundle brings contact points, datacenter and TLS itself. The task fails at start if any is given too, even ssl.provider=None.",
    fix: "remove the setting, or the bundle",
  },
  "base64-invalid": {
    severity: "error",
    title: "a base64: value that is not Base64",
    explanation: "The sink decodes it at task start, and fails.",
    fix: "encode the file again, without other text around it",
  },
  "cloud-bundle-empty": {
    severity: "error",
    title: "an empty secure connect bundle",
    explanation:
      "The sink takes an empty bundle for none, but its driver tries to open it: the task fails at start.",
    fix: "name the bundle's file, or remove the setting",
  },
  "port-unused": {
    severity: "warning",
    title: "a port without contact points",
    explanation:
      "The port belongs to contactPoints. Without them the driver connects to 127.0.0.1:9042.",
    fix: 'add "contactPoints" and "loadBalancing.localDc"',
  },
  "compression-snappy": {
    severity: "error",
    title: "Snappy with a Cassandra that no longer has it",
    explanation:
      "The driver speaks protocol version 5 to Cassandra 4.0 and later, in which the server refuses Snappy: the task fails when it connects.",
    fix:
      "write LZ4 or None; or pin datastax-java-driver.advanced.protocol.version to V4",
  },
  "compression-blank": {
    severity: "error",
    title: "a blank around the compression's name",
    explanation:
      "The published check trims the value, the sink itself does not: the task fails at start.",
    fix: "remove the blank",
  },
  "ignore-errors-invalid": {
    severity: "warning",
    title: "a value of ignoreErrors that the sink does not know",
    explanation:
      "It is read only when the first record fails; then the record's failure cannot be handled at all.",
    fix: "write None, Driver or All",
  },
  "ignore-errors-deprecated": {
    severity: "hint",
    title: "an old spelling of ignoreErrors",
    explanation:
      "false means None and true means Driver; the sink logs a warning.",
    fix: "write None or Driver",
  },
  "ignore-errors-drops": {
    severity: "warning",
    title: "failed records are dropped",
    explanation:
      "With ignoreErrors the sink skips records that it cannot write. They are lost: this sink has no dead letter topic for them.",
    fix:
      "use None, and correct what fails; watch failedRecordCount if the loss is meant",
  },
  "latency-below-timeout": {
    severity: "warning",
    title: "metricsHighestLatency is not above queryExecutionTimeout",
    explanation:
      "Latencies above it cannot be recorded, though requests may take until the timeout.",
    fix: "set metricsHighestLatency higher than queryExecutionTimeout",
  },
  "jmx-domain-invalid": {
    severity: "error",
    title: "no JMX domain can have this name",
    explanation:
      "The sink's metrics cannot be registered under it, so the task fails at start.",
    fix: "use letters, digits, dots and dashes",
  },
  "auth-username-missing": {
    severity: "error",
    title: "a password without a username",
    explanation:
      "PLAIN authentication with a password needs a username; the task fails at start.",
    fix: 'add "auth.username"',
  },
  "auth-half": {
    severity: "warning",
    title: "half a pair of credentials",
    explanation:
      "The mere presence of auth.username or auth.password switches PLAIN authentication on, with an empty other half.",
    fix: "give both, or neither",
  },
  "gssapi-service-empty": {
    severity: "error",
    title: "an empty service name under GSSAPI",
    explanation: "Kerberos needs the service's name; the task fails at start.",
    fix: "remove auth.gssapi.service (it is dse by default), or give the name",
  },
  "openssl-half": {
    severity: "error",
    title: "a certificate chain without its key, or the reverse",
    explanation:
      "With ssl.provider=OpenSSL both or neither must be given; the task fails at start.",
    fix: "give ssl.openssl.keyCertChain and ssl.openssl.privateKey together",
  },
  "driver-option-unknown": {
    severity: "warning",
    title: "a driver option that does not exist",
    explanation: "The driver ignores options it does not know.",
    fix:
      "correct the name; the options are in the reference.conf of the driver 4.16",
  },
  "driver-option-value": {
    severity: "error",
    title: "a driver option's value cannot be read",
    explanation:
      "The driver reads the option when the session opens; the task fails at start.",
    fix: "write a value of the option's type",
  },
  "driver-option-unread": {
    severity: "warning",
    title: "a driver option that could not be read, if it were used",
    explanation:
      "The driver reads the option only with a feature that is not switched on here.",
    fix: "correct its value, or remove it",
  },
  "driver-option-shadowed": {
    severity: "warning",
    title: "a shortcut hides the driver option",
    explanation:
      "Where a shortcut and its long name are both given, the shortcut wins.",
    fix: "keep one of the two",
  },
  "topic-setting-unknown": {
    severity: "error",
    title: "a setting under topic. that fits neither shape",
    explanation:
      "Names under topic. must be topic.<topic>.<keyspace>.<table>.<setting> or topic.<topic>.codec.<setting>, the last part one of the known ones. The task fails at start on any other.",
    fix: "correct the name, or remove it",
  },
  "topic-name-quotes": {
    severity: "error",
    title: "a quoted name that does not end in a quote",
    explanation:
      "A keyspace or table that begins with a double quote is parsed as a CQL identifier, and must end with one. The task fails at start.",
    fix: "quote the whole name, or nothing",
  },
  "topic-without-table": {
    severity: "error",
    title: "a topic without a table",
    explanation:
      "Every topic that is listed, or that has codec settings, needs at least one table with a mapping. The task fails at start.",
    fix: "add topic.<topic>.<keyspace>.<table>.mapping",
  },
  "topics-regex-unmatched": {
    severity: "error",
    title: "topics.regex matches no topic that has settings",
    explanation:
      "Whatever it matches has no table, so each of its records fails; and topics that have one are never read.",
    fix: "correct the expression, which must match the topic's whole name",
  },
  "topic-not-read": {
    severity: "warning",
    title: "settings for a topic that is not read",
    explanation:
      "The sink never sees a record of this topic, so its settings have no effect.",
    fix: "add the topic to topics, or remove its settings",
  },
  "mapping-missing": {
    severity: "error",
    title: "a table without a mapping",
    explanation:
      "Each table needs a mapping, also where it has a query. The task fails at start.",
    fix: "add the mapping",
  },
  "consistency-not-for-writes": {
    severity: "error",
    title: "a consistency level that writes cannot use",
    explanation:
      "SERIAL and LOCAL_SERIAL are for reads and for the Paxos part of conditional writes: Cassandra refuses every write.",
    fix: "write LOCAL_QUORUM or LOCAL_ONE",
  },
  "consistency-above-replication": {
    severity: "error",
    title: "a consistency level that the keyspace's replication never reaches",
    explanation:
      "TWO and THREE need as many replicas, and the LOCAL_ levels one in the local datacenter: without them every write fails. This project's sink refuses EACH_QUORUM with SimpleStrategy, too, which has no datacenters to tell apart.",
    fix: "write LOCAL_QUORUM, or raise the keyspace's replication",
  },
  "ttl-too-long": {
    severity: "error",
    title: "a TTL above 20 years",
    explanation:
      "Cassandra refuses a TTL above 630,720,000 seconds, so every record fails.",
    fix: "shorten it; check ttlTimeUnit",
  },
  "ttl-after-2038": {
    severity: "error",
    title: "a TTL that ends after January 2038",
    explanation:
      "Cassandra keeps expiry times in 32 bits unless its storage_compatibility_mode is NONE, which is not the default of 5.0: every record that would expire later is refused.",
    fix: "shorten it, or write rows that never expire",
  },
  "ttl-magnitude": {
    severity: "warning",
    title: "a TTL that looks like another unit",
    explanation:
      "The number is what a usual lifetime is in another unit than ttlTimeUnit says.",
    fix: "check ttl and ttlTimeUnit",
  },
  "tuning-poll": {
    severity: "hint",
    title: "small polls",
    explanation:
      "A sink writes what one poll gives it, and batches within it. Measured on 2 cores with 100 partition keys, the DataStax sink wrote 44,000 records a second at the defaults, and 65,000 at the best of 35 configs, which polls 5000 records and batches 100.",
    fix: "set consumer.override.max.poll.records=5000",
  },
  "tuning-batch": {
    severity: "hint",
    title: "no batches",
    explanation:
      "Rows of one partition are cheap together: measured, the driver alone writes 232,000 rows a second in batches of 100, and 55,000 one by one.",
    fix: "set maxNumberOfRecordsInBatch=100",
  },
  "tuning-fetch": {
    severity: "hint",
    title: "records wait for others",
    explanation:
      "A broker holds an answer back until it has so many bytes. Measured at 50 records a second, half of the rows came 256 ms after their record instead of 3 ms, and nothing was gained at full load.",
    fix: "remove consumer.override.fetch.min.bytes",
  },
  "tuning-recovery": {
    severity: "hint",
    title: "a long wait after a worker's death",
    explanation:
      "The partitions of a worker that was killed are given to another task only when the session of its consumer times out. Measured from kill -9 to the first new row: 48 s with Kafka's default of 45 s, 14 s with 6 s.",
    fix:
      "set consumer.override.session.timeout.ms=6000 and consumer.override.heartbeat.interval.ms=2000",
  },
  "ttl-zero": {
    severity: "hint",
    title: "a TTL of zero",
    explanation:
      "TTL 0 means that rows never expire, also where the table has a default_time_to_live.",
    fix: "write -1 for the table's own default",
  },
  "ttl-cut-off": {
    severity: "warning",
    title: "a TTL below one second",
    explanation:
      "The TTL is cut to whole seconds; less than one becomes 0, which is no TTL at all.",
    fix: "write at least one second",
  },
  "codec-invalid": {
    severity: "error",
    title: "a codec setting that cannot be used",
    explanation:
      "The codec settings have no validator: the task fails after its session is open, while tables are prepared.",
    fix: "correct the value",
  },
  "table-twice": {
    severity: "warning",
    title: "two spellings of one table",
    explanation:
      "The quoted and the unquoted name are two groups of settings for the same table, so each record is written twice.",
    fix: "write the table's name the same way everywhere",
  },
} as const satisfies CodeTable;
