"""The address file names a broker that runs, or it names none."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from broker import address


def ended_process() -> int:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    return process.pid


def store(folder: Path, text: str) -> None:
    (folder / "broker.json").write_text(text)


def test_what_a_running_process_announced_is_read(tmp_path: Path) -> None:
    address.write(tmp_path, "127.0.0.1:21000")
    assert address.read(tmp_path) == address.Address("127.0.0.1:21000", os.getpid())


def test_the_file_is_json_that_any_program_reads(tmp_path: Path) -> None:
    address.write(tmp_path, "127.0.0.1:21000")
    stored = json.loads((tmp_path / "broker.json").read_text())
    assert stored == {"bootstrap_servers": "127.0.0.1:21000", "pid": os.getpid()}
    assert [path.name for path in tmp_path.iterdir()] == ["broker.json"]


def test_an_announcement_whose_process_is_gone_reads_as_absent(tmp_path: Path) -> None:
    store(tmp_path, json.dumps({"bootstrap_servers": "127.0.0.1:1", "pid": ended_process()}))
    assert address.read(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"bootstrap_servers": "x", "pid": null}'])
def test_a_file_that_is_no_announcement_reads_as_absent(tmp_path: Path, text: str) -> None:
    store(tmp_path, text)
    assert address.read(tmp_path) is None


@pytest.mark.parametrize("pid", [0, -1])
def test_a_number_that_names_no_single_process_reads_as_absent(tmp_path: Path, pid: int) -> None:
    store(tmp_path, json.dumps({"bootstrap_servers": "x", "pid": pid}))
    assert address.read(tmp_path) is None


def test_no_file_reads_as_absent(tmp_path: Path) -> None:
    assert address.read(tmp_path) is None


def test_a_process_withdraws_its_own_announcement_and_no_other(tmp_path: Path) -> None:
    address.write(tmp_path, "127.0.0.1:21000")
    address.remove(tmp_path)
    assert not (tmp_path / "broker.json").exists()

    store(tmp_path, json.dumps({"bootstrap_servers": "127.0.0.1:1", "pid": os.getppid()}))
    address.remove(tmp_path)
    assert address.read(tmp_path) == address.Address("127.0.0.1:1", os.getppid())
