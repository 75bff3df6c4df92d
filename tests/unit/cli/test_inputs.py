"""What `publish` and `run` make of files, folders and standard input."""

from __future__ import annotations

import gzip
import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from cli import articles, inputs, lines
from cli.articles import Input, Unusable
from cli.errors import CommandError
from cli.inputs import read_inputs
from cli.paths import expand


def read(
    *paths: Path | str, source: str | None = None, notes: list[str] | None = None
) -> list[Input | Unusable]:
    note = (notes if notes is not None else []).append
    return list(read_inputs([str(path) for path in paths], source, note))


def values(read_in: list[Input | Unusable]) -> list[dict[str, Any]]:
    return [orjson.loads(item.value) for item in read_in if isinstance(item, Input)]


def unusable(*paths: Path | str) -> Unusable:
    """The only thing read, which is no article."""
    (item,) = read(*paths)
    assert isinstance(item, Unusable)
    return item


def pasted(
    monkeypatch: pytest.MonkeyPatch, data: bytes, source: str | None = None
) -> list[Input | Unusable]:
    """What is read from `data` on standard input."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    return read("-", source=source)


def largest(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """No more than `size` bytes of a document are read."""
    for module in (articles, inputs, lines):
        monkeypatch.setattr(module, "LARGEST_FILE", size)


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def refused(paths: list[str]) -> str:
    with pytest.raises(CommandError) as caught:
        expand(paths, lambda name: None)
    assert caught.value.status == 2
    return str(caught.value)


def test_a_folder_is_walked_in_name_order_and_what_is_skipped_is_told(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.html", "c.jsonl.gz", "a/readme.md", "d.gz", ".hidden.txt", "e.TXT"):
        write(tmp_path / name, b"x")
    skipped: list[str] = []
    files = expand([str(tmp_path)], skipped.append)
    assert [Path(file).name for file in files] == ["z.html", "b.txt", "c.jsonl.gz", "e.TXT"]
    assert [Path(name).name for name in skipped] == [".hidden.txt", "readme.md", "d.gz"]


def test_what_is_no_file_in_a_folder_is_skipped_with_the_reason(tmp_path: Path) -> None:
    write(tmp_path / "folder" / "a.txt", b"x")
    (tmp_path / "folder" / "dangling.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "folder" / "linked").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "folder" / "pipe.txt")
    skipped: list[str] = []
    files = expand([str(tmp_path / "folder")], skipped.append)
    assert [Path(file).name for file in files] == ["a.txt"]
    assert [Path(name).name for name in skipped] == [
        "dangling.txt (a link to nothing)", "linked (a link to a folder)", "pipe.txt (not a file)",
    ]  # fmt: skip


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    skipped: list[str] = []
    assert expand([str(tmp_path)], skipped.append) == []
    assert skipped == [f"{tmp_path} (an empty folder)"]


def test_files_and_standard_input_stay_in_the_order_given(tmp_path: Path) -> None:
    one, other = write(tmp_path / "b.txt", b"x"), write(tmp_path / "a.htm", b"x")
    assert expand([str(one), "-", str(other)], lambda name: None) == [str(one), "-", str(other)]


def test_a_path_that_does_not_exist_is_said_with_its_name(tmp_path: Path) -> None:
    assert "no such file or folder" in refused([str(tmp_path / "none.txt")])


def test_a_path_that_is_neither_file_nor_folder_is_said_to_be_so(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nothing")
    assert "neither a file nor a folder" in refused([str(tmp_path / "pipe.txt")])
    assert "a link to nothing" in refused([str(tmp_path / "dangling.txt")])


def test_a_file_of_another_kind_is_said_with_the_kinds_that_are_read(tmp_path: Path) -> None:
    message = refused([str(write(tmp_path / "a.pdf", b"x"))])
    assert "a.pdf" in message
    assert ".jsonl" in message


@pytest.mark.parametrize("name", ["wire.txt", "wire.txt.gz", "wire.text"])
def test_a_text_file_is_one_article_whose_source_is_its_stem(name: str, tmp_path: Path) -> None:
    path = write(tmp_path / name, "Grüße\n".encode())
    (item,) = read(path)
    assert item.origin == str(path)
    assert values([item]) == [{"source": "wire", "body": "Grüße\n"}]


def test_a_page_is_said_to_be_one(tmp_path: Path) -> None:
    (value,) = values(read(write(tmp_path / "page.html", b"<p>x</p>")))
    assert value == {"source": "page", "body": "<p>x</p>", "content_type": "text/html"}


def test_a_file_of_another_encoding_is_decoded(tmp_path: Path) -> None:
    (value,) = values(read(write(tmp_path / "a.txt", "Grüße".encode("utf-16"))))
    assert value["body"] == "Grüße"


def test_a_source_that_is_given_overrides_every_other(tmp_path: Path) -> None:
    text = write(tmp_path / "a.txt", b"x")
    lines = write(tmp_path / "b.jsonl", b'{"source": "own", "body": "y"}\n')
    assert {value["source"] for value in values(read(text, lines, source="s"))} == {"s"}


@pytest.mark.parametrize("name", ["feed.jsonl", "feed.ndjson", "feed.jsonl.gz"])
def test_each_line_is_a_value_as_it_is_and_is_named_by_its_number(
    name: str, tmp_path: Path
) -> None:
    path = write(tmp_path / name, b'{"b": 1,  "a": 2}\r\n\n  \nnot json\n{"c": 3}')
    assert read(path) == [
        Input(f"{path}:1", b'{"b": 1,  "a": 2}'),
        Input(f"{path}:4", b"not json"),
        Input(f"{path}:5", b'{"c": 3}'),
    ]


def test_a_wrong_line_is_not_mended_by_a_source(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", b"not json\n[1]\n")
    assert read(path, source="s") == [
        Input(f"{path}:1", b"not json"), Input(f"{path}:2", b"[1]"),
    ]  # fmt: skip


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", b'\xef\xbb\xbf{"a": 1}\n{"a": 2}\n')
    assert values(read(path)) == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("data", [b"", b"\n\n \n"])
def test_a_file_without_lines_has_no_articles_and_that_is_said(data: bytes, tmp_path: Path) -> None:
    notes: list[str] = []
    path = write(tmp_path / "a.jsonl", data)
    assert read(path, write(tmp_path / "b.txt", b"x"), notes=notes)[1:] == []
    assert notes == [f"{path}: there is no article in it"]


def test_a_blank_text_file_is_an_article_that_its_reader_will_refuse(tmp_path: Path) -> None:
    assert values(read(write(tmp_path / "a.txt", b""))) == [{"source": "a", "body": ""}]


def test_of_an_oversized_line_it_is_said_how_much_was_read_and_the_next_line_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    largest(monkeypatch, 10)
    path = write(tmp_path / "a.jsonl", b"x" * 35 + b"\n" + b"y" * 9 + b"\nz\n")
    too_large, *others = read(path)
    assert others == [Input(f"{path}:2", b"y" * 9), Input(f"{path}:3", b"z")]
    assert too_large == Unusable(
        f"{path}:1", "too-large", "10 bytes or more are too many: raw takes 2,097,152"
    )


def test_no_more_of_a_file_is_read_than_could_be_an_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    largest(monkeypatch, 10)
    item = unusable(write(tmp_path / "bomb.txt.gz", b"x" * 100_000))
    assert item.error_class == "too-large"
    assert item.reason.startswith("10 bytes or more are too many")


@pytest.mark.parametrize(
    "data",
    [b"no gzip", gzip.compress(b"x" * 1000)[:-9], gzip.compress(b"xyz")[:10] + b"\xff" * 20],
    ids=["other bytes", "cut off", "broken inside"],
)
def test_a_broken_gz_file_is_refused_by_name_and_the_others_are_read(
    data: bytes, tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(data)
    write(tmp_path / "b.txt", b"x")
    items = read(*sorted(tmp_path.iterdir()))
    (broken,) = [item for item in items if isinstance(item, Unusable)]
    assert broken.origin.endswith("a.jsonl.gz")
    assert broken.reason.startswith("the file cannot be read: ")
    assert values(items)[-1] == {"source": "b", "body": "x"}


def test_what_stands_before_the_break_of_a_gz_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}\n') + b"trailing")
    first, second = read(path)
    assert first == Input(f"{path}:1", b'{"a": 1}')
    assert isinstance(second, Unusable)


def test_a_file_that_is_gone_by_now_is_refused_in_words(tmp_path: Path) -> None:
    item = unusable(tmp_path / "gone.txt")
    assert item.reason == "the file cannot be read: No such file or directory"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"one NUL is in no text\x00" + b" at all" * 100,
        "UTF-16 that does not say so".encode("utf-16-le"),
        bytes(range(1, 256)) * 20,
    ],
    ids=["image", "one NUL", "UTF-16 without a mark", "any bytes"],
)
def test_a_file_that_is_no_text_is_refused(data: bytes, tmp_path: Path) -> None:
    item = unusable(write(tmp_path / "a.txt", data))
    assert item.error_class == "undecodable"
    assert item.reason == "this is no text: it is full of control characters"


def test_wire_copy_in_its_frame_and_a_page_with_a_stray_nul_are_read(tmp_path: Path) -> None:
    framed = b"\x01\x02" + b"A ship came in on Tuesday. " * 10 + b"\x03"
    page = b"<html><p>A ship\x00 came in.</p>" + b"<p>More.</p>" * 10
    files = write(tmp_path / "a.txt", framed), write(tmp_path / "b.html", page)
    assert [value["body"] for value in values(read(*files))] == [framed.decode(), page.decode()]


def test_lines_on_standard_input_are_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    items = pasted(monkeypatch, b' {"source": "s", "body": "b"}\n{"a": 1}\n')
    assert [item.origin for item in items] == ["stdin:1", "stdin:2"]
    assert values(items) == [{"source": "s", "body": "b"}, {"a": 1}]


@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf", b"  "])
def test_one_object_spread_over_lines_is_one_article(
    head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = orjson.dumps({"source": "s", "body": "b"}, option=orjson.OPT_INDENT_2)
    (item,) = pasted(monkeypatch, head + written + b"\n")
    assert item == Input("stdin", written)
    (item,) = pasted(monkeypatch, head + written, "desk")
    assert values([item]) == [{"source": "desk", "body": "b"}]


def test_after_a_first_line_that_is_broken_the_lines_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    items = pasted(monkeypatch, b'{"source": "s", "bo\n{"a": 1}\n{"b": 2}\n')
    assert items == [
        Input("stdin:1", b'{"source": "s", "bo'),
        Input("stdin:2", b'{"a": 1}'),
        Input("stdin:3", b'{"b": 2}'),
    ]


def test_lines_that_never_become_an_object_are_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    items = pasted(monkeypatch, b'{\n"source": "s",\n')
    assert [item.origin for item in items] == ["stdin:1", "stdin:2"]
    monkeypatch.setattr(lines, "MOST_LINES_OF_AN_OBJECT", 2)
    items = pasted(monkeypatch, b'{\n"source": "s",\n"body": "b"\n}')
    assert [item.origin for item in items] == [f"stdin:{number}" for number in (1, 2, 3, 4)]


def test_a_first_line_that_is_too_long_does_not_hide_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    largest(monkeypatch, 10)
    too_large, other = pasted(monkeypatch, b"{" + b"x" * 35 + b'\n{"a": 1}\n')
    assert isinstance(too_large, Unusable)
    assert other == Input("stdin:2", b'{"a": 1}')


def test_what_is_no_text_on_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    (item,) = pasted(monkeypatch, b"%PDF-1.4\n\x00\x01\x02")
    assert isinstance(item, Unusable)


@pytest.mark.parametrize("data", [b"A title\n\n{not json}\n", b"\n{}", b"<html>\n<p>x</p>"])
def test_anything_else_on_standard_input_is_one_article(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (item,) = pasted(monkeypatch, data)
    assert item.origin == "stdin"
    assert values([item]) == [{"source": "stdin", "body": data.decode()}]


def test_a_pasted_article_may_have_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    assert values(pasted(monkeypatch, b"x", "desk"))[0]["source"] == "desk"


def test_empty_standard_input_has_no_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pasted(monkeypatch, b"") == []
