"""Partitions with records in hand take turns."""

from agents.consumer import serve_others_next


def test_a_partition_that_was_served_waits_for_the_others() -> None:
    fetched = {"p0": ["many"], "p1": ["one"], "p2": ["two"]}
    serve_others_next(fetched, ["p0"])
    assert list(fetched) == ["p1", "p2", "p0"]
    serve_others_next(fetched, ["p1", "p2"])
    assert list(fetched) == ["p0", "p1", "p2"]


def test_a_partition_that_was_emptied_is_not_in_line() -> None:
    fetched = {"p1": ["one"]}
    serve_others_next(fetched, ["p0"])
    assert list(fetched) == ["p1"]
