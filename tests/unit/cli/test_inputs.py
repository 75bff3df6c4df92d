"""What `publish` and `run` make of files, folders and standard input."""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from cli import inputs
from cli.errors import CommandError
from cli.inputs import Input, expand, read_inputs


def read(*paths: Path | str, source: str | None = None) -> list[Input]:
    return list(read_inputs([str(path) for path in paths], source))


def values(read_in: list[Input]) -> list[dict[str, Any]]:
    return [orjson.loads(item.value) for item in read_in]


def pasted(monkeypatch: pytest.MonkeyPatch, data: bytes, source: str | None = None) -> list[Input]:
    """What is read from `data` on standard input."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    return read("-", source=source)


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


def test_files_and_standard_input_stay_in_the_order_given(tmp_path: Path) -> None:
    one, other = write(tmp_path / "b.txt", b"x"), write(tmp_path / "a.htm", b"x")
    assert expand([str(one), "-", str(other)], lambda name: None) == [str(one), "-", str(other)]


def test_a_path_that_does_not_exist_is_said_with_its_name(tmp_path: Path) -> None:
    assert "no such file or folder" in refused([str(tmp_path / "none.txt")])


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
    assert [item.value for item in read(path, source="s")] == [b"not json", b"[1]"]


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", b'\xef\xbb\xbf{"a": 1}\n{"a": 2}\n')
    assert values(read(path)) == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("data", [b"", b"\n\n \n"])
def test_a_file_without_lines_has_no_articles(data: bytes, tmp_path: Path) -> None:
    assert read(write(tmp_path / "a.jsonl", data)) == []


def test_a_blank_text_file_is_an_article_that_its_reader_will_refuse(tmp_path: Path) -> None:
    assert values(read(write(tmp_path / "a.txt", b""))) == [{"source": "a", "body": ""}]


def test_an_oversized_line_is_one_value_and_the_next_line_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "LARGEST_FILE", 10)
    path = write(tmp_path / "a.jsonl", b"x" * 35 + b"\n" + b"y" * 10 + b"\nz\n")
    assert read(path) == [
        Input(f"{path}:1", b"x" * 10),
        Input(f"{path}:2", b"y" * 10),
        Input(f"{path}:3", b"z"),
    ]


def test_no_more_of_a_file_is_read_than_could_be_an_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "LARGEST_FILE", 10)
    (value,) = values(read(write(tmp_path / "bomb.txt.gz", b"x" * 100_000)))
    assert len(value["body"]) == 11


@pytest.mark.parametrize(
    "data",
    [b"no gzip", gzip.compress(b"x" * 1000)[:-9], b"", gzip.compress(b"xyz")[:10] + b"\xff" * 20],
    ids=["other bytes", "cut off", "empty", "broken inside"],
)
def test_a_broken_gz_file_is_said_with_its_name(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(data)
    if not data:
        assert read(path) == []
        return
    with pytest.raises(CommandError, match=r"a\.jsonl\.gz cannot be read"):
        read(path)


def test_lines_on_standard_input_are_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    items = pasted(monkeypatch, b' {"source": "s", "body": "b"}\n{"a": 1}\n')
    assert [item.origin for item in items] == ["stdin:1", "stdin:2"]
    assert values(items) == [{"source": "s", "body": "b"}, {"a": 1}]


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
