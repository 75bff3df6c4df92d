"""The status of a process that ends says what to do next."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest
from aiokafka.errors import CorruptRecordException, KafkaConnectionError, ProducerFenced

from agents.consumer import SkippedRecordError
from agents.failstop import EXIT_RESTART, EXIT_STOP, StopForGoodError, exit_status
from agents.settings import SettingsError
from agents.topics import TopicsError
from agents.watchdog import NoProgressError


@pytest.mark.parametrize(
    "error",
    [StopForGoodError("x"), SettingsError("x"), TopicsError("x"), CorruptRecordException("x")],
    ids=lambda error: type(error).__name__,
)
def test_what_a_restart_cannot_mend_stops_for_good(error: Exception) -> None:
    assert exit_status(error) == EXIT_STOP == 78


@pytest.mark.parametrize(
    "error",
    [ProducerFenced(), KafkaConnectionError(), asyncio.CancelledError(), NoProgressError(),
     SkippedRecordError(), KeyError("a bug"), MemoryError(), KeyboardInterrupt()],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_all_else_asks_for_a_restart(error: BaseException) -> None:
    assert exit_status(error) == EXIT_RESTART == 75


def test_nothing_runs_after_a_fail_stop() -> None:
    """No `finally`, no handler: either could acknowledge what was not done."""
    program = (
        "from agents.failstop import fail_stop, StopForGoodError\n"
        "try:\n"
        "    fail_stop(StopForGoodError('the schema is newer'), 'dedup')\n"
        "finally:\n"
        "    print('this ran')\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == EXIT_STOP
    assert "this ran" not in ended.stdout
    assert "the schema is newer" in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
