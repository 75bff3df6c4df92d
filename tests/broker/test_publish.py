"""`wirecopy publish` does what can be done and names what cannot."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from tests.broker.conftest import MakeSystem
from tests.support.system import ROOT, wait_until
from tests.support.topics import records
from tests.unit.cli.test_warc import page, record


def test_what_cannot_be_published_is_named_and_the_rest_is_published(
    make_system: MakeSystem, tmp_path: Path
) -> None:
    system = make_system("publish-some")
    (tmp_path / "a.jsonl").write_text('{"source": "desk", "body": "One."}\n{"source": " "}\n')
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b'{"source": "desk"}\n' * 99)[:-9])
    (tmp_path / "c.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "d.warc.gz").write_bytes(
        b"".join(gzip.compress(data) for data in (page("one"), record(length=20), page("two")))
    )
    (tmp_path / "e.pdf").touch()
    (tmp_path / "f.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "g.txt").write_text("The last.")
    ended = system.command("publish", str(tmp_path))
    assert ended.returncode == 1
    said = ended.stderr
    assert f"refused {tmp_path / 'a.jsonl'}:2: source: the name is blank" in said
    assert f"refused {tmp_path / 'b.jsonl.gz'}: the file cannot be read" in said
    assert f"refused {tmp_path / 'c.txt'}: this is no text" in said
    assert f"refused {tmp_path / 'd.warc.gz'}:2 " in said
    assert f"skipped {tmp_path / 'e.pdf'}\n" in said
    assert f"skipped {tmp_path / 'f.txt'} (a link to nothing)" in said
    assert "published 4 of " in said
    published = [json.loads(item.value or b"") for item in records(system.settings, "raw")]
    assert sorted(value["source"] for value in published) == [
        "desk", "example.org", "example.org", "g",
    ]  # fmt: skip


def test_nothing_to_publish_is_said(make_system: MakeSystem, tmp_path: Path) -> None:
    system = make_system("publish-nothing")
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "folder").mkdir()
    ended = system.command("publish", str(tmp_path / "empty.jsonl"), str(tmp_path / "folder"))
    assert ended.returncode == 0
    assert "empty.jsonl: there is no article in it" in ended.stderr
    assert "folder (an empty folder)" in ended.stderr
    assert "published 0 of 0 articles" in ended.stderr


def test_a_live_stream_is_published_as_it_comes(make_system: MakeSystem) -> None:
    system = make_system("publish-live")

    def has(count: int) -> bool:
        return len(records(system.settings, "raw")) == count

    with subprocess.Popen(
        [sys.executable, "-m", "cli.main", "publish", "-"],
        env={
            **os.environ,
            "WIRECOPY_BOOTSTRAP_SERVERS": system.bootstrap,
            "WIRECOPY_TOPIC_PREFIX": system.prefix,
            "WIRECOPY_DATA_DIR": str(system.folder),
        },
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        for number in (1, 2):
            process.stdin.write(b'{"source": "desk", "body": "Number %d."}\n' % number)
            process.stdin.flush()
            wait_until(partial(has, number), 60.0, "the line is published")
        process.stdin.close()
        assert process.wait(60) == 0
