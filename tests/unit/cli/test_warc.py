"""WARC files: what is published of them, and what of a damaged one."""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from cli import warc, warc_records
from cli.articles import Input, Unusable
from cli.inputs import read_inputs
from schemas.codec import decode
from schemas.raw import RawArticle

PAGE = "<html><head><title>A bridge</title></head><body><p>It is open – again.</p></body></html>"
URI = "https://www.example.org/2026/bridge.html"
GOLDEN = Path(__file__).parent.parent.parent / "golden" / "warc"
DATE = "2026-11-20T12:00:00Z"


def answer(
    body: bytes = PAGE.encode(), *lines: str, status: str = "200 OK", kind: str = "text/html"
) -> bytes:
    """An HTTP answer; `kind` is empty for one that does not say what it is."""
    head = [f"HTTP/1.1 {status}", *([f"Content-Type: {kind}"] if kind else []), *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def record(
    block: bytes | None = None,
    *,
    uri: str = URI,
    kind: str = "response",
    length: int | None = None,
    fields: Sequence[str] = (),
) -> bytes:
    block = answer() if block is None else block
    head = [
        "WARC/1.1", f"WARC-Type: {kind}", f"WARC-Target-URI: {uri}", f"WARC-Date: {DATE}", *fields,
        f"Content-Length: {len(block) if length is None else length}",
    ]  # fmt: skip
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def page(name: str) -> bytes:
    """A record whose page has the word `name`."""
    return record(answer(f"<html><p>{name}</p></html>".encode()), uri=f"https://example.org/{name}")


def read(
    path: Path, *records: bytes, source: str | None = None, notes: list[str] | None = None
) -> list[Input | Unusable]:
    """What is read from a file of `records`, each a gzip member where the name says so."""
    packed = [gzip.compress(data) for data in records] if path.suffix == ".gz" else records
    path.write_bytes(b"".join(packed))
    return inputs_of(path, notes, source)


def inputs_of(
    path: Path, notes: list[str] | None = None, source: str | None = None
) -> list[Input | Unusable]:
    note = (notes if notes is not None else []).append
    return list(read_inputs([str(path)], source, note))


def names(items: Sequence[Input | Unusable]) -> list[str]:
    """The words of the pages, and the reasons of what is refused."""
    return [
        item.reason if isinstance(item, Unusable)
        else orjson.loads(item.value)["body"].removeprefix("<html><p>").removesuffix("</p></html>")
        for item in items
    ]  # fmt: skip


def value(item: Input | Unusable) -> dict[str, Any]:
    assert isinstance(item, Input), item
    fields: dict[str, Any] = orjson.loads(item.value)
    return fields


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_page_is_an_article_of_its_host_at_its_address_and_time(
    name: str, tmp_path: Path
) -> None:
    (item,) = read(tmp_path / name, record())
    assert item.origin == f"{tmp_path / name}:1 {URI}"
    assert value(item) == {
        "source": "www.example.org", "url": URI, "body": PAGE, "content_type": "text/html",
        "collected_at": DATE, "restrictions": [],
    }  # fmt: skip
    assert isinstance(item, Input)
    decode(RawArticle, item.value)


def test_a_source_that_is_given_overrides_the_host(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "crawl.warc", record(), source="archive")
    assert value(item)["source"] == "archive"


@pytest.mark.parametrize("name", ["warcio.warc", "warcio.warc.gz", "wget.warc.gz"])
def test_what_other_programs_write_is_read(name: str) -> None:
    """warcio's have requests, chunks and gzip bodies; wget's has addresses in angle brackets, a 404
    and its own manifest."""
    notes: list[str] = []
    items = inputs_of(GOLDEN / name, notes)
    assert names(items) == ["one", "two"]
    host = "127.0.0.1" if name.startswith("wget") else "example.org"
    assert [value(item)["source"] for item in items] == [host, host]
    assert len(notes) == name.startswith("wget")


def test_one_gzip_member_may_hold_many_records(tmp_path: Path) -> None:
    items = read(tmp_path / "crawl.warc.gz", page("one") + page("two"), page("three"))
    assert names(items) == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("body", "lines", "kind"),
    [
        (PAGE.encode("cp1252"), (), "text/html; charset=windows-1252"),
        (PAGE.encode(), (), 'application/xhtml+xml; charset="utf-8"'),
        (PAGE.encode(), (), ""),
        (gzip.compress(PAGE.encode()), ("Content-Encoding: gzip",), "text/html"),
        (zlib.compress(PAGE.encode()), ("Content-Encoding: deflate",), "text/html"),
        (PAGE.encode(), ("Content-Encoding: gzip",), "text/html"),
        (PAGE.encode(), ("Transfer-Encoding: chunked",), "text/html"),
        (
            b"5;a=b\r\n" + PAGE.encode()[:5] + b"\r\n%x \r\n" % (len(PAGE.encode()) - 5)
            + PAGE.encode()[5:] + b"\r\n0\r\n\r\n",
            ("Transfer-Encoding: chunked",), "text/html",
        ),
    ],
    ids=[
        "charset of the header", "xhtml", "no type", "gzip", "deflate", "gzip undone",
        "chunks undone", "chunks",
    ],
)  # fmt: skip
def test_the_codings_of_http_are_undone(
    body: bytes, lines: tuple[str, ...], kind: str, tmp_path: Path
) -> None:
    (item,) = read(tmp_path / "crawl.warc", record(answer(body, *lines, kind=kind)))
    assert value(item)["body"] == PAGE
    assert value(item)["content_type"] == "text/html"


def test_a_plain_text_is_a_text(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.warc", record(answer(b"It is open.", kind="text/plain")))
    assert (value(item)["body"], value(item)["content_type"]) == ("It is open.", "text/plain")


def test_what_the_site_asks_not_to_be_done_is_noted(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.warc", record(answer(PAGE.encode(), "X-Robots-Tag: noarchive")))
    assert value(item)["restrictions"] == ["noarchive"]


def test_what_is_no_page_is_passed_over_and_counted(tmp_path: Path) -> None:
    notes: list[str] = []
    feed = b'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title></channel></rss>'
    others = [
        record(kind="warcinfo"),
        record(kind="request"),
        record(kind="revisit"),
        record(kind="metadata"),
        record(uri="dns:example.org"),
        record(answer(status="404 Not Found")),
        record(answer(b"", "Location: /b", status="301 Moved")),
        record(answer(b"\x89PNG\x00", kind="image/png")),
        record(answer(b"{}", kind="application/json")),
        record(answer(b"body {}", kind="")),
        record(answer(feed)),
        record(answer(b"User-agent: *", kind="text/plain"), uri="https://example.org/robots.txt"),
    ]
    path = tmp_path / "crawl.warc"
    assert names(read(path, *others, page("one"), notes=notes)) == ["one"]
    assert notes == [f"{path}: answers that are no page or text, passed over: 7"]


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (record(fields=["WARC-Truncated: length"]), "the crawler cut it short: length"),
        (record(b"no HTTP"), "what it holds is no HTTP answer"),
        (record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"), "is no HTTP answer"),
        (record(answer(b"\x1f\x8b\x08broken", "Content-Encoding: gzip")), "decompressed"),
        (record(answer(PAGE.encode(), "Content-Encoding: zstd")), "zstd"),
        (record(answer(b"5\r\n<html", "Transfer-Encoding: chunked")), "chunks"),
        (record(answer(b"\x00\x01\x02" * 99)), "this is no text"),
        (record().replace(b"WARC/1.1", b"WORK/1.1"), "no record begins here"),
        (record().replace(b"WARC-Date:", b"WARC-Date "), "a line that is no field"),
        (record().replace(b"Content-Length: ", b"Content-Length: -"), "Content-Length is missing"),
        (record().replace(b"Content-Length: ", b"Content-Width: "), "Content-Length is missing"),
        (record(length=20), "Content-Length is wrong"),
        (record(length=10**9), "it is cut short"),
        (record(fields=["X: y"] * 300), "more than 200 lines"),
        (record(fields=["X: " + "y" * 70_000]), "a line of it is too long"),
    ],
    ids=[
        "truncated", "no HTTP", "head does not end", "gzip", "zstd", "chunks", "no text", "version",
        "field", "negative length", "no length", "length too small", "length too large",
        "many lines", "long line",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_broken_record_is_refused_by_name_and_the_others_are_published(
    name: str, damaged: bytes, reason: str, tmp_path: Path
) -> None:
    items = read(tmp_path / name, page("one"), damaged, page("two"))
    before, broken, after = items
    assert names([before, after]) == ["one", "two"]
    assert isinstance(broken, Unusable)
    assert reason in broken.reason
    assert broken.origin.startswith(f"{tmp_path / name}:2")
    assert broken.error_class == "undecodable"


@pytest.mark.parametrize(
    ("middle", "reason"),
    [
        (gzip.compress(page("x"))[:-20], "its "),
        (gzip.compress(page("x"))[:60] + b"\xff" * 9 + gzip.compress(page("x"))[69:], "damaged"),
        (gzip.compress(page("x"))[:-8] + b"\x00" * 8, "its gzip data are damaged"),
        (b"garbage", "is no gzip data"),
    ],
    ids=["cut short", "broken inside", "wrong sum", "no gzip"],
)
def test_after_a_damaged_gzip_member_the_next_one_is_found(
    middle: bytes, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(gzip.compress(page("one")) + middle + gzip.compress(page("two")))
    items = inputs_of(path)
    assert names(items)[0] == "one"
    assert names(items)[-1] == "two"
    assert reason in " ".join(names(items)[1:-1])
    assert all(isinstance(item, Unusable) for item in items[1:-1])


def test_a_file_that_ends_early_gives_what_is_whole(tmp_path: Path) -> None:
    plain = page("one") + page("two")
    for path, data in (
        (tmp_path / "a.warc", plain),
        (tmp_path / "a.warc.gz", gzip.compress(page("one")) + gzip.compress(page("two"))),
    ):
        path.write_bytes(data[:-40])
        whole, broken = inputs_of(path)
        assert names([whole]) == ["one"]
        assert isinstance(broken, Unusable)


def test_a_page_that_is_too_large_is_refused_and_nothing_else_of_that_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warc, "LARGEST_FILE", 2000)
    film = record(answer(b"x" * 5000, kind="video/mp4"))
    bomb = record(answer(gzip.compress(b"x" * 5000), "Content-Encoding: gzip"))
    items = read(
        tmp_path / "a.warc", page("one"), film, record(answer(b"x" * 5000)), bomb, page("two")
    )
    assert [names([items[0]]), names([items[-1]])] == [["one"], ["two"]]
    assert [item.error_class for item in items if isinstance(item, Unusable)] == ["too-large"] * 2


def test_a_file_that_is_damaged_all_over_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warc_records, "MOST_DAMAGED", 3)
    items = read(tmp_path / "a.warc", *[record(length=1)] * 9, page("one"))
    assert len(items) == 4
    assert "the rest of the file is not read" in names(items)[-1]


@pytest.mark.parametrize("data", [b"", b"\n\r\n", record(kind="warcinfo")])
def test_a_file_without_answers_says_so(data: bytes, tmp_path: Path) -> None:
    notes: list[str] = []
    assert read(tmp_path / "a.warc", data, notes=notes) == []
    assert notes == [f"{tmp_path / 'a.warc'}: there is no article in it"]


@pytest.mark.parametrize("packed", [False, True])
def test_no_damage_is_more_than_refusals(packed: bool, tmp_path: Path) -> None:
    """Bytes changed at random: all ends, and pages far from the damage are there."""
    pages = [page(f"p{number}") for number in range(12)]
    whole = b"".join(gzip.compress(data) if packed else data for data in pages)
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    chance = random.Random(7)
    for _ in range(150):
        data = bytearray(whole)
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        path.write_bytes(data)
        found = names(inputs_of(path))
        assert sum(f"p{number}" in found for number in range(12)) >= 10
