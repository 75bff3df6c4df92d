"""Headers say which version a record is about, also where it cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.headers import (
    RETRY_OF,
    VERSION,
    VersionHeader,
    event_headers,
    foreign_headers,
    header,
    version_of,
)

versions = st.builds(
    VersionHeader, lane=st.text(), article_id=st.text(), content_hash=st.text(min_size=1)
) | st.builds(VersionHeader, partition=st.integers(0, 2**31 - 1), offset=st.integers(0, 2**63 - 1))


@given(versions)
def test_a_version_survives_its_header(version: VersionHeader) -> None:
    assert VersionHeader.decode(version.encode()) == version


def test_a_version_is_a_json_array_that_others_can_read() -> None:
    assert VersionHeader("default", "a1", "00ff").encode() == b'["default","a1","00ff"]'
    assert VersionHeader(partition=2, offset=41).encode() == b"[2,41]"


@pytest.mark.parametrize(
    "value", [b"", b"a1", b"{}", b"[]", b"[1]", b'["a","b"]', b'["a","b",3]', b"[1,2,3]", b"\xff"]
)
def test_what_is_not_a_version_is_passed_over(value: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - orjson's own, or ours
        VersionHeader.decode(value)
    assert version_of([(VERSION, value)]) is None


def test_what_was_added_later_counts() -> None:
    headers = [("a", b"1"), ("b", b"2"), ("a", b"3")]
    assert header(headers, "a") == b"3"
    assert header(headers, "c") is None
    assert header(None, "a") is None
    assert header((), "a") is None


def test_a_version_is_read_from_the_header_that_is_asked_for() -> None:
    first, second = VersionHeader("l", "a", "1"), VersionHeader("l", "a", "2")
    headers = [(VERSION, first.encode()), (RETRY_OF, second.encode())]
    assert version_of(headers) == first
    assert version_of(headers, RETRY_OF) == second


def test_a_repeated_record_is_the_same_event() -> None:
    version = VersionHeader("l", "a", "1")
    headers = event_headers("article", "dedup", version)
    assert headers == event_headers("article", "dedup", version)
    said = dict(headers)
    assert said["ce_specversion"] == b"1.0"
    assert said["ce_type"] == b"wirecopy.article.v1"
    assert said["ce_source"] == b"/wirecopy/dedup"
    assert said["ce_id"] == said[VERSION] == version.encode()


def test_the_producers_own_headers_are_told_from_ours() -> None:
    own = [("traceparent", b"00-1"), ("ce_id", b"mine"), ("traceparent", b"00-2")]
    ours = [(VERSION, b"[0,1]"), (RETRY_OF, b"[0,1]"), ("__streams.errors.message", b"x")]
    assert foreign_headers([*own[:1], *ours, *own[1:]]) == own
    assert foreign_headers(None) == []
