"""Strikes and sorties carried out, and targets hit: how many, by whom."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipeline.extract.attribution import cue_span
from pipeline.extract.frames import Found, Frame
from pipeline.extract.lexicon import split
from pipeline.extract.quantity import Quantity, counted
from pipeline.extract.tree import Tree
from pipeline.extract.verbs import by_form
from schemas.extracted import ClaimKind

_COUNTED: dict[str, ClaimKind] = {
    **dict.fromkeys(
        split(
            "strike strikes airstrike airstrikes air-strike air-strikes raid raids bombardments "
            "bombings"
        ),
        "strike",
    ),
    **dict.fromkeys(["sortie", "sorties"], "sortie"),
    **dict.fromkeys(
        split("target targets position positions facility facilities installation installations"),
        "target-hit",
    ),
}
# What is done to a target, and how a strike is carried out.
_HITTING = split("hit strike target destroy bomb attack pound damage eliminate shell bombard")
_CARRYING = split("conduct perform launch make carry undertake fly mount stage execute deliver")
# A strike that is no attack: of workers, or a blow in a game.
_NOT_STRIKES = frozenset(
    split("hunger labor labour general rail teacher teachers train bus transit lightning")
)


@cache
def _verbs() -> dict[str, ClaimKind]:
    hitting: dict[str, ClaimKind] = dict.fromkeys(by_form(_HITTING), "target-hit")
    return {**dict.fromkeys(by_form(_CARRYING), "strike"), **hitting}


def find_operations(frame: Frame) -> Iterator[Found]:
    """Counted strikes, sorties and targets that a verb says were carried out or hit."""
    tree = frame.tree
    for noun in range(len(tree)):
        kind = _COUNTED.get(tree.lower[noun])
        if kind is None or not tree.readable(noun) or _is_other_strike(tree, noun):
            continue
        verb = _verb(tree, noun)
        if verb is None:
            continue
        quantity = counted(tree, noun)
        if quantity is None or frame.possible(verb):
            continue
        if (
            kind == "target-hit"
            and _verbs()[tree.lower[verb]] != "target-hit"
            and not _against(tree, noun)
        ):
            continue
        yield _found(frame, kind, noun, verb, quantity)


def _is_other_strike(tree: Tree, noun: int) -> bool:
    return noun > 0 and tree.lower[noun - 1] in _NOT_STRIKES


def _verb(tree: Tree, noun: int) -> int | None:
    """The verb that the noun is object or subject of, or that it hangs on as "strikes against
    11 targets"."""
    at = noun
    for above, _ in zip(tree.ancestors(noun), range(3), strict=False):
        if tree.is_verb(above):
            return (
                above
                if tree.lower[above] in _verbs()
                and tree.rels[at] in ("obj", "nsubj", "obl", "conj")
                else None
            )
        if tree.rels[at] not in ("nmod", "conj", "compound", "appos"):
            return None
        at = above
    return None


def _against(tree: Tree, noun: int) -> bool:
    return tree.has_child_word(noun, frozenset({"against", "on"}))


def _found(frame: Frame, kind: ClaimKind, noun: int, verb: int, quantity: Quantity) -> Found:
    tree = frame.tree
    doer = tree.subject(verb) if not tree.is_passive(verb) else None
    who = tree.phrase(doer) if doer is not None else None
    if who is not None and who[0] <= noun < who[1]:
        who = None
    # "hit two of 57 targets" is about the two; the span is the verb with what it counts.
    first = min(verb, quantity.first)
    end = max(cue_span(tree, verb)[1], noun + 1)
    return Found(
        kind, noun, first, end, quantity.low, quantity.high, who, denied=frame.negated(verb)
    )
