"""A door that strangers could use is not opened; what is said of one that is."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError

from agents.produce import send_all
from agents.receive import delivery as module
from agents.receive.delivery import Delivery, NotDeliveredError
from agents.receive.serve import DoorReport, check_door
from agents.record import Outgoing
from agents.settings import Settings, SettingsError

TOKEN = "0123456789abcdef"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_on_this_machine_no_token_is_needed(host: str) -> None:
    check_door(Settings(receive_host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "10.0.0.7", "news.example", "localhost.x"])
def test_beyond_this_machine_a_token_is_needed(host: str) -> None:
    with pytest.raises(SettingsError, match="WIRECOPY_RECEIVE_TOKEN"):
        check_door(Settings(receive_host=host))
    check_door(Settings(receive_host=host, receive_token=cast(Any, TOKEN)))


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize("token", ["", "secret", TOKEN[1:]])
def test_a_token_that_could_be_guessed_is_refused_and_not_shown(host: str, token: str) -> None:
    with pytest.raises(SettingsError, match="fewer than 16 characters") as caught:
        check_door(Settings(receive_host=host, receive_token=cast(Any, token)))
    assert not token or token not in str(caught.value)


def test_a_door_without_kafka_lives_and_is_not_ready() -> None:
    def report(healthy: bool, kafka_away: bool) -> DoorReport:
        return DoorReport("receive", (), False, 0.0, 0.0, healthy, kafka_away)

    assert report(healthy=True, kafka_away=False).ready
    assert not report(healthy=True, kafka_away=True).ready
    assert not report(healthy=False, kafka_away=False).ready


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.time = 100.0

    def now(self) -> Any:
        raise NotImplementedError

    def monotonic(self) -> float:
        return self.time


RECORDS = [Outgoing(topic="news.raw", key=b"s", value=b"{}")]


@pytest.fixture
def clock() -> Clock:
    return Clock()


def deliver(
    made: Delivery, monkeypatch: pytest.MonkeyPatch, error: BaseException | None = None
) -> None:
    async def send(producer: object, records: object) -> list[object]:
        if error is not None:
            raise error
        return []

    monkeypatch.setattr(module, send_all.__name__, send)
    asyncio.run(made.deliver(RECORDS))


def test_after_a_failure_nobody_waits_for_a_while_and_then_it_is_tried_again(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[str] = []
    made = Delivery(cast(Any, None), clock, lambda: failures.append("failed"))
    for _ in range(2):
        with pytest.raises(NotDeliveredError, match="did not acknowledge within 10 s"):
            deliver(made, monkeypatch, TimeoutError())
        assert made.is_away
        clock.time += module.RETRY_SECONDS
        assert not made.is_away
    assert made.stalled_seconds == 2 * module.RETRY_SECONDS
    deliver(made, monkeypatch)
    assert (made.is_away, made.stalled_seconds, made.idle_seconds) == (False, 0.0, 0.0)
    assert failures == []


def test_an_error_that_time_does_not_heal_ends_the_door(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[str] = []
    made = Delivery(cast(Any, None), clock, lambda: failures.append("failed"))
    error: KafkaError = TopicAuthorizationFailedError()
    with pytest.raises(NotDeliveredError):
        deliver(made, monkeypatch, error)
    clock.time += 1000
    assert made.is_away
    assert failures == ["failed"]
    assert made.failure is error


def test_what_kafka_does_not_acknowledge_is_not_waited_for_for_ever(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DELIVER_SECONDS", 0.1)

    async def send(producer: object, records: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(module, send_all.__name__, send)
    made = Delivery(cast(Any, None), clock, lambda: None)
    with pytest.raises(NotDeliveredError):
        asyncio.run(made.deliver(RECORDS))
