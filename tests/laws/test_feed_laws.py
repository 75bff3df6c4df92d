"""Whatever is done to a feed, it is read or refused, and what is read keeps to its form."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.feeds.feed import FeedError
from pipeline.feeds.read import read_feed
from tests.support.feed_dialects import DIALECTS, HOST

# A huge one is as slow to read as it is huge, and no stranger than the others.
BODIES = [d.body for d in DIALECTS if 0 < len(d.body) < 20_000]
PIECES = [
    b"<item>", b"</item>", b"<entry>", b"<title>", b"<link href='http://[::1'/>", b"<link>http://[",
    b"<content type='xhtml'>", b"<div>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"<!DOCTYPE",
    b"&#x110000;", b"&#0;", b"&nbsp;", b"&amp;lt;", b" xml:base='http://[x'", b" xmlns:a='b'",
    b"<pubDate>", b"<guid>", b"<ttl>-1</ttl>", b"<georss:point>1 x</georss:point>", b"\x00",
    b"\xff\xfe", b'":', b"{", b"null", b"9" * 40,
]  # fmt: skip
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 20),
        st.one_of(st.sampled_from(PIECES), st.binary(max_size=3)),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None)
@given(st.sampled_from(BODIES), EDITS, st.sampled_from([None, "text/xml; charset=koi8-r"]))
def test_a_spoilt_feed_is_read_or_refused_and_nothing_else(
    body: bytes, edits: list[tuple[float, int, bytes]], content_type: str | None
) -> None:
    spoilt = bytearray(body)
    for where, removed, added in edits:
        at = round(where * len(spoilt))
        spoilt[at : at + removed] = added
    with suppress(FeedError):
        feed = read_feed(bytes(spoilt), content_type, f"{HOST}/feed")
        for item in feed.items:
            parts = urlsplit(item.link or HOST)
            assert parts.scheme in ("http", "https")
            assert parts.hostname
            for text in (item.content, item.summary):
                assert text is None or (text.value.strip() and "\0" not in text.value)
        for child in feed.children:
            assert urlsplit(child.url).hostname


@settings(deadline=None)
@given(st.binary(max_size=300), st.text(max_size=30))
def test_bytes_at_random_are_read_or_refused(body: bytes, content_type: str) -> None:
    with suppress(FeedError):
        read_feed(body, content_type, f"{HOST}/feed")
