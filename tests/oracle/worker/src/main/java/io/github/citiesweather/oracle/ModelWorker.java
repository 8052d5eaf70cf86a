package io.github.citiesweather.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.connector.policy.AllConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.runtime.Worker;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.runtime.rest.entities.ConfigInfo;
import org.apache.kafka.connect.runtime.rest.entities.ConfigInfos;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;
import org.apache.kafka.connect.runtime.standalone.StandaloneHerder;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;
import org.apache.kafka.connect.util.SinkUtils;

/** Connect's own worker and herder without a broker: they load the plugins and validate configs; tasks are run by {@link ModelTask}. */
final class ModelWorker implements AutoCloseable {

    /** As `connect-distributed.properties` and this project's stack name it. */
    private static final String WORKER_GROUP = "connect-cluster";

    private final Plugins plugins;
    private final StandaloneConfig config;
    private final Worker worker;
    private final StandaloneHerder herder;

    ModelWorker(String pluginPath, String bootstrap) {
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("plugin.path", pluginPath);
        // All plugins asked about are listed in META-INF/services, and looking into every class takes seconds.
        settings.put("plugin.discovery", "service_load");
        settings.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("offset.storage.file.filename", "/dev/null");
        settings.put("config.providers", "env,file,dir");
        settings.put("config.providers.env.class", "org.apache.kafka.common.config.provider.EnvVarConfigProvider");
        settings.put("config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider");
        settings.put("config.providers.dir.class", "org.apache.kafka.common.config.provider.DirectoryConfigProvider");
        plugins = new Plugins(settings);
        plugins.compareAndSwapWithDelegatingLoader();
        config = new BrokerlessConfig(settings);
        worker = new Worker("oracle", Time.SYSTEM, plugins, config, new NoOffsets(), new AllConnectorClientConfigOverridePolicy());
        herder = new StandaloneHerder(worker, "oracle", new AllConnectorClientConfigOverridePolicy());
    }

    /** Validates as the REST API does before it stores a config, then runs one task of it over the job's records. */
    void run(Job job, Outcome outcome) throws StageFailure {
        outcome.records(job.records().size());
        Map<String, String> settings = validate(job);
        ModelTask.run(job, settings, worker, config, plugins, outcome);
    }

    private Map<String, String> validate(Job job) throws StageFailure {
        if (job.unreadable() != null) {
            throw refused(job.unreadable());
        }
        Map<String, String> settings = new HashMap<>(job.config());
        if (job.name() != null && settings.putIfAbsent("name", job.name()) != null && !job.name().equals(settings.get("name"))) {
            throw refused("Connector name configuration (" + settings.get("name") + ") doesn't match connector name in the URL (" + job.name() + ")");
        }
        settings.putIfAbsent("name", "oracle-sink");
        try {
            CompletableFuture<ConfigInfos> answer = new CompletableFuture<>();
            herder.validateConnectorConfig(settings, (error, infos) -> {
                if (error == null) {
                    answer.complete(infos);
                } else {
                    answer.completeExceptionally(error);
                }
            }, false);
            List<String> errors = new ArrayList<>(groupErrors(settings));
            for (ConfigInfo info : answer.get(60, TimeUnit.SECONDS).configs()) {
                info.configValue().errors().forEach(error -> errors.add(info.configValue().name() + ": " + error));
            }
            if (!errors.isEmpty()) {
                throw refused(String.join("\n", errors));
            }
            return worker.configTransformer().transform(settings.get("name"), settings);
        } catch (StageFailure failure) {
            throw failure;
        } catch (Exception e) {
            throw refused(StageFailure.chain(e));
        }
    }

    /** What only the distributed herder checks. */
    private static List<String> groupErrors(Map<String, String> settings) {
        String override = settings.get("consumer.override.group.id");
        String group = override == null ? SinkUtils.consumerGroupId(settings.get("name")) : override;
        return group.equals(WORKER_GROUP) ? List.of("Consumer group " + group + " conflicts with Connect worker group " + WORKER_GROUP) : List.of();
    }

    private static StageFailure refused(String message) {
        return new StageFailure("refused", "validate", message);
    }

    @Override
    public void close() {
        herder.stop();
    }

    /** A worker config that asks no broker for the cluster's id. */
    private static final class BrokerlessConfig extends StandaloneConfig {

        private BrokerlessConfig(Map<String, String> settings) {
            super(settings);
        }

        @Override
        public String kafkaClusterId() {
            return "oracle";
        }
    }

    /** Offsets are a source's affair. */
    private static final class NoOffsets extends MemoryOffsetBackingStore {

        @Override
        public java.util.Set<Map<String, Object>> connectorPartitions(String connectorName) {
            return java.util.Set.of();
        }
    }
}
