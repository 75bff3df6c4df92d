"""A fresh Kafka cannot say at once what a group has committed."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError
from aiokafka.structs import OffsetAndMetadata

from agents import read
from agents.read import committed_offsets


class YoungKafka:
    """Refuses the first `refusals` questions, as one does that creates its topic of offsets."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals

    async def list_consumer_group_offsets(self, group: str) -> dict[TopicPartition, Any]:
        if self.refusals:
            self.refusals -= 1
            raise GroupCoordinatorNotAvailableError(group)
        return {
            TopicPartition("news.raw", 0): OffsetAndMetadata(7, ""),
            TopicPartition("news.raw", 1): OffsetAndMetadata(-1, ""),
            TopicPartition("news.other", 0): OffsetAndMetadata(9, ""),
        }


def ask(kafka: YoungKafka) -> dict[int, int]:
    admin = cast(AIOKafkaAdminClient, kafka)
    return asyncio.run(committed_offsets(admin, "news-clean", "news.raw"))


def test_the_question_is_asked_again_until_kafka_can_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(read, "COORDINATOR_POLL_SECONDS", 0.001)
    assert ask(YoungKafka(refusals=3)) == {0: 7}


def test_a_kafka_that_never_answers_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "COORDINATOR_SECONDS", 0.0)
    with pytest.raises(GroupCoordinatorNotAvailableError):
        ask(YoungKafka(refusals=1_000_000))
