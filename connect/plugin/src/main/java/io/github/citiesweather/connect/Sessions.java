package io.github.citiesweather.connect;

import com.datastax.dse.driver.internal.core.auth.DseGssApiAuthProvider;
import com.datastax.oss.common.sink.config.AuthenticatorConfig;
import com.datastax.oss.common.sink.config.CassandraSinkConfig;
import com.datastax.oss.common.sink.config.SslConfig;
import com.datastax.oss.common.sink.ssl.SessionBuilder;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.type.CqlVectorType;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.api.core.type.reflect.GenericType;
import com.datastax.oss.driver.internal.core.auth.PlainTextAuthProvider;
import com.datastax.oss.driver.internal.core.config.typesafe.DefaultDriverConfigLoader;
import com.datastax.oss.driver.internal.core.ssl.DefaultSslEngineFactory;
import com.datastax.oss.driver.internal.core.type.codec.CqlVectorCodec;
import com.datastax.oss.driver.internal.core.type.codec.registry.DefaultCodecRegistry;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sessions as the settings ask; unlike the engine's own way, it logs no settings, since a password may be among them. */
final class Sessions {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);
    private static final String ROOT = DefaultDriverConfigLoader.DEFAULT_ROOT_PATH;
    private static final String AUTH = ROOT + ".advanced.auth-provider.";
    private static final String SSL = ROOT + ".advanced.ssl-engine-factory.";
    private static final String SCHEMA = ROOT + ".advanced.metadata.schema.enabled";

    private Sessions() {}

    /** Connects; the caller closes the session. */
    static CqlSession open(CassandraSinkConfig settings) {
        SslConfig ssl = settings.getSslConfig();
        Map<String, Object> driver = new HashMap<>(settings.getJavaDriverSettings());
        boolean readsSchema = !"false".equals(driver.put(SCHEMA, "false"));
        addAuthentication(driver, settings.getAuthenticatorConfig());
        if (ssl != null && ssl.getProvider() == SslConfig.Provider.JDK) {
            addTls(driver, ssl);
        }
        CqlSessionBuilder builder = new SessionBuilder(ssl)
                .withConfigLoader(configLoader(driver))
                .withCodecRegistry(new CodecRegistryWithVectors())
                .withApplicationName("Kafka Connect Cassandra sink " + settings.getInstanceName())
                .withApplicationVersion(Version.current());
        boolean resolve = ssl != null && ssl.requireHostnameValidation();
        for (String host : settings.getContactPoints()) {
            builder.addContactPoint(resolve
                    ? new InetSocketAddress(host, settings.getPort())
                    : InetSocketAddress.createUnresolved(host, settings.getPort()));
        }
        CqlSession session = builder.build();
        if (readsSchema) {
            // Only for requests to go straight to a replica. It is not waited for, since the driver's schema refresh has no end when the
            // control connection is lost at the wrong moment.
            session.setSchemaMetadataEnabled(true).whenComplete((metadata, failure) -> {
                if (failure != null) {
                    log.warn("Requests may take a detour, as the driver could not read the schema: {}", failure.toString());
                }
            });
        }
        return session;
    }

    private static DefaultDriverConfigLoader configLoader(Map<String, Object> driver) {
        ClassLoader classes = CqlSession.class.getClassLoader();
        Config config = ConfigFactory.parseMap(driver, "connector settings")
                .withFallback(ConfigFactory.defaultReference(classes))
                .resolve()
                .getConfig(ROOT);
        return new DefaultDriverConfigLoader(() -> config, false);
    }

    private static void addAuthentication(Map<String, Object> driver, AuthenticatorConfig auth) {
        switch (auth.getProvider()) {
            case None -> { }
            case PLAIN -> {
                driver.put(AUTH + "class", PlainTextAuthProvider.class.getName());
                driver.put(AUTH + "username", auth.getUsername());
                driver.put(AUTH + "password", auth.getPassword());
            }
            case GSSAPI -> {
                driver.put(AUTH + "class", DseGssApiAuthProvider.class.getName());
                driver.put(AUTH + "service", auth.getService());
                driver.put(AUTH + "sasl-properties", Map.of("javax.security.sasl.qop", "auth"));
                driver.put(AUTH + "login-configuration", kerberosLogin(auth));
            }
        }
    }

    private static Map<String, String> kerberosLogin(AuthenticatorConfig auth) {
        Map<String, String> login = new HashMap<>(Map.of("refreshKrb5Config", "true"));
        if (!auth.getPrincipal().isEmpty()) {
            login.put("principal", auth.getPrincipal());
        }
        if (auth.getKeyTabPath() == null) {
            login.put("useTicketCache", "true");
            login.put("renewTGT", "true");
        } else {
            login.put("useKeyTab", "true");
            login.put("keyTab", auth.getKeyTabPath().toString());
        }
        return login;
    }

    private static void addTls(Map<String, Object> driver, SslConfig ssl) {
        driver.put(SSL + "class", DefaultSslEngineFactory.class.getName());
        driver.put(SSL + "hostname-validation", ssl.requireHostnameValidation());
        if (!ssl.getCipherSuites().isEmpty()) {
            driver.put(SSL + "cipher-suites", ssl.getCipherSuites());
        }
        addStore(driver, "truststore", ssl.getTruststorePath(), ssl.getTruststorePassword());
        addStore(driver, "keystore", ssl.getKeystorePath(), ssl.getKeystorePassword());
    }

    private static void addStore(Map<String, Object> driver, String store, Path path, String password) {
        if (path != null) {
            driver.put(SSL + store + "-path", path.toString());
            driver.put(SSL + store + "-password", password);
        }
    }

    /** This driver's own registry makes no codecs for vectors. */
    private static final class CodecRegistryWithVectors extends DefaultCodecRegistry {
        CodecRegistryWithVectors() {
            super("sink");
        }

        @Override
        protected TypeCodec<?> createCodec(DataType cqlType, GenericType<?> javaType, boolean isJavaCovariant) {
            return cqlType instanceof CqlVectorType vector
                    ? new CqlVectorCodec<>(vector, codecFor(vector.getSubtype()))
                    : super.createCodec(cqlType, javaType, isJavaCovariant);
        }
    }
}
