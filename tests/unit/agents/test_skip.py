"""A commit for a group from outside: only when it has no members, dead ones included."""

import asyncio

import pytest
from aiokafka.errors import CommitFailedError

from agents import skip


class Group:
    """A group whose members are gone after `refusals` questions."""

    def __init__(self, refusals: int) -> None:
        self._refusals = refusals
        self.committed: object = None

    async def commit(self, offsets: object) -> None:
        if self._refusals:
            self._refusals -= 1
            raise CommitFailedError
        self.committed = offsets


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skip, "POLL_SECONDS", 0.001)


def commit(group: Group, said: list[str]) -> bool:
    return asyncio.run(skip.commit_from_outside(group, "offsets", 0.01, lambda: said.append("w")))


def test_a_group_without_members_is_moved_at_once() -> None:
    group, said = Group(0), list[str]()
    assert commit(group, said)
    assert (group.committed, said) == ("offsets", [])


def test_members_that_ended_are_waited_for_and_that_is_said_once() -> None:
    group, said = Group(3), list[str]()
    assert commit(group, said)
    assert (group.committed, said) == ("offsets", ["w"])


def test_a_group_that_keeps_its_members_is_left_alone() -> None:
    group, said = Group(1000), list[str]()
    assert not commit(group, said)
    assert (group.committed, said) == (None, ["w"])
