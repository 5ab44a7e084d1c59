"""Sees every tier change exactly once. Needs the topic, confluent-kafka, and a file for SQLite.

    python3 subscriber.py [BROKER [DATABASE [TOPIC]]]

The effect of a change (here: a letter to be sent), the customer's last sequence and the position
in the topic are one transaction. Whatever is delivered again, and whenever this process is killed,
a change whose sequence isn't above the last one seen is dropped.
"""
import json
import sqlite3
import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, TopicPartition

broker, database, topic = (sys.argv[1:] + ["127.0.0.1:9092", "letters.db", "tier-changes"][len(sys.argv) - 1:])[:3]

db = sqlite3.connect(database, isolation_level=None)
db.executescript("""
  CREATE TABLE IF NOT EXISTS customer (id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, tier TEXT);
  CREATE TABLE IF NOT EXISTS letter (customer TEXT, sequence INTEGER, text TEXT);
  CREATE TABLE IF NOT EXISTS position (number INTEGER PRIMARY KEY, next INTEGER NOT NULL);
""")


def take(change):
    """One effect per change: an UPSERT that changes no row has seen a later change, or this one."""
    is_new = db.execute(
        """INSERT INTO customer VALUES (:customerId, :sequence, :to) ON CONFLICT (id) DO UPDATE
           SET sequence = excluded.sequence, tier = excluded.tier
           WHERE excluded.sequence > customer.sequence""", change).rowcount
    if is_new:
        text = f"{change['kind']}: {change['from']} -> {change['to']} on {change['effectiveAt']}"
        db.execute("INSERT INTO letter VALUES (?, ?, ?)", (change["customerId"], change["sequence"], text))


consumer = Consumer({"bootstrap.servers": broker, "group.id": "unused: positions are in the database",
                     "enable.auto.commit": False, "isolation.level": "read_committed",
                     "auto.offset.reset": "earliest"})
positions = dict(db.execute("SELECT number, next FROM position"))
numbers = consumer.list_topics(topic, timeout=10).topics[topic].partitions
consumer.assign([TopicPartition(topic, n, positions.get(n, OFFSET_BEGINNING)) for n in numbers])

while True:
    messages = consumer.consume(num_messages=500, timeout=1.0)
    db.execute("BEGIN")
    for message in messages:
        if message.error():
            raise KafkaException(message.error())
        if dict(message.headers() or []).get("ce_type") == b"io.tierstream.tier.changed.v1":
            take(json.loads(message.value()))
        db.execute("INSERT INTO position VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET next = excluded.next",
                   (message.partition(), message.offset() + 1))
    db.execute("COMMIT")
