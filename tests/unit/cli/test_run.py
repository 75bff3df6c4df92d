"""`wirecopy run` on what it cannot read."""

from __future__ import annotations

import gzip
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from cli.main import app

RUN = CliRunner()


def test_a_file_that_cannot_be_read_is_refused_by_name_and_the_rest_is_done(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"x" * 1000)[:-9])
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "c.txt").write_text("The bridge is open again.")
    ended = RUN.invoke(app, ["run", str(tmp_path), "--until", "clean", "--skip", "clean"])
    assert ended.exit_code == 1
    assert f"refused {tmp_path / 'a.jsonl.gz'}: the file cannot be read" in ended.stderr
    assert f"refused {tmp_path / 'b.txt'}: this is no text" in ended.stderr
    first, second, third = (orjson.loads(line) for line in ended.stdout.splitlines())
    for line, name in ((first, "a.jsonl.gz"), (second, "b.txt")):
        assert (line["topic"], line["key"]) == ("dead-letters", str(tmp_path / name))
        assert (line["value"]["stage"], line["value"]["error_class"]) == ("read", "undecodable")
    assert third["value"]["text"] == "The bridge is open again."


def test_empty_input_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    ended = RUN.invoke(app, ["run", str(empty), "--until", "clean", "--skip", "clean"])
    assert (ended.exit_code, ended.stdout) == (0, "")
    assert ended.stderr == f"{empty}: there is no article in it\n0 articles\n"


@pytest.mark.parametrize("command", ["run", "publish"])
@pytest.mark.parametrize("source", ["", "  ", "a\nb"])
def test_a_source_that_names_nothing_is_wrong_usage(
    command: str, source: str, tmp_path: Path
) -> None:
    ended = RUN.invoke(app, [command, str(tmp_path), "--source", source])
    assert ended.exit_code == 2
    assert "source: " in ended.stderr
