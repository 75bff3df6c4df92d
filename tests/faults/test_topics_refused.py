"""Row 15: no worker runs on topics that are not as they must be; each is said with its remedy.

The short form is in tests/broker/test_refusals.py.
"""

from __future__ import annotations

from itertools import cycle

import pytest

from agents.failstop import EXIT_STOP
from agents.flow import STAGES
from agents.topics import TopicSpec, topic_specs
from schemas.limits import LARGEST_VALUE
from tests.faults.longform import long_form
from tests.faults.trial import MakeTrial, Trial
from tests.support.generator import Truth
from tests.support.topics import add_partitions, alter

START_SECONDS = 120.0
HOUR_MS = "3600000"


def spoilt(spec: TopicSpec) -> dict[str, tuple[str, str]]:
    """Settings that are wrong, each with the remedy that is told."""
    other = "compact" if spec.cleanup == "delete" else "delete"
    too_small = str(LARGEST_VALUE[spec.name] - 1)
    wrong = {
        "cleanup.policy": (other, f"not {spec.cleanup}: alter the topic's config"),
        "message.timestamp.type": ("CreateTime", "not LogAppendTime: alter the topic's config"),
        "max.message.bytes": (too_small, "raise max.message.bytes to"),
    }
    if spec.retention_ms is not None:
        wrong["retention.ms"] = (HOUR_MS, "raise it to at least")
        wrong["retention.bytes"] = ("1000000", "set it to -1")
    return wrong


def assert_refused(t: Trial, stage: str, topic: str, remedy: str) -> None:
    worker = t.system.start(stage)
    assert t.system.exit_status(worker, START_SECONDS) == EXIT_STOP
    log = (t.system.folder / f"{stage}.log").read_text()
    said = log.splitlines()[-1]
    assert f"{topic} " in said, said
    assert remedy in said, said
    assert "Traceback" not in log


@pytest.mark.faults(row=15)
@pytest.mark.timeout(1800)
@long_form
def test_every_topic_that_is_spoilt_is_refused_with_the_remedy(trial: MakeTrial) -> None:
    """One topic and one setting after the other, each put right again; partitions come last, since
    they cannot be taken away. The stages take turns at it: all make the same check."""
    with trial(Truth(), publish=False) as t:
        settings, stages = t.system.settings, cycle(STAGES)
        specs = topic_specs(settings)
        for spec in specs:
            name, right = settings.topic(spec.name), spec.config()
            for key, (value, remedy) in spoilt(spec).items():
                alter(settings, spec.name, right | {key: value})
                assert_refused(t, next(stages), name, remedy)
            alter(settings, spec.name, right)
        for spec in specs:
            add_partitions(settings, spec.name, spec.partitions + 1)
            remedy = f"has {spec.partitions + 1} partitions, not {spec.partitions}: set"
            assert_refused(t, next(stages), settings.topic(spec.name), remedy)
