"""A time that is no ISO 8601 is its producer's fault, never a guess."""

from __future__ import annotations

import pytest

from schemas.codec import InvalidMessageError, validate
from schemas.raw import RawArticle


@pytest.mark.parametrize("value", ["2015", "20150101", "1420070400.5", "-1"])
def test_a_bare_number_is_no_time(value: str) -> None:
    with pytest.raises(InvalidMessageError, match="collected_at"):
        validate(RawArticle, {"source": "s", "body": "b", "collected_at": value})


def test_a_date_alone_is_its_first_moment() -> None:
    raw = validate(RawArticle, {"source": "s", "body": "b", "collected_at": "2015-10-01"})
    assert raw.collected_at is not None
    assert raw.collected_at.isoformat() == "2015-10-01T00:00:00+00:00"
