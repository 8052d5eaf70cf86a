/** What a driver option that names a class may be: short names, which the driver completes by its own packages. */
export interface DriverClasses {
  readonly names: readonly string[];
  /** Options that a class reads and that have no default. */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
}

/** The driver's own classes (java-driver-core 4.16.0), by the option that names one. */
export const driverClasses: Readonly<Record<string, DriverClasses>> = {
  "advanced.address-translator.class": {
    names: [
      "PassThroughAddressTranslator",
      "Ec2MultiRegionAddressTranslator",
      "FixedHostNameAddressTranslator",
    ],
    needs: {
      FixedHostNameAddressTranslator: [
        "advanced.address-translator.advertised-hostname",
      ],
    },
  },
  "advanced.auth-provider.class": {
    names: [
      "PlainTextAuthProvider",
      "DsePlainTextAuthProvider",
      "DseGssApiAuthProvider",
    ],
  },
  "advanced.metrics.factory.class": {
    names: [
      "DefaultMetricsFactory",
      "DropwizardMetricsFactory",
      "NoopMetricsFactory",
    ],
  },
  "advanced.metrics.id-generator.class": {
    names: ["DefaultMetricIdGenerator", "TaggingMetricIdGenerator"],
  },
  "advanced.node-state-listener.class": { names: ["NoopNodeStateListener"] },
  "advanced.reconnection-policy.class": {
    names: ["ExponentialReconnectionPolicy", "ConstantReconnectionPolicy"],
  },
  "advanced.request-tracker.class": {
    names: ["NoopRequestTracker", "RequestLogger"],
  },
  "advanced.retry-policy.class": {
    names: ["DefaultRetryPolicy", "ConsistencyDowngradingRetryPolicy"],
  },
  "advanced.schema-change-listener.class": {
    names: ["NoopSchemaChangeListener"],
  },
  "advanced.speculative-execution-policy.class": {
    names: [
      "NoSpeculativeExecutionPolicy",
      "ConstantSpeculativeExecutionPolicy",
    ],
    needs: {
      ConstantSpeculativeExecutionPolicy: [
        "advanced.speculative-execution-policy.max-executions",
        "advanced.speculative-execution-policy.delay",
      ],
    },
  },
  "advanced.ssl-engine-factory.class": { names: ["DefaultSslEngineFactory"] },
  "advanced.throttler.class": {
    names: [
      "PassThroughRequestThrottler",
      "ConcurrencyLimitingRequestThrottler",
      "RateLimitingRequestThrottler",
    ],
    needs: {
      ConcurrencyLimitingRequestThrottler: [
        "advanced.throttler.max-concurrent-requests",
        "advanced.throttler.max-queue-size",
      ],
      RateLimitingRequestThrottler: [
        "advanced.throttler.max-requests-per-second",
        "advanced.throttler.max-queue-size",
        "advanced.throttler.drain-interval",
      ],
    },
  },
  "advanced.timestamp-generator.class": {
    names: [
      "AtomicTimestampGenerator",
      "ThreadLocalTimestampGenerator",
      "ServerSideTimestampGenerator",
    ],
  },
  "basic.load-balancing-policy.class": {
    names: [
      "DefaultLoadBalancingPolicy",
      "DcInferringLoadBalancingPolicy",
      "BasicLoadBalancingPolicy",
      "DseLoadBalancingPolicy",
      "DseDcInferringLoadBalancingPolicy",
    ],
  },
};

const consistencyLevels = [
  "ANY",
  "ONE",
  "TWO",
  "THREE",
  "QUORUM",
  "ALL",
  "LOCAL_ONE",
  "LOCAL_QUORUM",
  "EACH_QUORUM",
  "SERIAL",
  "LOCAL_SERIAL",
];
const timeUnits = [
  "NANOSECONDS",
  "MICROSECONDS",
  "MILLISECONDS",
  "SECONDS",
  "MINUTES",
  "HOURS",
  "DAYS",
];

/** Driver options that take one of a few names, their case kept. */
export const driverChoices: Readonly<Record<string, readonly string[]>> = {
  "advanced.netty.admin-group.shutdown.unit": timeUnits,
  "advanced.netty.io-group.shutdown.unit": timeUnits,
  "advanced.protocol.version": ["V3", "V4", "V5", "V6", "DSE_V1", "DSE_V2"],
  "basic.request.consistency": consistencyLevels,
  "basic.request.serial-consistency": consistencyLevels,
};

/** The sink's shortcuts, and the driver option that each one hides. */
export const driverShortcuts: Readonly<Record<string, string>> = {
  "loadBalancing.localDc": "basic.load-balancing-policy.local-datacenter",
  queryExecutionTimeout: "basic.request.timeout",
  connectionPoolLocalSize: "advanced.connection.pool.local.size",
  metricsHighestLatency: "advanced.metrics.node.cql-messages.highest-latency",
  compression: "advanced.protocol.compression",
  "cloud.secureConnectBundle": "basic.cloud.secure-connect-bundle",
};
