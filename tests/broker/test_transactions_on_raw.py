"""Producers may write news.raw in transactions: what they abort is never seen, and the markers
that Kafka puts between their records do not hold the stages up."""

from __future__ import annotations

import asyncio
import time

import pytest

from agents.connection import admin_client
from agents.read import committed_offsets
from agents.settings import Settings
from tests.broker.conftest import MakeSystem
from tests.support.articles import article, prose, raw_records
from tests.support.system import System, wait_until
from tests.support.topics import records, values, write_transactions

pytestmark = pytest.mark.faults(row=17)

DRAIN_SECONDS = 60.0
TRANSACTIONS, RECORDS_A_TRANSACTION = 40, 25
# Faust's own way of finding the offset moves past one marker a commit: 20 s for 40 of them.
CATCH_UP_SECONDS = 10.0


def test_an_aborted_article_is_never_seen(running: System) -> None:
    def one(name: str) -> dict[str, object]:
        return article("gazette", prose(name), article_id=name.lower(), lane="aborted")

    settings = running.settings
    write_transactions(settings, [raw_records(settings, one("Askim"))])
    write_transactions(settings, [raw_records(settings, one("Bergen"))], abort=True)
    write_transactions(settings, [raw_records(settings, one("Drammen"))])
    wait_until(running.is_drained, DRAIN_SECONDS, "all is worked off")
    out = {value["article_id"] for value in values(settings, "articles", lane="aborted")}
    assert out == {"askim", "drammen"}
    assert values(settings, "duplicates", lane="aborted") == []
    for name in ("clean", "extracted"):
        seen = {value["article_id"] for value in values(settings, name, lane="aborted")}
        assert "bergen" not in seen
    assert running.audit().adds_up


def test_small_transactions_neither_lose_records_nor_hold_up_the_committed_offset(
    make_system: MakeSystem,
) -> None:
    system = make_system("transactions")
    settings = system.settings
    batches = [
        raw_records(
            settings,
            *(
                article("gazette", f"Item {number} of batch {batch}. {prose('Elverum')}")
                for number in range(RECORDS_A_TRANSACTION)
            ),
        )
        for batch in range(TRANSACTIONS)
    ]
    write_transactions(settings, batches)
    total = TRANSACTIONS * RECORDS_A_TRANSACTION
    last = max(record.offset for record in records(settings, "raw"))
    assert last >= total + TRANSACTIONS - 2, "one source, so one partition, with its markers"
    system.start("clean")
    wait_until(lambda: len(records(settings, "clean")) >= total, DRAIN_SECONDS, "all are cleaned")
    cleaned = time.monotonic()
    wait_until(lambda: committed(settings) == last + 1, CATCH_UP_SECONDS, "the offset catches up")
    print(f"caught up {time.monotonic() - cleaned:.1f} s after the last record")
    assert len(records(settings, "clean")) == total


def committed(settings: Settings) -> int:
    async def read() -> int:
        async with admin_client(settings) as admin:
            offsets = await committed_offsets(admin, settings.group("clean"), settings.topic("raw"))
            return max(offsets.values(), default=0)

    return asyncio.run(read())
