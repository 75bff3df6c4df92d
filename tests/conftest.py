"""Gathers what the tests of the fault rows found, and prints it as a table when all of them ran."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.longform import LONG
from tests.faults.table import Run, render

_ROW = "fault row"
_RUNS = pytest.StashKey[list[Run]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_RUNS] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("faults"):
            if "row" in mark.kwargs:
                item.user_properties.append((_ROW, mark.kwargs["row"]))


class _Gatherer:
    """Takes the reports of a session."""

    def __init__(self, runs: list[Run]) -> None:
        self._runs = runs

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = {str(name): value for name, value in report.user_properties}
        # A test that ends before its body (skipped, a fixture failed) has no call report.
        ended = report.when == "call" or (report.when == "setup" and not report.passed)
        row = found.pop(_ROW, None)
        if ended and isinstance(row, int):
            numbers = {name: n for name, n in found.items() if isinstance(n, int | float)}
            self._runs.append(Run(row, report.passed, report.skipped, numbers))


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.pluginmanager.register(_Gatherer(session.config.stash[_RUNS]))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if not LONG:
        return
    runs = config.stash[_RUNS]
    table = render(runs)
    terminalreporter.section("faults")
    for line in table:
        terminalreporter.write_line(line)
    if target := os.environ.get("WIRECOPY_FAULTS_TABLE"):
        Path(target).write_text("\n".join(table) + "\n", "utf-8")
