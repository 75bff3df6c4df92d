"""Row 13: two releases at once. An older reader never guesses what a newer writer meant; upgraded
in the documented order (dedup, extract, clean) the stages never stop."""

from __future__ import annotations

from itertools import pairwise

import pytest

from agents.failstop import EXIT_STOP
from agents.flow import STAGES, Stage
from schemas.headers import schema_version
from tests.faults.injections.added_field import ADDED
from tests.faults.injections.newer_schema import NEWER
from tests.faults.longform import LONG, long_form
from tests.faults.trial import DRAIN_SECONDS, MakeTrial, Trial
from tests.support.generator import generate
from tests.support.system import Worker, wait_until
from tests.support.topics import records, values

RECORDS = 800 if LONG else 250
STEP_SECONDS = 120.0
# What each stage writes: its output, and its memory where it has one.
WRITES = {"clean": ("clean", "profiles"), "extract": ("extracted",), "dedup": ("decisions",)}

pytestmark = [pytest.mark.faults(row=13), pytest.mark.timeout(1800)]


def some_progress(t: Trial) -> None:
    before = t.system.progress()
    wait_until(
        lambda: t.system.progress() > before + RECORDS // 8 or t.system.is_drained(),
        STEP_SECONDS, "progress between two steps", t.system.revive,
    )  # fmt: skip


def is_newer(t: Trial, topic: str) -> bool:
    return any(schema_version(r.headers) == NEWER for r in records(t.system.settings, topic))


def replace(t: Trial, stage: Stage, injection: str) -> Worker:
    """A worker of another release joins, and the one before it is told to stop."""
    (old,) = t.system.of(stage)
    new = t.start_injected(stage, injection)
    t.system.url(new)
    t.system.terminate(old)
    return new


@pytest.mark.parametrize("release", ["newer_schema", pytest.param("added_field", marks=long_form)])
def test_a_rolling_upgrade_in_the_documented_order_stops_nobody(
    release: str, trial: MakeTrial
) -> None:
    """Half of the records come before it, half after."""
    with trial(generate(131, RECORDS), publish=False) as t:
        pairs = [(record.key, record.value) for record in t.truth.records]
        t.system.publish(pairs[: RECORDS // 2])
        t.system.start_all()
        some_progress(t)
        for stage in reversed(STAGES):
            replace(t, stage, release)
            some_progress(t)
        t.system.publish(pairs[RECORDS // 2 :])
        t.settle()
        assert {status for _, status in t.system.exits} == {0}
        for name in ("clean", "extracted", "articles"):
            assert any(ADDED in value for value in values(t.system.settings, name))
            assert is_newer(t, name) is (release == "newer_schema")


@long_form
@pytest.mark.parametrize(("writer", "reader"), list(pairwise(STAGES)))
def test_an_older_reader_ends_with_78_and_writes_nothing_of_what_it_cannot_know(
    writer: Stage, reader: Stage, trial: MakeTrial
) -> None:
    """The wrong order: the writer is upgraded before its reader."""
    with trial(generate(132, RECORDS)) as t:
        for stage in STAGES[: STAGES.index(writer)]:
            t.system.start(stage)
        t.start_injected(writer, "newer_schema")
        old = t.system.start(reader)
        assert t.system.exit_status(old, STEP_SECONDS) == EXIT_STOP
        assert "is of message schema 2, and this release reads up to 1" in t.system.log_tail()
        assert [r for name in WRITES[reader] for r in records(t.system.settings, name)] == []
        for stage in STAGES[STAGES.index(reader) :]:
            t.start_injected(stage, "newer_schema")
        t.settle()


@long_form
@pytest.mark.parametrize("stage", ["clean", "dedup"])
def test_an_older_worker_does_not_take_over_a_newer_memory(stage: Stage, trial: MakeTrial) -> None:
    with trial(generate(133, RECORDS), publish=False) as t:
        pairs = [(record.key, record.value) for record in t.truth.records]
        t.system.publish(pairs[: RECORDS // 2])
        for each in STAGES:
            t.start_injected(each, "newer_schema")
        t.system.drain(DRAIN_SECONDS)
        t.system.terminate(t.system.of(stage)[0])
        t.system.publish(pairs[RECORDS // 2 :])
        old = t.system.start(stage)
        assert t.system.exit_status(old, STEP_SECONDS) == EXIT_STOP
        assert "is of message schema 2, and this release reads up to 1" in t.system.log_tail()
        t.start_injected(stage, "newer_schema")
        t.settle()


@long_form
@pytest.mark.parametrize("stage", STAGES)
def test_one_stage_of_a_release_with_an_added_field_is_replaced_to_and_fro(
    stage: Stage, trial: MakeTrial
) -> None:
    """Its readers, its memory's among them, ignore what they do not know."""
    with trial(generate(134, RECORDS)) as t:
        t.system.start_all()
        some_progress(t)
        replace(t, stage, "added_field")
        some_progress(t)
        (newer,) = t.system.of(stage)
        old = t.system.start(stage)
        t.system.url(old)
        t.system.kill(newer)
        t.settle()
        assert EXIT_STOP not in {status for _, status in t.system.exits}
