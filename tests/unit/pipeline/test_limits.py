"""The caps: their defaults, and what goes over them."""

from __future__ import annotations

from dataclasses import fields

import orjson
import pytest

from agents.settings import SettingsError, load_settings
from pipeline.limits import DEFAULT_LIMITS, Limits
from pipeline.run import CleanStep, Refused
from pipeline.stage import Position
from tests.unit.pipeline.clean.articles import AT


def test_every_cap_is_a_setting_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().limits() == DEFAULT_LIMITS
    for cap in fields(Limits):
        monkeypatch.setenv(
            f"WIRECOPY_MAX_{cap.name.upper()}", "1024" if "bytes" in cap.name else "7"
        )
    assert load_settings().limits() == Limits(1024, *[7] * (len(fields(Limits)) - 1))


def test_a_record_cannot_be_allowed_to_be_larger_than_its_topic_takes() -> None:
    with pytest.raises(SettingsError, match="WIRECOPY_MAX_MESSAGE_BYTES"):
        load_settings(max_message_bytes=2**22)


@pytest.mark.parametrize("skip", [False, True])
@pytest.mark.parametrize("limits", [Limits(message_bytes=1024), Limits(body_characters=1000)])
def test_a_record_over_a_cap_is_refused(limits: Limits, skip: bool) -> None:
    value = orjson.dumps({"source": "s", "body": "x " * 600})
    at = Position(partition=0, offset=0, appended_at=AT.appended_at)
    refused = CleanStep(skip=skip, limits=limits).clean(value, at)
    assert isinstance(refused, Refused)
    assert refused.error_class == "too-large"
