"""The tutorial's consumer: one row at a time, each waited for.

A line on standard input is a run (topic, table, records, group), `done` on standard output its end.
"""

import json
import sys
from datetime import datetime

from cassandra.cluster import Cluster
from cassandra.policies import DCAwareRoundRobinPolicy
from kafka import KafkaConsumer

brokers, port, datacenter = sys.argv[1:4]
session = Cluster(
    ["127.0.0.1"],
    port=int(port),
    load_balancing_policy=DCAwareRoundRobinPolicy(local_dc=datacenter),
    protocol_version=5,
).connect()

for line in sys.stdin:
    topic, table, records, group = line.split()[:4]
    insert = session.prepare(
        f"INSERT INTO {table} (city, country, last_update_time, temperature, feels_like, humidity)"
        " VALUES (?, ?, ?, ?, ?, ?)"
    )
    consumer = KafkaConsumer(
        topic,
        bootstrap_servers=brokers.split(","),
        group_id=group,
        auto_offset_reset="earliest",
        value_deserializer=lambda value: json.loads(value.decode("utf-8")),
    )
    for count, message in enumerate(consumer, start=1):
        record = message.value
        session.execute(
            insert,
            (
                record["city"],
                record["country"],
                datetime.fromisoformat(record["last_update_time"].replace("Z", "+00:00")),
                record["temperature"],
                record["feels_like"],
                record["humidity"],
            ),
        )
        if count == int(records):
            break
    consumer.close()
    print("done", flush=True)
