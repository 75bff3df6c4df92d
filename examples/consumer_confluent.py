"""Keeps the newest revision of every article in an SQLite file; with confluent-kafka (librdkafka).

    pip install confluent-kafka
    python examples/consumer_confluent.py --bootstrap-servers localhost:9092

The same three rules as in consumer.py: read committed, work before the commit, and work that does
not mind a repeat.
"""

import argparse
import json
import signal
import sqlite3
import threading

from confluent_kafka import Consumer, KafkaError, KafkaException, Message

TABLE = """CREATE TABLE IF NOT EXISTS articles (
    lane TEXT, article_id TEXT, revision INTEGER, title TEXT, text TEXT,
    PRIMARY KEY (lane, article_id))"""
# The same again, or an older revision, finds no row to change.
STORE = """INSERT INTO articles VALUES (:lane, :article_id, :revision, :title, :text)
    ON CONFLICT (lane, article_id) DO UPDATE
    SET revision = excluded.revision, title = excluded.title, text = excluded.text
    WHERE excluded.revision > articles.revision"""

# Answers to a commit that say: the partitions are another member's now, and so is the repeat.
LEFT_BEHIND = {
    KafkaError.ILLEGAL_GENERATION,
    KafkaError.REBALANCE_IN_PROGRESS,
    KafkaError.UNKNOWN_MEMBER_ID,
}


def store(connection: sqlite3.Connection, messages: list[Message]) -> None:
    """The work: all records in one transaction of the database."""
    for message in messages:
        if error := message.error():
            raise KafkaException(error)
    with connection:
        connection.executemany(STORE, [json.loads(message.value() or b"") for message in messages])


def commit(consumer: Consumer) -> None:
    """All that was handed out, and by now is stored."""
    try:
        consumer.commit(asynchronous=False)
    except KafkaException as error:
        if error.args[0].code() not in LEFT_BEHIND:
            raise


parser = argparse.ArgumentParser(description="Keep the newest revision of every article.")
parser.add_argument("--bootstrap-servers", required=True, help="Kafka, host:port[,…]")
parser.add_argument("--topic", default="news.articles")
parser.add_argument("--group", default="example-confluent", help="one for each purpose")
parser.add_argument("--database", default="articles.sqlite")
options = parser.parse_args()

stop = threading.Event()
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda *_: stop.set())
database = sqlite3.connect(options.database, timeout=60)
database.execute(TABLE)
reader = Consumer(
    {
        "bootstrap.servers": options.bootstrap_servers,
        "group.id": options.group,
        "isolation.level": "read_committed",  # this library's default; others have another
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",  # a new group begins with the oldest article kept
        "session.timeout.ms": 10_000,  # a killed member's partitions are given away after this
    }
)
reader.subscribe([options.topic])
while not stop.is_set():
    if records := reader.consume(num_messages=100, timeout=1.0):
        store(database, records)
        commit(reader)
        print(f"stored {len(records)}", flush=True)
reader.close()
