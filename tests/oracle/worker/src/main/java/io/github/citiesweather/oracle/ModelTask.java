package io.github.citiesweather.oracle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.runtime.ConnectorConfig;
import org.apache.kafka.connect.runtime.InternalSinkRecord;
import org.apache.kafka.connect.runtime.SinkConnectorConfig;
import org.apache.kafka.connect.runtime.TransformationChain;
import org.apache.kafka.connect.runtime.Worker;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.runtime.errors.ErrorHandlingMetrics;
import org.apache.kafka.connect.runtime.errors.ErrorReporter;
import org.apache.kafka.connect.runtime.errors.ProcessingContext;
import org.apache.kafka.connect.runtime.errors.RetryWithToleranceOperator;
import org.apache.kafka.connect.runtime.errors.Stage;
import org.apache.kafka.connect.runtime.errors.ToleranceType;
import org.apache.kafka.connect.runtime.errors.WorkerErrantRecordReporter;
import org.apache.kafka.connect.runtime.isolation.LoaderSwap;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.util.ConnectUtils;
import org.apache.kafka.connect.util.ConnectorTaskId;

/** One sink task over the records of one job: what Connect's worker does with a task and a consumer, without the broker. */
final class ModelTask {

    private static final Duration LIMIT = Duration.ofSeconds(25);
    private static final Duration RETRIES = Duration.ofSeconds(4);
    private static final int DEFAULT_MAX_POLL_RECORDS = 500;

    /** The oracle's own adapter, which tells every record's fate; other plugins may write in silence. */
    private static final String TELLING_TASK = "com.datastax.oss.kafka.sink.CassandraSinkTask";

    private final Job job;
    private final Map<String, String> settings;
    private final Worker worker;
    private final WorkerConfig workerConfig;
    private final Plugins plugins;
    private final Outcome outcome;
    private final Map<ConsumerRecord<byte[], byte[]>, Integer> indexes = new IdentityHashMap<>();

    private SinkTask task;
    private Converter keyConverter;
    private Converter valueConverter;
    private HeaderConverter headerConverter;
    private TransformationChain<ConsumerRecord<byte[], byte[]>, SinkRecord> chain;
    private RetryWithToleranceOperator<ConsumerRecord<byte[], byte[]>> operator;
    private WorkerErrantRecordReporter errantReporter;
    private ErrorHandlingMetrics errorMetrics;
    private ModelContext context;
    private Consumption consumption;

    private ModelTask(Job job, Map<String, String> settings, Worker worker, WorkerConfig workerConfig, Plugins plugins, Outcome outcome) {
        this.job = job;
        this.settings = settings;
        this.worker = worker;
        this.workerConfig = workerConfig;
        this.plugins = plugins;
        this.outcome = outcome;
    }

    static void run(Job job, Map<String, String> settings, Worker worker, WorkerConfig workerConfig, Plugins plugins, Outcome outcome)
            throws StageFailure {
        ModelTask model = new ModelTask(job, settings, worker, workerConfig, plugins, outcome);
        ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
            Thread taskThread = new Thread(work, "task-thread");
            taskThread.setDaemon(true);
            return taskThread;
        });
        try {
            model.inTime(thread, "start", () -> {
                model.start();
                return null;
            });
            model.inTime(thread, "put", () -> {
                model.deliver();
                return null;
            });
            model.judge();
        } finally {
            try {
                model.inTime(thread, "stop", () -> {
                    model.stop();
                    return null;
                });
            } catch (StageFailure failure) {
                // What the task did before is the verdict; a stop that hangs has already marked this process as unfit.
                System.err.println("stop: " + failure.getMessage());
            } finally {
                thread.shutdownNow();
            }
        }
    }

    private void inTime(ExecutorService thread, String stage, Callable<Void> work) throws StageFailure {
        try {
            thread.submit(work).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StageFailure failure) {
                throw failure;
            }
            throw StageFailure.taskFailed(stage, e.getCause());
        } catch (TimeoutException e) {
            outcome.taint();
            throw new StageFailure("stalled", stage, "the task's " + stage + " did not return within " + LIMIT.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StageFailure.taskFailed(stage, e);
        }
    }

    private void start() throws Exception {
        Connector connector = plugins.newConnector(settings.get("connector.class"));
        ClassLoader loader = connector.getClass().getClassLoader();
        try (LoaderSwap swap = plugins.withClassLoader(loader)) {
            connector.start(settings);
            ConnectorConfig connectorConfig = new ConnectorConfig(plugins, settings);
            List<Map<String, String>> taskSettings = connector.taskConfigs(connectorConfig.tasksMax());
            if (taskSettings.isEmpty()) {
                throw new StageFailure("stalled", "start", "the connector made no task configs");
            }
            ConnectorTaskId id = new ConnectorTaskId(settings.get("name"), 0);
            task = (SinkTask) plugins.newTask(connector.taskClass());
            makeConverters(connectorConfig);
            errorMetrics = new ErrorHandlingMetrics(id, worker.metrics());
            operator = new RetryWithToleranceOperator<>(connectorConfig.errorRetryTimeout(), connectorConfig.errorMaxDelayInMillis(),
                connectorConfig.errorToleranceType(), Time.SYSTEM, errorMetrics);
            chain = new TransformationChain<>(connectorConfig.<SinkRecord>transformationStages(plugins, id, worker.metrics()), operator);
            SinkConnectorConfig sinkConfig = new SinkConnectorConfig(plugins, settings);
            if (sinkConfig.enableErrantRecordReporter()) {
                errantReporter = new WorkerErrantRecordReporter(operator, keyConverter, valueConverter, headerConverter);
            }
            consumption = Consumption.of(settings, workerConfig.bootstrapServers());
            operator.reporters(List.of(reporter(sinkConfig)));
            SinkConnectorConfig.validate(settings);
            consumption.subscribe(settings, job);
            context = new ModelContext(settings, consumption.assignment(), errantReporter, (record, failure) -> {
                if (record instanceof InternalSinkRecord internal) {
                    outcome.fate(indexes.get(internal.context().original()), failure);
                }
            });
            task.initialize(context);
            task.start(new HashMap<>(taskSettings.get(0)));
            task.open(consumption.assignment());
        } catch (StageFailure failure) {
            throw failure;
        } catch (Throwable e) {
            throw StageFailure.taskFailed("start", e);
        }
    }

    private void makeConverters(ConnectorConfig connectorConfig) {
        keyConverter = plugins.newConverter(connectorConfig, ConnectorConfig.KEY_CONVERTER_CLASS_CONFIG, ConnectorConfig.KEY_CONVERTER_VERSION_CONFIG);
        valueConverter = plugins.newConverter(connectorConfig, ConnectorConfig.VALUE_CONVERTER_CLASS_CONFIG, ConnectorConfig.VALUE_CONVERTER_VERSION_CONFIG);
        headerConverter = plugins.newHeaderConverter(connectorConfig, ConnectorConfig.HEADER_CONVERTER_CLASS_CONFIG, ConnectorConfig.HEADER_CONVERTER_VERSION_CONFIG);
        if (keyConverter == null) {
            keyConverter = plugins.newConverter(workerConfig, WorkerConfig.KEY_CONVERTER_CLASS_CONFIG, WorkerConfig.KEY_CONVERTER_VERSION);
        }
        if (valueConverter == null) {
            valueConverter = plugins.newConverter(workerConfig, WorkerConfig.VALUE_CONVERTER_CLASS_CONFIG, WorkerConfig.VALUE_CONVERTER_VERSION);
        }
        if (headerConverter == null) {
            headerConverter = plugins.newHeaderConverter(workerConfig, WorkerConfig.HEADER_CONVERTER_CLASS_CONFIG, WorkerConfig.HEADER_CONVERTER_VERSION);
        }
    }

    /** Takes the place of the log and dead letter queue reporters, whose topic the worker makes before the task starts. */
    private ErrorReporter<ConsumerRecord<byte[], byte[]>> reporter(SinkConnectorConfig sinkConfig) throws StageFailure {
        String topic = sinkConfig.dlqTopicName();
        boolean queued = topic != null && !topic.isEmpty();
        if (queued && !job.topics().contains(topic)) {
            try {
                Topic.validate(topic);
            } catch (RuntimeException e) {
                throw new StageFailure("task_failed", "start", "Could not initialize dead letter queue with topic=" + topic + " <- " + e.getMessage());
            }
            int factor = sinkConfig.dlqTopicReplicationFactor();
            if (factor > job.brokers() || factor == 0 || factor < -1) {
                throw new StageFailure("task_failed", "start", "Could not initialize dead letter queue with topic=" + topic
                    + " <- InvalidReplicationFactorException: Unable to replicate the partition " + factor + " time(s): the cluster has " + job.brokers() + " broker(s)");
            }
        }
        boolean skips = sinkConfig.errorToleranceType() == ToleranceType.ALL;
        return failure -> {
            String reason = failure.stage() + ": " + StageFailure.chain(failure.error());
            outcome.fate(indexes.get(failure.original()), (!skips ? "fatal: " : queued ? "dead: " : "skipped: ") + reason);
            return CompletableFuture.completedFuture(null);
        };
    }

    private void deliver() throws StageFailure {
        List<ConsumerRecord<byte[], byte[]>> polled = new ArrayList<>();
        for (int i = 0; i < job.records().size(); i++) {
            ConsumerRecord<byte[], byte[]> record = consumption.read(job.records().get(i));
            if (record != null) {
                indexes.put(record, i);
                polled.add(record);
            }
        }
        if (polled.isEmpty() && !job.records().isEmpty()) {
            throw new StageFailure("stalled", "poll", "the task reads no topic of the sample: " + consumption.describe());
        }
        Map<TopicPartition, OffsetAndMetadata> ends = new LinkedHashMap<>();
        for (int from = 0; from < polled.size(); from += consumption.maxPollRecords()) {
            List<SinkRecord> batch = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : polled.subList(from, Math.min(polled.size(), from + consumption.maxPollRecords()))) {
                SinkRecord converted = convert(record);
                ends.put(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
                outcome.fate(indexes.get(record), converted == null ? "filtered" : "put");
                if (converted != null) {
                    batch.add(converted);
                }
            }
            put(batch);
            if (!context.rewinds().isEmpty()) {
                return;
            }
        }
        awaitAcknowledged(ends);
    }

    private SinkRecord convert(ConsumerRecord<byte[], byte[]> record) throws StageFailure {
        ProcessingContext<ConsumerRecord<byte[], byte[]>> processing = new ProcessingContext<>(record);
        try {
            SchemaAndValue key = operator.execute(processing, () -> keyConverter.toConnectData(record.topic(), record.headers(), record.key()),
                Stage.KEY_CONVERTER, keyConverter.getClass());
            SchemaAndValue value = operator.execute(processing, () -> valueConverter.toConnectData(record.topic(), record.headers(), record.value()),
                Stage.VALUE_CONVERTER, valueConverter.getClass());
            ConnectHeaders headers = operator.execute(processing, () -> {
                ConnectHeaders converted = new ConnectHeaders();
                record.headers().forEach(header -> converted.add(header.key(), headerConverter.toConnectHeader(record.topic(), header.key(), header.value())));
                return converted;
            }, Stage.HEADER_CONVERTER, headerConverter.getClass());
            if (processing.failed()) {
                return null;
            }
            SinkRecord original = new SinkRecord(record.topic(), record.partition(), key.schema(), key.value(), value.schema(), value.value(),
                record.offset(), ConnectUtils.checkAndConvertTimestamp(record.timestamp()), record.timestampType(), headers);
            SinkRecord transformed = chain.apply(processing, original);
            return transformed == null ? null : new InternalSinkRecord(processing, transformed);
        } catch (Throwable e) {
            throw StageFailure.taskFailed("convert", e);
        }
    }

    private void put(List<SinkRecord> batch) throws StageFailure {
        long deadline = System.nanoTime() + RETRIES.toNanos();
        while (true) {
            try {
                task.put(new ArrayList<>(batch));
                if (errantReporter != null) {
                    errantReporter.maybeThrowAsyncError();
                }
                context.checkRewinds();
                return;
            } catch (RetriableException e) {
                if (System.nanoTime() > deadline) {
                    throw new StageFailure("stalled", "put", StageFailure.chain(e));
                }
                pause();
            } catch (Throwable e) {
                throw StageFailure.taskFailed("put", e);
            }
        }
    }

    /** A task may acknowledge later than put returns: offers it the ends until it lets them be committed. */
    private void awaitAcknowledged(Map<TopicPartition, OffsetAndMetadata> ends) throws StageFailure {
        long deadline = System.nanoTime() + RETRIES.toNanos();
        while (true) {
            Map<TopicPartition, OffsetAndMetadata> committed;
            try {
                committed = task.preCommit(new HashMap<>(ends));
            } catch (Throwable e) {
                throw StageFailure.taskFailed("commit", e);
            }
            boolean all = ends.entrySet().stream().allMatch(end ->
                committed.containsKey(end.getKey()) && committed.get(end.getKey()).offset() >= end.getValue().offset());
            if (all || !context.rewinds().isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new StageFailure("stalled", "commit", "the task holds back its offsets");
            }
            pause();
            put(List.of());
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException(e);
        }
    }

    /** The gravest of what happened to the records. */
    private void judge() throws StageFailure {
        List<String> fates = outcome.fates();
        for (String[] kind : new String[][] {{"held: ", "stalled"}, {"dead: ", "dead_lettered"}, {"skipped: ", "dropped"}, {"ignored: ", "dropped"}}) {
            for (String fate : fates) {
                if (fate.startsWith(kind[0])) {
                    outcome.verdict(kind[1], "put", fate.substring(kind[0].length()));
                    return;
                }
            }
        }
        if (!context.rewinds().isEmpty()) {
            throw new StageFailure("stalled", "put", "rewound to " + context.rewinds());
        }
        if (!fates.isEmpty() && fates.stream().allMatch(fate -> fate.equals("filtered") || fate.equals("unread"))) {
            outcome.verdict("dropped", "convert", "the transforms filtered every record");
        } else if (fates.contains("put") && task.getClass().getName().equals(TELLING_TASK)) {
            outcome.verdict("dropped", "put", "the engine neither wrote the record nor reported a failure");
        }
    }

    private void stop() {
        try {
            if (task != null) {
                task.stop();
            }
        } finally {
            closeQuietly(chain);
            closeQuietly(operator);
            closeQuietly(errorMetrics);
            closeQuietly(headerConverter);
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception e) {
            System.err.println("cannot close " + closeable + ": " + e);
        }
    }

    /** What the consumer would hand over, given the connector's `consumer.override.*`. */
    private static final class Consumption {

        private final Map<String, Object> overrides;
        private final Deserializer<?> keys;
        private final Deserializer<?> values;
        private Set<TopicPartition> assignment = Set.of();
        private String subscription = "";

        private Consumption(Map<String, Object> overrides, Deserializer<?> keys, Deserializer<?> values) {
            this.overrides = overrides;
            this.keys = keys;
            this.values = values;
        }

        /** @throws RuntimeException as the consumer's constructor does */
        static Consumption of(Map<String, String> settings, String bootstrap) throws StageFailure {
            String prefix = ConnectorConfig.CONNECTOR_CLIENT_CONSUMER_OVERRIDES_PREFIX;
            Map<String, Object> overrides = new HashMap<>();
            settings.forEach((name, value) -> {
                if (name.startsWith(prefix)) {
                    overrides.put(name.substring(prefix.length()), value);
                }
            });
            if (overrides.isEmpty()) {
                return new Consumption(overrides, null, null);
            }
            Map<String, Object> all = new HashMap<>();
            all.put("group.id", "connect-" + settings.get("name"));
            all.put("bootstrap.servers", bootstrap);
            all.put("enable.auto.commit", "false");
            all.put("auto.offset.reset", "earliest");
            String bytes = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
            all.put("key.deserializer", bytes);
            all.put("value.deserializer", bytes);
            all.putAll(overrides);
            Properties properties = new Properties();
            properties.putAll(all);
            try (KafkaConsumer<Object, Object> consumer = new KafkaConsumer<>(properties)) {
                consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
            }
            ConsumerConfig parsed = new ConsumerConfig(all);
            requireReachable(parsed, overrides, bootstrap);
            return new Consumption(overrides,
                overrides.containsKey("key.deserializer") ? deserializer(parsed, "key.deserializer", all, true) : null,
                overrides.containsKey("value.deserializer") ? deserializer(parsed, "value.deserializer", all, false) : null);
        }

        private static Deserializer<?> deserializer(ConsumerConfig parsed, String name, Map<String, Object> all, boolean isKey) {
            Deserializer<?> deserializer = parsed.getConfiguredInstance(name, Deserializer.class);
            deserializer.configure(all, isKey);
            return deserializer;
        }

        /** The model's broker is the worker's, plain text and without authentication. */
        private static void requireReachable(ConsumerConfig parsed, Map<String, Object> overrides, String bootstrap) throws StageFailure {
            if (overrides.containsKey("bootstrap.servers") && !bootstrap.equals(overrides.get("bootstrap.servers"))) {
                throw new StageFailure("stalled", "poll", "the consumer finds no broker at " + overrides.get("bootstrap.servers"));
            }
            if (!"PLAINTEXT".equalsIgnoreCase(parsed.getString("security.protocol"))) {
                throw new StageFailure("stalled", "poll", "the broker does not speak " + parsed.getString("security.protocol"));
            }
            if ("none".equals(parsed.getString("auto.offset.reset"))) {
                throw new StageFailure("task_failed", "poll", "NoOffsetForPartitionException: Undefined offset with no reset policy for partitions");
            }
            if ("latest".equals(parsed.getString("auto.offset.reset"))) {
                throw new StageFailure("dropped", "poll", "auto.offset.reset=latest: records that are in the topic before the first start are never read");
            }
        }

        void subscribe(Map<String, String> settings, Job job) throws StageFailure {
            Pattern pattern = null;
            List<String> topics = List.of();
            if (SinkConnectorConfig.hasTopicsConfig(settings)) {
                topics = SinkConnectorConfig.parseTopicsList(settings);
                subscription = "topics=" + topics;
                for (String topic : topics) {
                    if (topic.isBlank()) {
                        throw new StageFailure("task_failed", "start", "IllegalArgumentException: Topic collection to subscribe to cannot contain null or empty topic");
                    }
                    try {
                        Topic.validate(topic);
                    } catch (RuntimeException e) {
                        throw new StageFailure("task_failed", "poll", "InvalidTopicException: Invalid topics: " + topics);
                    }
                }
            } else {
                subscription = "topics.regex=" + settings.get("topics.regex");
                pattern = Pattern.compile(settings.get("topics.regex"));
            }
            Set<TopicPartition> assigned = new java.util.LinkedHashSet<>();
            for (ConsumerRecord<byte[], byte[]> record : job.records()) {
                if (pattern != null ? pattern.matcher(record.topic()).matches() : topics.contains(record.topic())) {
                    assigned.add(new TopicPartition(record.topic(), record.partition()));
                }
            }
            assignment = assigned;
        }

        Set<TopicPartition> assignment() {
            return assignment;
        }

        String describe() {
            return subscription;
        }

        int maxPollRecords() {
            return overrides.containsKey("max.poll.records") ? Integer.parseInt(overrides.get("max.poll.records").toString().trim()) : DEFAULT_MAX_POLL_RECORDS;
        }

        /** The record as the consumer deserializes it, or null when the task is not assigned its partition. */
        ConsumerRecord<byte[], byte[]> read(ConsumerRecord<byte[], byte[]> record) {
            if (!assignment.contains(new TopicPartition(record.topic(), record.partition()))) {
                return null;
            }
            if (keys == null && values == null) {
                return record;
            }
            Object key = keys == null ? record.key() : keys.deserialize(record.topic(), record.headers(), record.key());
            Object value = values == null ? record.value() : values.deserialize(record.topic(), record.headers(), record.value());
            @SuppressWarnings("unchecked")
            ConsumerRecord<byte[], byte[]> read = (ConsumerRecord<byte[], byte[]>) (ConsumerRecord<?, ?>) new ConsumerRecord<>(
                record.topic(), record.partition(), record.offset(), record.timestamp(), record.timestampType(),
                record.serializedKeySize(), record.serializedValueSize(), key, value, record.headers(), record.leaderEpoch());
            return read;
        }
    }
}
