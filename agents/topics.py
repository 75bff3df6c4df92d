"""The topics: what they must be, how they are made, and the refusal to run on others."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import for_code

from agents.connection import admin_client
from agents.settings import Settings
from schemas.limits import LARGEST_VALUE, RECORD_OVERHEAD, TopicName

DAY_MS = 24 * 3600 * 1000
COMPACTED_SEGMENT_BYTES = 64 * 1024 * 1024
SERVED_SECONDS = 30.0
SERVED_POLL_SECONDS = 0.1


class TopicsError(Exception):
    """A topic is missing or is not as it must be; the text says which, how, and the remedy."""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """One topic. `retention_ms` is None where compaction alone bounds it."""

    name: TopicName
    partitions: int
    cleanup: Literal["delete", "compact"]
    retention_ms: int | None

    def config(self) -> dict[str, str]:
        """The topic's settings on the broker."""
        config = {
            "cleanup.policy": self.cleanup,
            "max.message.bytes": str(LARGEST_VALUE[self.name] + RECORD_OVERHEAD),
            "message.timestamp.type": "LogAppendTime",
            # The promise rests on acknowledged records: no replica that lags may become leader.
            "unclean.leader.election.enable": "false",
        }
        if self.cleanup == "compact":
            # What is rebuilt from it is read whole: old records must go while they are few.
            config["segment.bytes"] = str(COMPACTED_SEGMENT_BYTES)
            config["segment.ms"] = str(DAY_MS)
        if self.retention_ms is not None:
            config["retention.ms"] = str(self.retention_ms)
            # A size limit would delete what the time limit promises to keep.
            config["retention.bytes"] = "-1"
        return config


def topic_specs(settings: Settings) -> tuple[TopicSpec, ...]:
    """All topics of the design. P and L are fixed for the life of a prefix: added partitions
    would part a source or a lane from its memory."""
    p, lanes = settings.partitions, settings.lanes
    output_days = settings.output_retention_days
    output_ms = -1 if output_days == -1 else output_days * DAY_MS
    return (
        TopicSpec("raw", p, "delete", 30 * DAY_MS),
        TopicSpec("clean", p, "delete", 7 * DAY_MS),
        TopicSpec("extracted", lanes, "delete", 7 * DAY_MS),
        TopicSpec("articles", p, "delete", output_ms),
        TopicSpec("duplicates", p, "delete", output_ms),
        TopicSpec("decisions", lanes, "delete", 40 * DAY_MS),
        TopicSpec("sketches", lanes, "delete", 40 * DAY_MS),
        TopicSpec("profiles", p, "compact", None),
        TopicSpec("feeds", p, "compact", None),
        TopicSpec("dead-letters", p, "delete", 40 * DAY_MS),
    )


async def create_topics(settings: Settings) -> list[str]:
    """Creates the topics that are missing; returns their names. Never changes one that exists."""
    async with admin_client(settings) as admin:
        existing = set(await admin.list_topics())
        missing = [s for s in topic_specs(settings) if settings.topic(s.name) not in existing]
        if not missing:
            return []
        response = await admin.create_topics(
            [
                NewTopic(
                    settings.topic(spec.name),
                    num_partitions=spec.partitions,
                    replication_factor=settings.replication,
                    topic_configs=spec.config(),
                )
                for spec in missing
            ]
        )
        for topic, code, *message in response.topic_errors:
            # Another worker may have created it between the look and the request.
            if code and for_code(code).__name__ != "TopicAlreadyExistsError":
                raise TopicsError(f"topic {topic} cannot be created: {message or for_code(code)}")
        created = [settings.topic(spec.name) for spec in missing]
        await _wait_until_served(admin, created)
    return created


async def _wait_until_served(admin: AIOKafkaAdminClient, topics: list[str]) -> None:
    """Kafka acknowledges a topic before its brokers know of it and its partitions have leaders:
    who asks in between is told that it is missing."""
    for _ in range(int(SERVED_SECONDS / SERVED_POLL_SECONDS)):
        described = await admin.describe_topics(topics)
        if all(
            topic["error_code"] == 0 and all(p["error_code"] == 0 for p in topic["partitions"])
            for topic in described
        ):
            return
        await asyncio.sleep(SERVED_POLL_SECONDS)
    raise TopicsError(
        f"the new topics are not served after {SERVED_SECONDS:g} s: look at the brokers' logs"
    )


async def check_topics(settings: Settings) -> None:
    """Refuses topics that are not as the design says.

    Raises TopicsError with every fault found: missing topics, another partition count, cleanup
    policy, timestamp type, size limit, or a retention shorter than the promise needs.
    """
    async with admin_client(settings) as admin:
        specs = topic_specs(settings)
        names = [settings.topic(spec.name) for spec in specs]
        existing = set(await admin.list_topics())
        missing = [name for name in names if name not in existing]
        if missing:
            raise TopicsError(
                f"topics missing: {', '.join(missing)}; create them with `wirecopy topics create`"
            )
        described = {t["topic"]: len(t["partitions"]) for t in await admin.describe_topics(names)}
        configs = await _describe_configs(admin, names)
    faults = _partition_faults(specs, names, described)
    for spec, name in zip(specs, names, strict=True):
        faults += _faults(spec, name, configs[name])
    if faults:
        raise TopicsError("; ".join(faults))


def _partition_faults(
    specs: Sequence[TopicSpec], names: Sequence[str], partitions: Mapping[str, int]
) -> list[str]:
    """The topics with another count, in one sentence, since one remedy is for all of them."""
    others = [
        f"{name} has {partitions[name]} partitions, not {spec.partitions}"
        for spec, name in zip(specs, names, strict=True)
        if partitions[name] != spec.partitions
    ]
    if not others:
        return []
    return [
        f"{', '.join(others)}: set WIRECOPY_PARTITIONS and WIRECOPY_LANES to what the topics have, "
        "or take a new WIRECOPY_TOPIC_PREFIX and replay (added partitions part a source from its "
        "memory)"
    ]


def _faults(spec: TopicSpec, name: str, config: dict[str, str]) -> list[str]:
    wanted = spec.config()
    faults = [
        f"{name} has {key}={config.get(key)}, not {wanted[key]}: alter the topic's config"
        for key in ("cleanup.policy", "message.timestamp.type")
        if config.get(key) != wanted[key]
    ]
    if int(config.get("max.message.bytes", "0")) < LARGEST_VALUE[spec.name]:
        faults.append(
            f"{name} takes records up to {config.get('max.message.bytes')} bytes only: "
            f"raise max.message.bytes to {wanted['max.message.bytes']}"
        )
    if spec.retention_ms is not None:
        faults += _retention_faults(spec, name, config)
    return faults


def _retention_faults(spec: TopicSpec, name: str, config: dict[str, str]) -> list[str]:
    """Keeping longer is the operator's choice; keeping shorter breaks the promise. `raw` is
    bounded from above too: dedup must remember every version for as long as it can come again."""
    kept, wanted = int(config.get("retention.ms", "0")), spec.retention_ms or 0
    faults = []
    if kept != -1 and (wanted == -1 or kept < wanted):
        faults.append(f"{name} has retention.ms={kept}: raise it to at least {wanted}")
    if int(config.get("retention.bytes", "-1")) != -1:
        faults.append(f"{name} has retention.bytes={config['retention.bytes']}: set it to -1")
    if spec.name == "raw" and (kept == -1 or kept > wanted):
        faults.append(
            f"{name} has retention.ms={kept}: lower it to {wanted}, since dedup remembers "
            "versions for 35 days"
        )
    return faults


async def _describe_configs(
    admin: AIOKafkaAdminClient, names: list[str]
) -> dict[str, dict[str, str]]:
    configs: dict[str, dict[str, str]] = {}
    responses = await admin.describe_configs(
        [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    )
    for response in responses:
        resources: list[Any] = response.resources
        for _code, _message, _type, name, entries in resources:
            configs[name] = {entry[0]: entry[1] for entry in entries}
    return configs
