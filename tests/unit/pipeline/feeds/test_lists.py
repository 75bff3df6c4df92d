"""Lists of feeds: the TOML file, and OPML in and out."""

from __future__ import annotations

import pytest

from pipeline.feeds.listing import ListingError, definition, definitions_in, seconds
from pipeline.feeds.opml import Outline, read_opml, write_opml

TOML = """
[[feed]]
url = "https://www.gazette.example/rss"

[[feed]]
url = "https://wire.example/feed.json"
source = "wire"
lane = "sports"
interval = "15m"
pages = "always"
refuse = ["noai", "noarchive"]
"""


def test_a_file_says_what_commands_can_say() -> None:
    gazette, wire = definitions_in(TOML)
    assert (gazette.source, gazette.origin, gazette.pages) == ("gazette.example", "file", "auto")
    assert (wire.source, wire.lane, wire.interval_seconds) == ("wire", "sports", 900)
    assert (wire.pages, wire.refuse) == ("always", ("noai", "noarchive"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[feed]", "no TOML"),
        ("[feeds]\nurl = 'x'", "nothing else"),
        ("[[feed]]\nname = 'x'", "feed 1: no url"),
        ("[[feed]]\nurl = 'https://a.example'\nevery = '5m'", "unknown: every"),
        ("[[feed]]\nurl = 'ftp://a.example'", "must begin with http"),
        ("[[feed]]\nurl = 'https://a.example'\npages = 'often'", "pages"),
        ("[[feed]]\nurl = 'https://a.example'\ninterval = 'soon'", "no duration"),
        (TOML + TOML, "twice"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(ListingError, match=said):
        definitions_in(text)


def test_a_duration_has_a_unit_or_is_in_seconds() -> None:
    assert [seconds(d) for d in ("900", 900, "15m", "2 h", "1d")] == [900, 900, 900, 7200, 86_400]
    with pytest.raises(ListingError):
        seconds("0m")


OPML = b"""<?xml version="1.0"?>
<opml version="2.0"><head><title>mine</title></head><body>
 <outline text="News"><outline text="Local">
  <outline type="rss" text="Gazette" xmlUrl="https://gazette.example/rss"/></outline></outline>
 <outline text="Wire" title="The Wire" xmlurl=" https://wire.example/feed "/>
 <outline text="Again" xmlUrl="https://wire.example/feed"/>
 <outline text="No feed"/>
</body></opml>"""


def test_opml_gives_each_feed_once_with_its_folder() -> None:
    assert read_opml(OPML) == [
        Outline("https://gazette.example/rss", "Gazette", "News/Local"),
        Outline("https://wire.example/feed", "The Wire", None),
    ]


def test_what_is_written_as_opml_reads_back() -> None:
    outlines = read_opml(OPML)
    definitions = [definition(o.url, name=o.name, folder=o.folder) for o in outlines]
    written = write_opml(definitions)
    assert sorted(read_opml(written), key=lambda o: o.url) == sorted(outlines, key=lambda o: o.url)


def test_feeds_that_follow_from_others_are_not_written() -> None:
    child = definition("https://a.example/x#redirect-1", parent="https://b.example/x")
    assert read_opml(write_opml([child])) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no OPML"),
        (b"<rss></rss>", "no OPML"),
        (b"<opml><body>", "cannot be read"),
        (b"<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>", "refused unread"),
    ],
)
def test_what_is_no_opml_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(ListingError, match=said):
        read_opml(data)
