"""What the topics must be, and what is said of those that are not."""

from __future__ import annotations

import pytest

from agents.settings import Settings
from agents.topics import DAY_MS, TopicSpec, _faults, _partition_faults, topic_specs
from schemas.limits import LARGEST_VALUE
from schemas.registry import TOPICS

SPECS = {spec.name: spec for spec in topic_specs(Settings(partitions=3, lanes=2))}


def faults(spec: TopicSpec, changed: dict[str, str] | None = None) -> list[str]:
    return _faults(spec, f"news.{spec.name}", spec.config() | (changed or {}))


def partition_faults(**changed: int) -> list[str]:
    partitions: dict[str, int] = {s.name: changed.get(s.name, s.partitions) for s in SPECS.values()}
    return _partition_faults(list(SPECS.values()), list(partitions), partitions)


def test_the_nine_topics_are_those_of_the_messages() -> None:
    assert [spec.name for spec in SPECS.values()] == [topic.name for topic in TOPICS]
    assert set(SPECS) == set(LARGEST_VALUE)


def test_lane_topics_have_a_partition_a_lane_and_the_others_have_p() -> None:
    lanes = {name for name, spec in SPECS.items() if spec.partitions == 2}
    assert lanes == {"extracted", "decisions", "sketches"}
    assert {spec.partitions for name, spec in SPECS.items() if name not in lanes} == {3}
    by_lane = {topic.name for topic in TOPICS if topic.partitions.startswith("L")}
    assert by_lane == lanes


def test_profiles_and_feeds_alone_are_compacted_as_the_messages_say() -> None:
    assert {name for name, spec in SPECS.items() if spec.cleanup == "compact"} == {
        "profiles",
        "feeds",
    }
    assert {t.name: t.cleanup for t in TOPICS} == {n: s.cleanup for n, s in SPECS.items()}


def test_memory_outlives_the_raw_records() -> None:
    raw = SPECS["raw"].retention_ms
    assert raw == 30 * DAY_MS
    for name in ("decisions", "sketches"):
        assert (SPECS[name].retention_ms or 0) > raw


def test_outputs_may_be_kept_for_ever() -> None:
    specs = {s.name: s for s in topic_specs(Settings(output_retention_days=-1))}
    assert specs["articles"].retention_ms == specs["duplicates"].retention_ms == -1
    assert specs["decisions"].retention_ms == 40 * DAY_MS


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.name)
def test_a_topic_as_it_is_created_has_no_faults(spec: TopicSpec) -> None:
    assert faults(spec) == []
    assert int(spec.config()["max.message.bytes"]) > LARGEST_VALUE[spec.name]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cleanup.policy": "compact"}, "cleanup.policy=compact, not delete"),
        ({"message.timestamp.type": "CreateTime"}, "message.timestamp.type=CreateTime"),
        ({"max.message.bytes": "1048588"}, "up to 1048588 bytes only"),
        ({"retention.ms": "86400000"}, "raise it to at least"),
        ({"retention.bytes": "1000000"}, "retention.bytes=1000000: set it to -1"),
    ],
)
def test_each_fault_is_said_with_its_remedy(changed: dict[str, str], said: str) -> None:
    (fault,) = faults(SPECS["articles"], changed)
    assert fault.startswith("news.articles ")
    assert said in fault


def test_the_partition_counts_of_the_settings_are_no_fault() -> None:
    assert partition_faults() == []


def test_another_partition_count_names_the_settings() -> None:
    (fault,) = partition_faults(raw=7)
    assert fault.startswith("raw has 7 partitions, not 3: ")
    assert "WIRECOPY_PARTITIONS" in fault
    assert "WIRECOPY_TOPIC_PREFIX" in fault


def test_the_remedy_for_several_counts_is_said_once() -> None:
    (fault,) = partition_faults(raw=7, clean=7, extracted=1)
    assert fault.startswith(
        "raw has 7 partitions, not 3, clean has 7 partitions, not 3, "
        "extracted has 1 partitions, not 2: "
    )
    assert fault.count("WIRECOPY_PARTITIONS") == 1


def test_all_faults_of_a_topic_are_said_at_once() -> None:
    changed = {"cleanup.policy": "compact", "retention.bytes": "1000000"}
    assert len(faults(SPECS["raw"], changed)) == 2


def test_outputs_may_be_kept_longer_and_raw_may_not() -> None:
    assert faults(SPECS["articles"], {"retention.ms": "-1"}) == []
    assert faults(SPECS["articles"], {"retention.ms": str(400 * DAY_MS)}) == []
    for retention in ("-1", str(31 * DAY_MS)):
        (fault,) = faults(SPECS["raw"], {"retention.ms": retention})
        assert "lower it" in fault


def test_outputs_that_should_be_kept_for_ever_must_be() -> None:
    spec = topic_specs(Settings(output_retention_days=-1))[3]
    assert faults(spec) == []
    assert faults(spec, {"retention.ms": str(400 * DAY_MS)}) != []
