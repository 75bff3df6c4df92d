"""What a node keeps: its ports over restarts, its records from two writers."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from broker import ports
from broker.data import DataFolder, Ports, new_cluster_id
from broker.errors import BrokerError

HOLD_THE_LOCK = """
import fcntl, sys
lock = open(sys.argv[1], "r+b")
fcntl.lockf(lock, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "kafka")
    folder.prepare()
    return folder


def test_the_ports_of_the_start_before_are_taken_again(data: DataFolder) -> None:
    first = data.choose_ports(None)
    data.remember_ports(first)
    assert data.choose_ports(None) == first


def test_a_port_that_another_program_took_meanwhile_is_replaced(data: DataFolder) -> None:
    first = data.choose_ports(None)
    data.remember_ports(first)
    with socket.socket() as other:
        other.bind(("127.0.0.1", first.client))
        other.listen()
        second = data.choose_ports(None)
    assert second.client != first.client
    assert second.controller == first.controller


def test_a_wanted_port_that_is_taken_is_said_before_kafka_starts(data: DataFolder) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(BrokerError, match="is taken"):
            data.choose_ports(other.getsockname()[1])


def test_the_controller_never_gets_the_port_of_the_clients(data: DataFolder) -> None:
    port = ports.choose()
    data.remember_ports(Ports(client=port - 1, controller=port))
    chosen = data.choose_ports(port)
    assert chosen.client == port
    assert chosen.controller != port


def test_ports_lie_below_the_range_of_outgoing_connections() -> None:
    assert all(1024 < ports.choose() < 32768 for _ in range(20))


def test_records_are_locked_while_a_process_holds_them_and_free_when_it_was_killed(
    data: DataFolder,
) -> None:
    data.logs.mkdir()
    assert not data.is_locked()
    lock = data.logs / ".lock"
    lock.touch()
    assert not data.is_locked()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_LOCK, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert data.is_locked()
        holder.kill()
        holder.wait()
        assert not data.is_locked()


def test_clearing_forgets_all_records(data: DataFolder) -> None:
    (data.root / "records").mkdir()
    data.clear()
    assert not data.root.exists()
    data.clear()


def test_preparing_empties_the_temporary_folder(data: DataFolder) -> None:
    (data.tmp / "libzstd.so").touch()
    data.prepare()
    assert list(data.tmp.iterdir()) == []


def test_a_cluster_id_is_what_the_format_command_takes() -> None:
    for _ in range(200):
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{21}", new_cluster_id())
