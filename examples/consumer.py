"""Keeps the newest revision of every article in an SQLite file; with aiokafka.

    pip install aiokafka
    python examples/consumer.py --bootstrap-servers localhost:9092

Run it as often as you like, also several at once: they are one group and share the partitions.
Three rules make "each article once" hold to the last step:
1. Read committed. Otherwise you see records of transactions that were taken back.
2. Work first, then commit the offset. What was cut short in between comes again.
3. So the work must not mind a repeat: here a row is written only when the revision is higher.
"""

import argparse
import asyncio
import json
import signal
import sqlite3
from contextlib import suppress

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from aiokafka.errors import CommitFailedError, IllegalStateError

TABLE = """CREATE TABLE IF NOT EXISTS articles (
    lane TEXT, article_id TEXT, revision INTEGER, title TEXT, text TEXT,
    PRIMARY KEY (lane, article_id))"""
# The same again, or an older revision, finds no row to change.
STORE = """INSERT INTO articles VALUES (:lane, :article_id, :revision, :title, :text)
    ON CONFLICT (lane, article_id) DO UPDATE
    SET revision = excluded.revision, title = excluded.title, text = excluded.text
    WHERE excluded.revision > articles.revision"""


def store(database: str, records: list[ConsumerRecord]) -> None:
    """The work: all records in one transaction of the database."""
    connection = sqlite3.connect(database, timeout=60)
    with connection:
        connection.execute(TABLE)
        connection.executemany(STORE, [json.loads(record.value) for record in records])
    connection.close()


async def consume(options: argparse.Namespace) -> None:
    """Reads until it is cancelled."""
    async with AIOKafkaConsumer(
        options.topic,
        bootstrap_servers=options.bootstrap_servers,
        group_id=options.group,
        isolation_level="read_committed",  # rule 1
        enable_auto_commit=False,  # rule 2
        auto_offset_reset="earliest",  # a new group begins with the oldest article that is kept
    ) as consumer:
        while True:
            batches = await consumer.getmany(timeout_ms=1000, max_records=100)
            records = [record for batch in batches.values() for record in batch]
            if not records:
                continue
            # In a thread: heartbeats go on meanwhile, so the group does not give us up.
            await asyncio.to_thread(store, options.database, records)
            # Partitions may have gone to another member meanwhile: rule 3 covers the repeat.
            with suppress(CommitFailedError, IllegalStateError):
                await consumer.commit({tp: got[-1].offset + 1 for tp, got in batches.items()})
            print(f"stored {len(records)}", flush=True)


async def main() -> None:
    """Reads until Ctrl-C or SIGTERM, then leaves the group."""
    parser = argparse.ArgumentParser(description="Keep the newest revision of every article.")
    parser.add_argument("--bootstrap-servers", required=True, help="Kafka, host:port[,…]")
    parser.add_argument("--topic", default="news.articles")
    parser.add_argument("--group", default="example-aiokafka", help="one for each purpose")
    parser.add_argument("--database", default="articles.sqlite")
    reading = asyncio.create_task(consume(parser.parse_args()))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, reading.cancel)
    await asyncio.wait([reading])
    with suppress(asyncio.CancelledError):
        reading.result()  # raises what else ended it


if __name__ == "__main__":
    asyncio.run(main())
