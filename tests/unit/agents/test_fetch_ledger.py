"""A record that was fetched and not handed over may not be passed by."""

from __future__ import annotations

import pytest

from agents.consumer import FetchLedger, SkippedRecordError


def fetched(*offsets: int, partition: int = 0) -> FetchLedger:
    ledger = FetchLedger()
    for offset in offsets:
        ledger.fetched("t", partition, offset)
    return ledger


def test_records_are_handed_over_in_the_order_in_which_they_were_fetched() -> None:
    ledger = fetched(3, 4, 5)
    for offset in (3, 4, 5):
        ledger.handed_over("t", 0, offset)


def test_gaps_between_offsets_are_normal() -> None:
    ledger = fetched(3, 7, 90)
    for offset in (3, 7, 90):
        ledger.handed_over("t", 0, offset)


def test_a_record_that_is_passed_by_is_told_with_its_place() -> None:
    ledger = fetched(3, 4, 5)
    ledger.handed_over("t", 0, 3)
    with pytest.raises(SkippedRecordError, match=r"^t\[0\]: the agent got offset 5, next was 4$"):
        ledger.handed_over("t", 0, 5)


def test_a_record_that_was_never_fetched_is_told() -> None:
    with pytest.raises(SkippedRecordError, match="next was nothing"):
        FetchLedger().handed_over("t", 0, 1)


def test_a_record_is_not_handed_over_twice() -> None:
    ledger = fetched(3, 4)
    ledger.handed_over("t", 0, 3)
    with pytest.raises(SkippedRecordError):
        ledger.handed_over("t", 0, 3)


def test_partitions_and_topics_have_their_own_order() -> None:
    ledger = fetched(3)
    ledger.fetched("t", 1, 1)
    ledger.fetched("u", 0, 2)
    ledger.handed_over("u", 0, 2)
    ledger.handed_over("t", 1, 1)
    ledger.handed_over("t", 0, 3)


def test_after_a_rebalance_all_is_fetched_again() -> None:
    ledger = fetched(3, 4, 5)
    ledger.handed_over("t", 0, 3)
    ledger.restart()
    for offset in (4, 5):
        ledger.fetched("t", 0, offset)
        ledger.handed_over("t", 0, offset)
