"""How many findings one article may list; what a cap left out is said in a note."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from pipeline.extract.facts import TextFacts
from pipeline.limits import Limits
from schemas.extracted import Claim, Entity, Quote, Reference

F = TypeVar("F", Entity, Quote, Claim)
R = TypeVar("R", Quote, Claim)


def capped(facts: TextFacts, limits: Limits) -> TextFacts:
    """`facts` with the first of each kind in the order of the text. A reference to an entity that
    is not listed keeps its words and loses the entity."""
    notes: list[str] = []
    entities = _first("entities", facts.entities, limits.entities, notes)
    quotes = _first("quotes", facts.quotes, limits.quotes, notes)
    claims = _first("claims", facts.claims, limits.claims, notes)
    if not notes:
        return facts
    known = frozenset(entity.id for entity in entities)
    return replace(
        facts,
        entities=entities,
        quotes=tuple(_listed(quote, ("speaker",), known) for quote in quotes),
        claims=tuple(
            _listed(claim, ("who", "where", "when", "attributed_to"), known) for claim in claims
        ),
        notes=(*facts.notes, *notes),
    )


def _first(kind: str, found: tuple[F, ...], cap: int, notes: list[str]) -> tuple[F, ...]:
    if len(found) <= cap:
        return found
    notes.append(f"only the first {cap} of {len(found)} {kind} are listed")
    return found[:cap]


def _listed(found: R, fields: tuple[str, ...], known: frozenset[str]) -> R:
    lost = {
        name: reference.model_copy(update={"entity": None})
        for name in fields
        if isinstance(reference := getattr(found, name), Reference)
        and reference.entity is not None
        and reference.entity not in known
    }
    return found.model_copy(update=lost) if lost else found
