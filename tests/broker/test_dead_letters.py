"""What cannot be handled becomes a dead letter, whole and with its reason; all else goes on."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer
from confluent_kafka import Producer

from agents.dead_letters import dead_letter
from agents.record import Outgoing, Record
from agents.settings import Settings
from pipeline.identity import identify
from pipeline.stage import RejectedError
from schemas.codec import decode
from schemas.headers import header
from schemas.limits import LARGEST_VALUE, MIB
from schemas.raw import RawArticle
from tests.support.articles import article, pairs, prose, text_of_size
from tests.support.system import System, wait_until
from tests.support.topics import move_group, records, values, write

pytestmark = pytest.mark.faults(row=6)

DRAIN_SECONDS = 90.0
MINE = (("x-mine", b"kept"),)
FAILURE = {
    "x-version", "x-stage", "x-error-class", "x-original-topic", "x-attempt", "x-failed-at",
    "x-app-version", "ce_specversion", "ce_id", "ce_source", "ce_type", "content-type",
    "__streams.errors.exception", "__streams.errors.message", "__streams.errors.stacktrace",
    "__streams.errors.topic", "__streams.errors.partition", "__streams.errors.offset",
}  # fmt: skip

POISON: dict[str, tuple[bytes | None, str]] = {
    "not-json": (b"\xff\xfe not json", "undecodable"),
    "empty": (b"", "undecodable"),
    "tombstone": (None, "undecodable"),
    "a-list": (b'["a list"]', "undecodable"),
    "deeply-nested": (b"[" * 200_000, "undecodable"),
    "no-body": (b'{"source": "gazette"}', "invalid"),
    "wrong-type": (b'{"source": "gazette", "body": 7}', "invalid"),
    "blank": (b'{"source": "gazette", "body": " \\n "}', "invalid"),
    "no-text": (
        b'{"source": "gazette", "body": "<html><body><p></p></body></html>",'
        b' "content_type": "text/html"}',
        "rejected",
    ),
}


def drain(system: System) -> None:
    wait_until(system.is_drained, DRAIN_SECONDS, "all is worked off")


def dead(settings: Settings, key: str) -> list[Record]:
    """The dead letters of the records with key `key`."""
    return [record for record in records(settings, "dead-letters") if record.key == key.encode()]


@pytest.fixture(scope="module")
def poisoned(running: System) -> System:
    """The running system after records of every broken kind, good ones between them."""
    topic = running.settings.topic("raw")
    outgoing = []
    for name, (value, _) in POISON.items():
        outgoing.append(Outgoing(topic, f"poison-{name}".encode(), value, MINE, partition=0))
        (good,) = pairs(article("gazette", prose(name.title().replace("-", "")), lane="between"))
        outgoing.append(Outgoing(topic, *good, partition=0))
    write(running.settings, outgoing)
    drain(running)
    return running


@pytest.mark.parametrize("name", POISON)
def test_a_broken_record_becomes_a_dead_letter_that_keeps_all_of_it(
    poisoned: System, name: str
) -> None:
    value, error_class = POISON[name]
    (raw,) = [r for r in records(poisoned.settings, "raw") if r.key == f"poison-{name}".encode()]
    (letter,) = dead(poisoned.settings, f"poison-{name}")
    said = dict(letter.headers)
    assert letter.value == value
    assert said["x-mine"] == b"kept"
    assert said.keys() >= FAILURE
    assert said["x-stage"] == b"clean"
    assert said["x-error-class"] == error_class.encode()
    assert said["x-original-topic"] == said["__streams.errors.topic"] == raw.topic.encode()
    assert said["__streams.errors.partition"] == str(raw.partition).encode()
    assert said["__streams.errors.offset"] == str(raw.offset).encode()
    assert said["x-attempt"] == b"1"


def test_what_comes_after_a_broken_record_goes_on(poisoned: System) -> None:
    assert len(values(poisoned.settings, "articles", lane="between")) == len(POISON)
    sums = poisoned.audit()
    assert sums.adds_up
    assert sums.open_dead_letters >= len(POISON)


def test_dead_letters_are_listed_and_shown(poisoned: System) -> None:
    listed = poisoned.command("dead", "list")
    assert listed.returncode == 0
    (letter,) = dead(poisoned.settings, "poison-no-body")
    place = f"{letter.partition}/{letter.offset}"
    assert place in listed.stdout
    assert "body: Field required" in listed.stdout
    shown = poisoned.command("dead", "show", place)
    assert shown.returncode == 0
    assert shown.stdout == '{"source": "gazette"}\n'
    assert "x-error-class: invalid" in shown.stderr
    assert "x-mine: kept" in shown.stderr
    missing = poisoned.command("dead", "show", "0/999999")
    assert missing.returncode == 2
    assert "wirecopy dead list" in missing.stderr


def test_a_dead_letter_that_fails_again_counts_once(poisoned: System) -> None:
    before = poisoned.audit()
    (letter,) = dead(poisoned.settings, "poison-empty")
    retried = poisoned.command("dead", "retry", f"{letter.partition}/{letter.offset}")
    assert retried.returncode == 0, retried.stderr
    assert "sent 1 dead letters back" in retried.stderr
    drain(poisoned)
    first, second = sorted(dead(poisoned.settings, "poison-empty"), key=lambda r: r.offset)
    assert dict(second.headers)["x-attempt"] == b"2"
    assert dict(second.headers)["x-retry-of"] == dict(first.headers)["x-version"]
    assert second.headers[0] == MINE[0]
    after = poisoned.audit()
    assert after.adds_up
    assert after.open_dead_letters == before.open_dead_letters
    assert after.redeliveries == before.redeliveries + 1


@pytest.mark.parametrize("could_name_it", [True, False], ids=["named", "named-by-its-place"])
def test_a_dead_letter_of_an_earlier_release_is_open_until_it_is_retried_and_then_an_article(
    running: System, could_name_it: bool
) -> None:
    settings, lane = running.settings, f"retry-{could_name_it}".lower()
    running.terminate(running.of("clean")[0])
    ((key, value),) = pairs(article(lane, prose("Inari"), lane=lane))
    running.publish([(key, value)])
    (raw,) = [record for record in records(settings, "raw") if record.key == key]
    # What the earlier release did: a dead letter, and on.
    letter = dead_letter(
        settings, raw, RejectedError("not known yet"), stage="clean", version=None,
        now=raw.appended_at,
    )  # fmt: skip
    if could_name_it:
        identity = [lane, *_identity(raw)]
        letter = Outgoing(
            letter.topic, letter.key, letter.value,
            (*letter.headers, ("x-version", orjson.dumps(identity))),
        )  # fmt: skip
    write(settings, [letter])
    move_group(settings, "clean", "raw", to_end=True)
    before = running.audit()
    assert before.adds_up, before
    running.start("clean")
    (stored,) = dead(settings, lane)
    place = f"{stored.partition}/{stored.offset}"
    assert running.command("dead", "retry", place).returncode == 0
    drain(running)
    assert len(values(settings, "articles", lane=lane)) == 1
    after = running.audit()
    assert after.adds_up, after
    assert after.open_dead_letters == before.open_dead_letters - 1
    assert after.versions == before.versions
    assert after.articles == before.articles + 1


def _identity(raw: Record) -> tuple[str, str]:
    version = identify(decode(RawArticle, raw.value))
    return version.article_id, version.content_hash


def test_publish_takes_two_mebibytes_and_refuses_one_byte_more(
    running: System, tmp_path: Any
) -> None:
    def line(source: str, size: int) -> bytes:
        fields: dict[str, object] = {"source": source, "body": "", "lane": "size"}
        fields["body"] = text_of_size(size - len(orjson.dumps(fields)))
        assert len(orjson.dumps(fields)) == size
        return orjson.dumps(fields)

    limit = LARGEST_VALUE["raw"]
    (tmp_path / "large.jsonl").write_bytes(line("fits", limit) + b"\n" + line("not", limit + 1))
    published = running.command("publish", str(tmp_path / "large.jsonl"))
    assert published.returncode == 1
    assert "published 1 of 2" in published.stderr
    assert f"{limit + 1:,} bytes are too many" in published.stderr
    started = time.monotonic()
    drain(running)
    print(f"an article of 2 MiB took {time.monotonic() - started:.1f} s")
    (out,) = values(running.settings, "articles", lane="size")
    assert out["source"] == "fits"
    assert running.audit().adds_up


def test_an_oversize_raw_record_of_another_producer_is_a_dead_letter_even_when_it_was_compressed(
    running: System,
) -> None:
    """Kafka checks what was sent; 16 MiB of one letter are sent as 16 KiB."""
    body = "a" * (16 * MIB)
    value = orjson.dumps(article("compressed", body, lane="compressed"))

    async def produce() -> None:
        async with AIOKafkaProducer(
            bootstrap_servers=running.settings.bootstrap(),
            compression_type="gzip",
            max_request_size=32 * MIB,
        ) as producer:
            await producer.send_and_wait(
                running.settings.topic("raw"), value, key=b"compressed", headers=list(MINE)
            )

    asyncio.run(produce())
    (good,) = pairs(article("compressed", prose("Juuka"), lane="compressed"))
    running.publish([good])
    drain(running)
    (out,) = values(running.settings, "articles", lane="compressed")
    assert "Juuka" in out["text"]
    (letter,) = dead(running.settings, "compressed")
    assert header(letter.headers, "x-error-class") == b"too-large"
    # What no record of ours can carry is cut, and says so.
    assert header(letter.headers, "x-original-size") == str(len(value)).encode()
    assert letter.value is not None
    assert value.startswith(letter.value)
    assert len(letter.value) > 8 * MIB
    assert header(letter.headers, "x-mine") == b"kept"
    assert running.audit().adds_up
    kept = running.command("dead", "retry", f"{letter.partition}/{letter.offset}")
    assert kept.returncode == 1
    assert "publish it anew" in kept.stderr


def _template(settings: Settings, name: str) -> dict[str, Any]:
    """The value of some record of topic `name`, as an article that nobody has seen."""
    fields = values(settings, name)[0]
    return fields | {"article_id": f"large-{name}", "content_hash": os.urandom(16).hex(),
                     "lane": "large"}  # fmt: skip


@pytest.mark.parametrize(("name", "stage"), [("clean", "extract"), ("extracted", "dedup")])
def test_a_record_that_would_grow_too_large_is_a_dead_letter_of_its_stage(
    poisoned: System, name: str, stage: str
) -> None:
    """The topic takes it; with what the stage adds the next one would not."""
    settings = poisoned.settings
    fields = _template(settings, name)
    cut = {
        "start": 0, "end": 1, "text": "", "class": "other", "layer": "memory", "rule": "r",
        "confidence": 1.0,
    }  # fmt: skip
    fields["removals"] = [cut]
    cut["text"] = "x" * (8 * MIB - len(orjson.dumps(fields)))
    value = orjson.dumps(fields)
    assert len(value) == 8 * MIB
    version = orjson.dumps([fields["lane"], fields["article_id"], fields["content_hash"]])
    key = f"large-{name}".encode()
    write(settings, [Outgoing(settings.topic(name), key, value, (("x-version", version),))])
    drain(poisoned)
    (letter,) = dead(settings, key.decode())
    said = dict(letter.headers)
    assert said["x-stage"] == stage.encode()
    assert said["x-error-class"] == b"too-large"
    assert said["x-version"] == version
    assert letter.value == value
    assert values(settings, "articles", lane="large") == []


@pytest.mark.parametrize(("name", "stage"), [("clean", "extract"), ("extracted", "dedup")])
def test_a_broken_record_between_two_stages_is_a_dead_letter_and_the_next_goes_on(
    running: System, name: str, stage: str
) -> None:
    settings, key = running.settings, f"between-{stage}"
    topic, lane = settings.topic(name), f"after-{stage}"
    write(settings, [Outgoing(topic, key.encode(), broken) for broken in (b"{", b"{}", None)])
    running.publish(pairs(article("gazette", prose("Kemi"), lane=lane)))
    drain(running)
    assert len(values(settings, "articles", lane=lane)) == 1
    letters = dead(settings, key)
    assert {letter.value for letter in letters} == {b"{", b"{}", None}
    assert {dict(letter.headers)["x-stage"] for letter in letters} == {stage.encode()}


def test_headers_without_a_value_and_numbers_out_of_range_stop_nobody(running: System) -> None:
    """Anyone can write any header: null values, our own names, numbers of five thousand digits."""
    settings = running.settings
    producer = Producer({"bootstrap.servers": settings.bootstrap()})
    for number, hostile in enumerate(HOSTILE_HEADERS):
        producer.produce(
            settings.topic("raw"), b"not json", key=f"hostile-{number}", headers=list(hostile)
        )
    producer.flush(20)
    drain(running)
    for number in range(len(HOSTILE_HEADERS)):
        assert len(dead(settings, f"hostile-{number}")) == 1
    assert running.audit().adds_up
    listed = running.command("dead", "list")
    assert listed.returncode == 0, listed.stderr


HOSTILE_HEADERS: tuple[tuple[tuple[str, bytes | None], ...], ...] = (
    (("x-null", None),),
    (("x-attempt", b"9" * 5000),),
    (("x-version", None), ("x-retry-of", None)),
    (("x-version", b"[1]"), ("x-retry-of", b"\xff")),
    (("x-version", b'["default", "claimed", "0123"]'),),
    (("ce_specversion", b"1.0"), ("__streams.errors.offset", b"x")),
)


@pytest.fixture(autouse=True)
def _workers_go_on(running: System) -> Iterator[None]:
    yield
    assert [status for _, status in running.exits if status != 0] == [], running.log_tail()
    assert all(worker.process.poll() is None for worker in running.workers), running.log_tail()
