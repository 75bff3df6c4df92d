"""The HTTP door: who is let in, what is taken, and what is answered when."""

from __future__ import annotations

import asyncio
import gzip
import io
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry

from agents.metrics import DoorMetrics
from agents.receive import body, door
from agents.receive.delivery import NotDeliveredError
from agents.receive.door import Door
from agents.record import Outgoing
from agents.settings import Settings
from schemas.limits import LARGEST_VALUE

ONE = {"source": "desk", "body": "The bridge is open again.", "url": "https://example.org/a"}
JSON = {"Content-Type": "application/json"}
LINES = {"Content-Type": "application/x-ndjson"}
TOKEN = "0123456789abcdef0123"


class Kafka:
    """What was delivered, and in how many calls; away when a test says so."""

    def __init__(self) -> None:
        self.records: list[Outgoing] = []
        self.calls = 0
        self.is_away = False
        self.fails_after: int | None = None
        self.error: Exception | None = None
        self.acknowledges = asyncio.Event()
        self.acknowledges.set()

    async def deliver(self, records: list[Outgoing]) -> None:
        self.calls += 1
        if self.error is not None:
            raise self.error
        if self.fails_after is not None and self.calls > self.fails_after:
            raise NotDeliveredError("Kafka did not acknowledge within 10 s")
        await self.acknowledges.wait()
        self.records += records


class Pushes:
    """A door that is open, and a client before it."""

    def __init__(self, kafka: Kafka, metrics: CollectorRegistry, port: int) -> None:
        self.kafka = kafka
        self.metrics = metrics
        self.port = port
        self.url = f"http://127.0.0.1:{port}/articles"

    async def post(
        self, data: Any, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Status, JSON and headers of the answer."""
        sent = io.BytesIO(data) if isinstance(data, bytes) else data
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, data=sent, headers=headers or JSON) as answer,
        ):
            assert answer.content_type == "application/json"
            return answer.status, orjson.loads(await answer.read()), dict(answer.headers)

    def count(self, name: str, **labels: str) -> float | None:
        return self.metrics.get_sample_value(name, {"stage": "receive", **labels})


def at_the_door(test: Callable[[Pushes], Awaitable[None]], **settings: Any) -> None:
    """Runs `test` before a door with these settings."""

    async def run() -> None:
        kafka, registry = Kafka(), CollectorRegistry()
        runner = Door(Settings(**settings), kafka, DoorMetrics(registry)).runner()
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            await test(Pushes(kafka, registry, runner.addresses[0][1]))
        finally:
            await runner.cleanup()

    asyncio.run(run())


async def until(condition: Callable[[], bool]) -> None:
    """Waits for what must come true soon."""
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.01)


def lines(*values: object) -> bytes:
    return b"\n".join(v if isinstance(v, bytes) else orjson.dumps(v) for v in values)


def test_an_article_is_accepted_with_the_version_that_it_is() -> None:
    async def test(pushes: Pushes) -> None:
        value = orjson.dumps(ONE, option=orjson.OPT_INDENT_2)
        status, said, _ = await pushes.post(value)
        assert (status, said["accepted"], said["refused"]) == (202, 1, 0)
        (article,) = said["articles"]
        assert article["line"] == 1
        assert article["lane"] == "default"
        (record,) = pushes.kafka.records
        assert (record.topic, record.key, record.value) == ("news.raw", b"desk", value)
        headers = dict(record.headers)
        assert headers["ce_source"] == b"/wirecopy/receive"
        version = [article["lane"], article["article_id"], article["content_hash"]]
        assert orjson.loads(headers["x-version"]) == version

    at_the_door(test)


def test_nothing_is_answered_before_kafka_has_acknowledged() -> None:
    async def test(pushes: Pushes) -> None:
        pushes.kafka.acknowledges.clear()
        answer = asyncio.create_task(pushes.post(orjson.dumps(ONE)))
        await until(lambda: pushes.kafka.calls == 1)
        await asyncio.sleep(0.1)
        assert not answer.done()
        pushes.kafka.acknowledges.set()
        assert (await answer)[0] == 202

    at_the_door(test)


def test_each_line_has_its_answer_and_those_that_are_wrong_keep_no_other_back() -> None:
    async def test(pushes: Pushes) -> None:
        wrong = {"source": "desk"}
        status, said, _ = await pushes.post(
            b"\xef\xbb\xbf" + lines(ONE, wrong, b"", b"not json\r", {**ONE, "url": None}), LINES
        )
        assert (status, said["accepted"], said["refused"]) == (207, 2, 2)
        assert [article["line"] for article in said["articles"]] == [1, 2, 4, 5]
        assert said["articles"][1] == {
            "line": 2, "class": "invalid", "error": "body: Field required",
        }  # fmt: skip
        assert said["articles"][2]["class"] == "undecodable"
        assert len(pushes.kafka.records) == 2
        for outcome, count in (("accepted", 2), ("invalid", 1), ("undecodable", 1)):
            assert pushes.count("wirecopy_pushed_articles_total", outcome=outcome) == count
        assert pushes.count("wirecopy_pushes_total", status="207") == 1

    at_the_door(test)


@pytest.mark.parametrize(
    ("data", "headers", "status", "said"),
    [
        (b"", JSON, 400, "no article"),
        (b" \n\n", LINES, 400, "no article"),
        (b"{", JSON, 400, "not JSON"),
        (b"[]", JSON, 400, "the value is a list"),
        (lines(ONE, ONE), JSON, 400, "not JSON"),
        (b'{"source": " ", "body": "b"}', JSON, 422, "source: the name is blank"),
        (lines({"source": "s"}, b"7"), LINES, 422, "body: Field required"),
        (
            orjson.dumps({**ONE, "body": "x" * LARGEST_VALUE["raw"]}), JSON, 413,
            "raw takes 2,097,152",
        ),
        (b"source=desk", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "ndjson"),
        (orjson.dumps(ONE), {"Content-Type": "text/plain"}, 415, "application/json"),
        (b"no gzip", {**JSON, "Content-Encoding": "gzip"}, 400, "not JSON"),
        (gzip.compress(b"{}" * 99)[:-9], {**JSON, "Content-Encoding": "gzip"}, 400, "cut short"),
        (b"\x1f\x8b\x08" + b"\xff" * 9, {**JSON, "Content-Encoding": "gzip"}, 400, "cannot be"),
        (orjson.dumps(ONE), {**JSON, "Content-Encoding": "zstd"}, 400, "zstd"),
        (orjson.dumps(ONE), {**JSON, "Origin": "https://evil.example"}, 403, "no web page"),
    ],
    ids=[
        "empty", "blank lines", "broken", "list", "two objects", "blank source", "all lines wrong",
        "too large", "form", "text", "gzip in name only", "gzip cut short", "gzip broken", "zstd",
        "from a web page",
    ],
)  # fmt: skip
def test_what_is_not_taken_is_told_why(
    data: bytes, headers: dict[str, str], status: int, said: str
) -> None:
    async def test(pushes: Pushes) -> None:
        found, answer, _ = await pushes.post(data, headers)
        assert found == status
        assert said in orjson.dumps(answer).decode()
        assert pushes.kafka.records == []

    at_the_door(test)


def test_a_gzip_body_is_taken() -> None:
    async def test(pushes: Pushes) -> None:
        packed = gzip.compress(lines(ONE)) + gzip.compress(b"\n" + lines({**ONE, "body": "b"}))
        status, said, _ = await pushes.post(packed, {**LINES, "Content-Encoding": "gzip"})
        assert (status, said["accepted"]) == (202, 2)

    at_the_door(test)


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_beyond_the_limit_is_refused_while_it_comes(packed: bool) -> None:
    """Nothing of it is published, not even the articles before the limit."""

    async def test(pushes: Pushes) -> None:
        sent = 0

        async def drip() -> Any:
            nonlocal sent
            bomb = gzip.compress(lines(ONE) + b"\n" + b" " * 5_000_000)
            for start in range(0, len(bomb) if packed else 100_000_000, 1000):
                sent += 1000
                yield bomb[start : start + 1000] if packed else b" " * 1000

        headers = {**LINES, "Content-Encoding": "gzip"} if packed else LINES
        status, said, _ = await pushes.post(drip(), headers)
        assert status == 413
        assert said["error"] == "the body is larger than 1,000,000 bytes: send it in parts"
        assert sent < 10_000_000
        assert pushes.kafka.records == []

    at_the_door(test, receive_bytes=1_000_000)


def test_a_length_beyond_the_limit_is_refused_before_the_body_comes() -> None:
    async def test(pushes: Pushes) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", pushes.port)
        writer.write(
            b"POST /articles HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 99999999\r\n\r\n"
        )
        assert b" 413 " in await asyncio.wait_for(reader.readline(), 20)
        writer.close()

    at_the_door(test)


def test_too_many_lines_are_refused_before_any_is_published(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(door, "MOST_LINES", 2)

    async def test(pushes: Pushes) -> None:
        assert (await pushes.post(lines(ONE, ONE, ONE), LINES))[0] == 202
        assert (await pushes.post(lines(ONE, ONE, ONE, ONE), LINES))[0] == 413
        assert len(pushes.kafka.records) == 3

    at_the_door(test)


def test_a_body_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "BODY_SECONDS", 0.3)

    async def test(pushes: Pushes) -> None:
        async def trickle() -> Any:
            while True:
                yield b" "
                await asyncio.sleep(0.05)

        assert (await pushes.post(trickle()))[0] == 408
        assert (await pushes.post(orjson.dumps(ONE)))[0] == 202

    at_the_door(test)


def test_a_client_that_goes_away_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "REQUESTS_AT_ONCE", 1)

    async def test(pushes: Pushes) -> None:
        for _ in range(3):
            _, writer = await asyncio.open_connection("127.0.0.1", pushes.port)
            writer.write(
                b"POST /articles HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: 500\r\n\r\n{"
            )
            await writer.drain()
            await asyncio.sleep(0.05)
            writer.transport.abort()
        assert (await pushes.post(orjson.dumps(ONE)))[0] == 202
        assert len(pushes.kafka.records) == 1
        await until(lambda: pushes.count("wirecopy_pushes_in_hand") == 0)

    at_the_door(test)


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        (f"Bearer {TOKEN}", 202),
        (f"bearer  {TOKEN}", 202),
        ("", 401),
        (TOKEN, 401),
        (f"Basic {TOKEN}", 401),
        (f"Bearer {TOKEN[:-1]}", 401),
        (f"Bearer {TOKEN}x", 401),
        ("Bearer grün", 401),
    ],
)
def test_only_who_shows_the_token_may_publish(shown: str, status: int) -> None:
    async def test(pushes: Pushes) -> None:
        found, said, headers = await pushes.post(
            orjson.dumps(ONE), {**JSON, "Authorization": shown, "Origin": "https://example.org"}
        )
        assert found == status
        assert len(pushes.kafka.records) == (status == 202)
        if status == 401:
            assert headers["WWW-Authenticate"] == "Bearer"
            assert TOKEN not in str(said)

    at_the_door(test, receive_token=TOKEN)


def test_while_kafka_is_away_the_same_is_asked_for_again_later() -> None:
    async def test(pushes: Pushes) -> None:
        pushes.kafka.is_away = True
        status, said, headers = await pushes.post(orjson.dumps(ONE))
        assert (status, headers["Retry-After"]) == (503, "5")
        assert "send the same again later" in said["error"]
        assert pushes.kafka.calls == 0

    at_the_door(test)


def test_what_is_acknowledged_in_part_is_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "SEND_TOGETHER", 2)

    async def test(pushes: Pushes) -> None:
        pushes.kafka.fails_after = 1
        status, said, headers = await pushes.post(lines(ONE, ONE, ONE), LINES)
        assert (status, headers["Retry-After"]) == (503, "5")
        assert set(said) == {"error"}
        assert len(pushes.kafka.records) == 2
        assert pushes.count("wirecopy_pushed_articles_total", outcome="unacknowledged") == 1

    at_the_door(test)


def test_only_so_many_bodies_are_held_and_the_others_wait_for_their_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(door, "PLACE_SECONDS", 0.3)

    async def test(pushes: Pushes) -> None:
        pushes.kafka.acknowledges.clear()
        held = [
            asyncio.create_task(pushes.post(orjson.dumps(ONE)))
            for _ in range(door.REQUESTS_AT_ONCE)
        ]
        await until(lambda: pushes.kafka.calls == len(held))
        assert pushes.count("wirecopy_pushes_in_hand") == len(held)
        status, said, headers = await pushes.post(orjson.dumps(ONE))
        assert (status, headers["Retry-After"]) == (503, "5")
        assert said["error"].startswith("too many push at the same time")
        pushes.kafka.acknowledges.set()
        assert {status for status, _, _ in await asyncio.gather(*held)} == {202}

    at_the_door(test)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/articles", 405), ("PUT", "/articles", 405), ("POST", "/", 404), ("GET", "/", 404)],
)
def test_all_else_is_not_offered(method: str, path: str, status: int) -> None:
    async def test(pushes: Pushes) -> None:
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, f"http://127.0.0.1:{pushes.port}{path}") as answer,
        ):
            assert answer.status == status
            assert (await answer.json())["error"] == "what there is: POST /articles"
            assert (answer.headers.get("Allow") == "POST") == (status == 405)

    at_the_door(test)


def test_an_error_of_ours_is_answered_and_the_door_stays_open() -> None:
    async def test(pushes: Pushes) -> None:
        pushes.kafka.error = ZeroDivisionError("a secret")
        status, said, _ = await pushes.post(orjson.dumps(ONE))
        assert (status, said) == (500, {"error": "an error of wirecopy; its log says which"})
        assert pushes.count("wirecopy_pushes_total", status="500") == 1
        pushes.kafka.error = None
        assert (await pushes.post(orjson.dumps(ONE)))[0] == 202

    at_the_door(test)


def test_bytes_that_are_no_http_do_not_hurt() -> None:
    async def test(pushes: Pushes) -> None:
        with socket.create_connection(("127.0.0.1", pushes.port)) as raw:
            raw.sendall(b"\x16\x03\x01\x00\xff\r\n\r\n")
            await asyncio.sleep(0.1)
        assert (await pushes.post(orjson.dumps(ONE)))[0] == 202

    at_the_door(test)
