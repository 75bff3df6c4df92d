"""What a text alone says: everything that depends on text, language and model, on nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.extracted import Claim, Entity, Quote


@dataclass(frozen=True, slots=True)
class TextFacts:
    """Offsets are character offsets into the text, end exclusive. `notes` names applied caps."""

    sentences: tuple[tuple[int, int], ...] = ()
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = ()
