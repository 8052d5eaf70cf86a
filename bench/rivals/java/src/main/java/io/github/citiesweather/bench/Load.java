package io.github.citiesweather.bench;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Fills a topic: {@code brokers topic partitions first count keys step bytes rate}; a rate of 0 is as fast as it goes. */
final class Load {

    private Load() {
    }

    public static void main(String[] args) throws InterruptedException {
        String topic = args[1];
        int partitions = Integer.parseInt(args[2]);
        long first = Long.parseLong(args[3]);
        long count = Long.parseLong(args[4]);
        Records records = new Records(Integer.parseInt(args[5]), Long.parseLong(args[6]), Integer.parseInt(args[7]));
        long rate = Long.parseLong(args[8]);
        Map<String, Object> settings = Map.of(
            "bootstrap.servers", args[0],
            // As the project's own producer does.
            "acks", "all",
            // At a given rate something else is measured, and must not wait for this process to compress.
            "compression.type", rate == 0 ? "gzip" : "none",
            "linger.ms", rate == 0 ? 50 : 5,
            "batch.size", 131_072,
            "max.request.size", 4 * 1024 * 1024);
        String country = records.country();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long begin = System.nanoTime();
            for (long number = first; number < first + count; number++) {
                if (rate > 0) {
                    long due = begin + (number - first) * 1_000_000_000L / rate;
                    while (System.nanoTime() < due) {
                        Thread.sleep(1);
                    }
                }
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, records.key(number) % partitions,
                    bytes(records.city(number)), bytes(records.value(number, country)));
                record.headers().add("units", bytes("standard"));
                producer.send(record);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
