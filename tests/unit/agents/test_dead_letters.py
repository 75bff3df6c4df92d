"""A dead letter is the original record and the reason; a retry is the original again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents import dead_letters
from agents.dead_letter_box import MAX_ATTEMPTS, Letter, RetryError, retry_of
from agents.dead_letters import (
    MAX_MESSAGE_CHARACTERS,
    MAX_STACKTRACE_CHARACTERS,
    OWN_HEADERS_BYTES,
    attempt_of,
    dead_letter,
)
from agents.record import Outgoing, Record
from agents.settings import Settings
from pipeline.stage import RejectedError
from pipeline.version import APP_VERSION
from schemas.codec import InvalidMessageError, UndecodableError
from schemas.headers import (
    ATTEMPT,
    ORIGINAL_SIZE,
    RETRY_OF,
    VERSION,
    VersionHeader,
    header,
    version_of,
)
from schemas.limits import LARGEST_VALUE, TooLargeError

SETTINGS = Settings(bootstrap_servers="unused:9092")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAMED = VersionHeader("default", "a1", "00ff")
OWN = (("traceparent", b"00-1"), ("ce_id", b"mine"), ("traceparent", b"00-2"))


def record(
    headers: tuple[tuple[str, bytes], ...] = OWN, value: bytes | None = b"value",
    topic: str = "news.raw",
) -> Record:  # fmt: skip
    return Record(topic, 2, 41, 1_795_000_000_000, b"key", value, headers)


def dead(
    original: Record, error: Exception | None = None, version: VersionHeader | None = None
) -> Outgoing:
    error = error or RejectedError("it shows no text")
    return dead_letter(SETTINGS, original, error, stage="clean", version=version, now=NOW)


def letter_of(record: Record) -> Letter:
    """`record` as the box hands it out when it is the only one of its version."""
    return Letter(record, attempt_of(record), is_open=True)


def read_back(outgoing: Outgoing) -> Record:
    """`outgoing` as a reader of its topic gets it."""
    return Record(
        outgoing.topic, 0, 7, 1_795_000_001_000, outgoing.key, outgoing.value, outgoing.headers
    )


def test_key_value_and_the_producers_headers_are_kept_in_order() -> None:
    letter = dead(record())
    assert (letter.topic, letter.key, letter.value) == ("news.dead-letters", b"key", b"value")
    assert letter.headers[: len(OWN)] == OWN


def test_a_tombstone_stays_a_tombstone() -> None:
    assert dead(record(value=None)).value is None


def test_the_headers_say_what_where_when_and_by_which_release() -> None:
    said = dict(dead(record(), version=NAMED).headers)
    assert said["x-stage"] == b"clean"
    assert said["x-error-class"] == b"rejected"
    assert said["x-original-topic"] == b"news.raw"
    assert said["x-attempt"] == b"1"
    assert said["x-failed-at"] == b"2026-11-20T12:00:00.000Z"
    assert said["x-app-version"] == APP_VERSION.encode()
    assert said["x-version"] == NAMED.encode()
    assert said["ce_type"] == b"wirecopy.dead-letter.v1"
    assert said["__streams.errors.exception"] == b"RejectedError"
    assert said["__streams.errors.message"] == b"it shows no text"
    assert said["__streams.errors.stacktrace"] == b""
    assert said["__streams.errors.topic"] == b"news.raw"
    assert said["__streams.errors.partition"] == b"2"
    assert said["__streams.errors.offset"] == b"41"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (UndecodableError("x"), b"undecodable"),
        (InvalidMessageError("x"), b"invalid"),
        (RejectedError("x"), b"rejected"),
        (TooLargeError("x"), b"too-large"),
        (KeyError("x"), b"bug"),
    ],
)
def test_the_class_says_whose_fault_it_is(error: Exception, kind: bytes) -> None:
    assert header(dead(record(), error).headers, "x-error-class") == kind


def test_a_bug_carries_its_stack_trace() -> None:
    try:
        raise ZeroDivisionError("by zero")
    except ZeroDivisionError as error:
        letter = dead(record(), error)
    trace = header(letter.headers, "__streams.errors.stacktrace") or b""
    assert b"test_dead_letters.py" in trace
    assert trace.rstrip().endswith(b"ZeroDivisionError: by zero")


def test_message_and_stack_trace_are_cut() -> None:
    letter = dead(record(), KeyError("ä" * 100_000))
    message = (header(letter.headers, "__streams.errors.message") or b"").decode()
    trace = (header(letter.headers, "__streams.errors.stacktrace") or b"").decode()
    assert len(message) == MAX_MESSAGE_CHARACTERS
    assert len(trace) == MAX_STACKTRACE_CHARACTERS


def test_a_message_with_half_a_character_is_written_all_the_same() -> None:
    letter = dead(record(), RejectedError("odd: \ud800"))
    assert header(letter.headers, "__streams.errors.message") == b"odd: ?"


def test_the_version_is_what_the_stage_found_else_the_retried_else_the_given_else_the_place() -> (
    None
):
    given = VersionHeader("default", "given", "01")
    retried = VersionHeader("default", "retried", "02")
    headers = ((VERSION, given.encode()), (RETRY_OF, retried.encode()))
    assert version_of(dead(record(headers), version=NAMED).headers) == NAMED
    assert version_of(dead(record(headers)).headers) == retried
    assert version_of(dead(record(headers[:1])).headers) == given
    place = VersionHeader(partition=2, offset=41)
    assert version_of(dead(record(((VERSION, b"nonsense"),))).headers) == place
    assert version_of(dead(record(())).headers) == place


@pytest.mark.parametrize(
    ("value", "attempt"),
    [(b"1", 1), (b"3", 3), (b"", 1), (b"-2", 1), (b"x", 1), (b"9" * 5000, 1), ("²".encode(), 1)],
)
def test_an_attempt_that_is_no_number_is_the_first(value: bytes, attempt: int) -> None:
    assert attempt_of(record(((ATTEMPT, value),))) == attempt


def test_a_value_that_no_topic_could_carry_is_cut_and_the_letter_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dead_letters, "MAX_ORIGINAL_BYTES", 100)
    monkeypatch.setattr(dead_letters, "MAX_NAMED_BYTES", 50)
    letter = dead(record(value=b"x" * 101))
    assert letter.value is not None
    assert len(letter.value) < 101
    assert header(letter.headers, ORIGINAL_SIZE) == b"101"
    assert letter.key == b"key"
    many = dead(record(headers=(("h", b"y" * 60),), value=b"x" * 101))
    assert many.key is None
    assert header(many.headers, "h") is None
    with pytest.raises(RetryError, match="101 bytes"):
        retry_of(letter_of(read_back(letter)))


def test_a_dead_letter_fits_its_topic_at_worst() -> None:
    widest = VersionHeader("\U0001f4f0" * 512, "\U0001f4f0" * 512, "f" * 32)
    headers = ((RETRY_OF, widest.encode()), (VERSION, widest.encode()))
    letter = dead(record(headers, b""), KeyError("\U0001f4f0" * 100_000), widest)
    assert sum(len(n) + len(v) for n, v in letter.headers) < OWN_HEADERS_BYTES
    assert OWN_HEADERS_BYTES + LARGEST_VALUE["extracted"] < LARGEST_VALUE["dead-letters"]


def test_a_retry_restores_topic_key_value_and_the_producers_own_headers() -> None:
    again = retry_of(letter_of(read_back(dead(record(topic="news.clean"), version=NAMED))))
    assert (again.topic, again.key, again.value) == ("news.clean", b"key", b"value")
    assert again.partition is None
    assert again.headers[: len(OWN)] == OWN
    added = again.headers[len(OWN) :]
    assert added == ((VERSION, NAMED.encode()), (RETRY_OF, NAMED.encode()), (ATTEMPT, b"2"))


def test_a_record_written_by_us_keeps_its_own_events_headers() -> None:
    ours = (("ce_specversion", b"1.0"), ("ce_type", b"wirecopy.raw.v1"), ("x", b"1"))
    again = retry_of(letter_of(read_back(dead(record(ours)))))
    assert again.headers[: len(ours)] == ours
    assert [name for name, _ in again.headers].count("ce_specversion") == 1


def test_a_retry_that_fails_again_keeps_the_version_that_it_counts_with() -> None:
    """It was first known by its place; a stage that reads it gives it a name, and the sum holds."""
    place = VersionHeader(partition=2, offset=41)
    letter = dead(record(()))
    for attempt in range(2, MAX_ATTEMPTS + 1):
        again = read_back(retry_of(letter_of(read_back(letter))))
        assert version_of(again.headers, RETRY_OF) == place
        assert attempt_of(again) == attempt
        letter = dead(again, version=NAMED)
        assert version_of(letter.headers) == NAMED
        assert version_of(letter.headers, RETRY_OF) == place
        assert header(letter.headers, ATTEMPT) == str(attempt).encode()


def test_what_failed_too_often_is_not_sent_again() -> None:
    letter = dead(record(((ATTEMPT, str(MAX_ATTEMPTS).encode()),)))
    with pytest.raises(RetryError, match=f"failed {MAX_ATTEMPTS} times"):
        retry_of(letter_of(read_back(letter)))


def test_what_is_no_dead_letter_of_ours_is_not_sent() -> None:
    with pytest.raises(RetryError, match="no dead letter of wirecopy"):
        retry_of(letter_of(record()))
