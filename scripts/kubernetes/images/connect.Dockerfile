# Strimzi's Kafka with the sink, for the KafkaConnect resource of scripts/kubernetes. KAFKA_IMAGE is the image that your
# operator runs Kafka with (of any broker: kubectl get pod kafka-combined-0 -o jsonpath='{.spec.containers[0].image}').
# From the project's root:
#
#   mvn --strict-checksums -f connect/plugin/pom.xml -DskipTests package
#   docker build --file scripts/kubernetes/images/connect.Dockerfile --build-arg KAFKA_IMAGE=… --tag cities-weather/connect:1.0.0 connect/plugin/target
ARG KAFKA_IMAGE
FROM ${KAFKA_IMAGE}
# The folder that Strimzi's workers look for plugins in.
COPY --chown=root:root plugin /opt/kafka/plugins/cassandra-sink
USER 1001
