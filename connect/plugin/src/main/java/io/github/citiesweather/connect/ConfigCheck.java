package io.github.citiesweather.connect;

import com.datastax.oss.common.sink.config.AuthenticatorConfig;
import com.datastax.oss.common.sink.config.CassandraSinkConfig;
import com.datastax.oss.common.sink.config.ContactPointsValidator;
import com.datastax.oss.common.sink.config.SslConfig;
import com.datastax.oss.common.sink.config.TableConfig;
import com.datastax.oss.common.sink.config.TopicConfig;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.internal.core.type.codec.registry.DefaultCodecRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;

/**
 * Finds all that can be known to be wrong from a connector's settings alone, each fault noted on the setting it lies in: what
 * {@link SinkConfig#DEFINITIONS} cannot say, which is settings with names of the user's choice, and rules that join two settings.
 */
final class ConfigCheck {
    private static final String CONTACT_POINTS = CassandraSinkConfig.CONTACT_POINTS_OPT;
    private static final String LOCAL_DC = CassandraSinkConfig.DC_OPT;
    private static final String BUNDLE = CassandraSinkConfig.SECURE_CONNECT_BUNDLE_OPT;
    private static final String DOMAIN = CassandraSinkConfig.JMX_CONNECTOR_DOMAIN_OPT;
    private static final String BASE64 = "base64:";

    private static final List<String> TABLE_SETTINGS = List.of("mapping", "consistencyLevel", "ttl", "ttlTimeUnit",
            "timestampTimeUnit", "nullToUnset", "deletesEnabled", "query");
    private static final List<String> CODEC_SETTINGS = List.of("locale", "timeZone", "timestamp", "date", "time", "unit");
    // As greedy as the engine: a topic's name may have dots, a keyspace's and a table's may not.
    private static final Pattern TABLE_SETTING = Pattern.compile(
            "topic\\.([a-zA-Z0-9._-]+)\\.([^.]+)\\.([^.]+)\\.(" + String.join("|", TABLE_SETTINGS) + ")");
    private static final String ANY_MAPPING = "a=value.a";

    private final Map<String, String> settings;
    private final Map<String, ConfigValue> values = new TreeMap<>();
    private final boolean cloud;

    ConfigCheck(Map<String, String> settings, Config checkedByDefinition) {
        this.settings = new HashMap<>(settings);
        this.settings.values().removeIf(value -> value == null);
        checkedByDefinition.configValues().forEach(value -> values.put(value.name(), value));
        this.cloud = isSet(BUNDLE) || isSet(driver(DefaultDriverOption.CLOUD_SECURE_CONNECT_BUNDLE));
    }

    /** Runs all checks. */
    Config run() {
        checkGlobals();
        checkContactPoints();
        checkAuthentication();
        checkTls();
        checkTopics();
        return new Config(new ArrayList<>(values.values()));
    }

    // Connect's answer to a refused config lists the messages without the settings' names, so each message has its own.
    private void refuse(String setting, String fault) {
        values.computeIfAbsent(setting, this::undefinedValue).addErrorMessage(setting + ": " + fault);
    }

    private ConfigValue undefinedValue(String setting) {
        // Only the values of mappings and the like are shown: any other may be a secret.
        return new ConfigValue(setting, setting.startsWith("topic.") ? settings.get(setting) : null, List.of(), new ArrayList<>());
    }

    private String get(String setting) {
        return settings.getOrDefault(setting, "");
    }

    private boolean isSet(String setting) {
        return !get(setting).isEmpty();
    }

    private static String driver(DefaultDriverOption option) {
        return CassandraSinkConfig.withDriverPrefix(option);
    }

    private void checkGlobals() {
        requireOneOf("ignoreErrors", Set.of("none", "all", "driver", "false", "true"), "None, All or Driver");
        if (!settings.containsKey("compression")) {
            requireOneOf(driver(DefaultDriverOption.PROTOCOL_COMPRESSION), Set.of("none", "lz4", "snappy"), "none, lz4 or snappy");
        }
        if (isSet(DOMAIN)) {
            try {
                ObjectName.getInstance(get(DOMAIN) + ":type=check");
            } catch (MalformedObjectNameException e) {
                refuse(DOMAIN, "must be a JMX domain: " + e.getMessage());
            }
        }
        if (get("port").matches("\\d+") && (get("port").length() > 5 || Integer.parseInt(get("port")) > 65_535)) {
            refuse("port", "must be at most 65535");
        }
    }

    private void requireOneOf(String setting, Set<String> allowed, String inWords) {
        if (settings.containsKey(setting) && !allowed.contains(get(setting).toLowerCase(Locale.ROOT))) {
            refuse(setting, "must be " + inWords + ", but it is '" + get(setting) + "'");
        }
    }

    private void checkContactPoints() {
        List<String> hosts = split(get(CONTACT_POINTS));
        for (String host : hosts) {
            if (ContactPointsValidator.isInvalidAddress(host)) {
                refuse(CONTACT_POINTS, "'" + host + "' is neither an IP address nor a host name"
                        + (host.contains(":") ? "; the port belongs in the setting port" : ""));
            }
        }
        // The short name wins over the driver's, even when it is empty.
        String localDc = settings.containsKey(LOCAL_DC) ? get(LOCAL_DC) : get(driver(DefaultDriverOption.LOAD_BALANCING_LOCAL_DATACENTER));
        if (!cloud && !hosts.isEmpty() && localDc.isEmpty()) {
            refuse(LOCAL_DC, "must be set when " + CONTACT_POINTS + " is: the name of the datacenter that is near");
        }
        if (!cloud) {
            return;
        }
        String notWithBundle = "must not be set together with " + BUNDLE + ", which says it already";
        if (!hosts.isEmpty()) {
            refuse(CONTACT_POINTS, notWithBundle);
        }
        if (!localDc.isEmpty()) {
            refuse(settings.containsKey(LOCAL_DC) ? LOCAL_DC : driver(DefaultDriverOption.LOAD_BALANCING_LOCAL_DATACENTER), notWithBundle);
        }
        settings.keySet().stream().filter(name -> name.startsWith("ssl.")).forEach(name -> refuse(name, notWithBundle));
        checkFile(settings.containsKey(BUNDLE) ? BUNDLE : driver(DefaultDriverOption.CLOUD_SECURE_CONNECT_BUNDLE));
    }

    private static List<String> split(String list) {
        return Arrays.stream(list.split(",")).map(String::trim).filter(item -> !item.isEmpty()).toList();
    }

    private void checkAuthentication() {
        String provider = settings.getOrDefault(AuthenticatorConfig.PROVIDER_OPT, "None");
        boolean plain = provider.equals("PLAIN") || (provider.equals("None")
                && (settings.containsKey(AuthenticatorConfig.USERNAME_OPT) || settings.containsKey(AuthenticatorConfig.PASSWORD_OPT)));
        if (plain && isSet(AuthenticatorConfig.PASSWORD_OPT) && !isSet(AuthenticatorConfig.USERNAME_OPT)) {
            refuse(AuthenticatorConfig.USERNAME_OPT, "must be set when " + AuthenticatorConfig.PASSWORD_OPT + " is");
        }
        if (provider.equals("GSSAPI")) {
            checkFile(AuthenticatorConfig.KEYTAB_OPT);
            if (settings.containsKey(AuthenticatorConfig.SERVICE_OPT) && !isSet(AuthenticatorConfig.SERVICE_OPT)) {
                refuse(AuthenticatorConfig.SERVICE_OPT, "must not be empty with " + AuthenticatorConfig.PROVIDER_OPT + "=GSSAPI");
            }
        }
    }

    private void checkTls() {
        if (cloud) {
            return;
        }
        boolean files = Stream.of(SslConfig.KEYSTORE_PATH_OPT, SslConfig.TRUSTSTORE_PATH_OPT, SslConfig.OPENSSL_KEY_CERT_CHAIN_OPT,
                SslConfig.OPENSSL_PRIVATE_KEY_OPT).map(this::checkFile).reduce(true, Boolean::logicalAnd);
        String provider = get(SslConfig.PROVIDER_OPT);
        if (provider.equals("OpenSSL") && isSet(SslConfig.OPENSSL_KEY_CERT_CHAIN_OPT) != isSet(SslConfig.OPENSSL_PRIVATE_KEY_OPT)) {
            boolean chain = isSet(SslConfig.OPENSSL_KEY_CERT_CHAIN_OPT);
            refuse(chain ? SslConfig.OPENSSL_PRIVATE_KEY_OPT : SslConfig.OPENSSL_KEY_CERT_CHAIN_OPT, "must be set when "
                    + (chain ? SslConfig.OPENSSL_KEY_CERT_CHAIN_OPT : SslConfig.OPENSSL_PRIVATE_KEY_OPT) + " is");
        }
        if (files && provider.equals("JDK")) {
            checkStore(SslConfig.TRUSTSTORE_PATH_OPT, SslConfig.TRUSTSTORE_PASSWORD_OPT);
            checkStore(SslConfig.KEYSTORE_PATH_OPT, SslConfig.KEYSTORE_PASSWORD_OPT);
        }
    }

    private boolean checkFile(String setting) {
        String value = get(setting);
        String fault = value.isEmpty() ? null : value.startsWith(BASE64) ? base64Fault(value) : fileFault(value);
        if (fault != null) {
            refuse(setting, fault);
        }
        return fault == null;
    }

    private static String base64Fault(String value) {
        try {
            Base64.getDecoder().decode(value.replaceAll("[\r\n]", "").trim().substring(BASE64.length()));
            return null;
        } catch (IllegalArgumentException e) {
            return "is not Base64: " + e.getMessage();
        }
    }

    private static String fileFault(String value) {
        try {
            Path path = Path.of(value);
            return !Files.exists(path) ? "file " + value + " does not exist on the worker"
                    : !Files.isRegularFile(path) ? value + " is no file"
                    : !Files.isReadable(path) ? "file " + value + " is not readable for the worker" : null;
        } catch (InvalidPathException e) {
            return "is no path: " + e.getMessage();
        }
    }

    private void checkStore(String pathSetting, String passwordSetting) {
        String path = get(pathSetting);
        if (path.isEmpty() || path.startsWith(BASE64)) {
            return;
        }
        try {
            KeyStore.getInstance(Path.of(path).toFile(), get(passwordSetting).toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            boolean password = e.getCause() instanceof java.security.UnrecoverableKeyException;
            refuse(password ? passwordSetting : pathSetting, password ? "does not open " + path : path + " is no key store: " + e.getMessage());
        }
    }

    private void checkTopics() {
        Map<String, Set<String>> tablesByTopic = new TreeMap<>();
        Map<String, String> firstCodecSetting = new TreeMap<>();
        for (String name : new TreeSet<>(settings.keySet())) {
            if (!name.startsWith("topic.")) {
                continue;
            }
            Matcher table = TABLE_SETTING.matcher(name);
            Matcher codec = CassandraSinkConfig.TOPIC_CODEC_PATTERN.matcher(name);
            if (table.matches()) {
                tablesByTopic.computeIfAbsent(table.group(1), topic -> new TreeSet<>()).add(name.substring(0, table.start(4)));
                checkTableSetting(name, table);
            } else if (codec.matches()) {
                firstCodecSetting.putIfAbsent(codec.group(1), name);
                checkCodecSetting(name, codec);
            } else {
                refuse(name, "must be topic.<topic>.<keyspace>.<table>.<setting> with one of the settings " + String.join(", ", TABLE_SETTINGS)
                        + ", or topic.<topic>.codec.<setting> with one of " + String.join(", ", CODEC_SETTINGS));
            }
        }
        tablesByTopic.values().forEach(tables -> tables.forEach(this::checkTable));
        firstCodecSetting.forEach((topic, setting) -> {
            if (!tablesByTopic.containsKey(topic)) {
                refuse(setting, "topic " + topic + " has no table: topic." + topic + ".<keyspace>.<table>.mapping is missing");
            }
        });
        checkSubscription(tablesByTopic.keySet());
    }

    private void checkSubscription(Set<String> topicsWithTables) {
        for (String topic : split(get("topics"))) {
            if (!topicsWithTables.contains(topic)) {
                refuse("topics", "topic " + topic + " has no table: topic." + topic + ".<keyspace>.<table>.mapping is missing");
            }
        }
        if (isSet("topics.regex")) {
            try {
                Pattern regex = Pattern.compile(get("topics.regex"));
                if (topicsWithTables.stream().noneMatch(topic -> regex.matcher(topic).matches())) {
                    refuse("topics.regex", "matches none of the topics that have a table (" + String.join(", ", topicsWithTables) + ")");
                }
            } catch (PatternSyntaxException e) {
                // Connect itself refuses it.
            }
        }
    }

    private void checkTable(String prefix) {
        if (!settings.containsKey(prefix + TableConfig.MAPPING_OPT)) {
            refuse(prefix + TableConfig.MAPPING_OPT, "must be set: which field goes to which column, such as city=value.city, humidity=value.humidity");
        }
        if (settings.containsKey(prefix + "query") && !get(prefix + "deletesEnabled").equalsIgnoreCase("false")) {
            refuse(prefix + "deletesEnabled", "must be false with a query, which cannot delete");
        }
    }

    // Each setting is handed to the engine alone, with harmless neighbours, so that the fault it finds is this setting's.
    private void checkTableSetting(String name, Matcher parts) {
        String setting = parts.group(4);
        String value = get(name);
        if (setting.endsWith("TimeUnit") && requireTimeUnit(name)) {
            return;
        }
        if (setting.equals("consistencyLevel") && value.toUpperCase(Locale.ROOT).endsWith("SERIAL")) {
            refuse(name, value + " is for conditions only: nothing can be written with it");
            return;
        }
        Map<String, String> alone = new HashMap<>();
        String prefix = name.substring(0, parts.start(4));
        alone.put(prefix + TableConfig.MAPPING_OPT, ANY_MAPPING);
        alone.put(prefix + "deletesEnabled", "false");
        alone.put(name, value);
        try {
            new TableConfig(parts.group(1), parts.group(2), parts.group(3), alone, cloud);
        } catch (RuntimeException e) {
            refuse(name, faultOnly(e));
        }
    }

    private void checkCodecSetting(String name, Matcher parts) {
        if (parts.group(3).equals("unit") && requireTimeUnit(name)) {
            return;
        }
        // The engine would take any text for a language, and then write numbers in nobody's way.
        if (parts.group(3).equals("locale") && !get(name).matches("[A-Za-z]{2,8}([_-][A-Za-z0-9]+)*")) {
            refuse(name, "must be a locale such as en_US, but it is '" + get(name) + "'");
            return;
        }
        try {
            new TopicConfig(parts.group(1), Map.of("topic." + parts.group(1) + ".k.t.mapping", ANY_MAPPING, name, get(name)), cloud)
                    .createCodecFactory(new DefaultCodecRegistry("check"));
        } catch (RuntimeException e) {
            refuse(name, "'" + get(name) + "' is not usable: " + faultOnly(e));
        }
    }

    /** Whether the setting is refused for its unit. */
    private boolean requireTimeUnit(String name) {
        List<String> units = Arrays.stream(TimeUnit.values()).map(TimeUnit::name).toList();
        if (units.contains(get(name))) {
            return false;
        }
        refuse(name, "must be one of " + String.join(", ", units) + ", but it is '" + get(name) + "'");
        return true;
    }

    /** The engine's message without the setting's name and value, which the reader has before him. */
    private static String faultOnly(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        Matcher named = Pattern.compile("Invalid value .*? for configuration \\S+: (.*)", Pattern.DOTALL).matcher(message);
        String fault = named.matches() ? named.group(1) : message;
        return fault.lines().map(String::trim).collect(Collectors.joining(" "));
    }
}
