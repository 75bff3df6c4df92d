"""Trials for the tests of the fault rows, and the mark that `make faults` picks them by."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.faults.trial import MakeTrial, Trial, open_trial
from tests.support.generator import Truth


@pytest.fixture
def trial(tmp_path: Path, record_property: Callable[[str, object], None]) -> MakeTrial:
    """`with trial(truth, …) as t:` opens a trial whose verdict goes to the table."""

    def make(truth: Truth, **options: object) -> AbstractContextManager[Trial]:
        return open_trial(tmp_path, record_property, truth, **options)  # type: ignore[arg-type]

    return make
