"""Which stage works off which topic, in the order of the flow."""

from __future__ import annotations

from typing import Final, Literal

from schemas.limits import TopicName

Stage = Literal["clean", "extract", "dedup"]

INPUT_OF: Final[dict[str, TopicName]] = {"clean": "raw", "extract": "clean", "dedup": "extracted"}
STAGES: Final[tuple[Stage, ...]] = ("clean", "extract", "dedup")
