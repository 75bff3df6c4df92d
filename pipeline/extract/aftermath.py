"""Casualties by what people are afterwards: "left 14 dead", "eight are missing", "lost lives"."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.frames import Found, Frame
from pipeline.extract.quantity import counted
from pipeline.extract.victims import counted_before, found_at, is_people, stated_of
from schemas.extracted import ClaimKind

_STATES: dict[str, ClaimKind] = {
    "dead": "killed", "killed": "killed",
    "wounded": "wounded", "injured": "wounded",
    "homeless": "displaced", "displaced": "displaced",
    "missing": "missing",
}  # fmt: skip
_LEFT_WITHIN = 25
_LIVES = ("lives", "life")


def left_behind(frame: Frame, verb: int) -> Iterator[Found]:
    """ "left 14 dead and 30 injured, including two children" """
    tree = frame.tree
    after = verb + 1
    for token in range(verb + 1, min(tree.right[verb], verb + _LEFT_WITHIN)):
        kind = _STATES.get(tree.lower[token])
        if kind is None:
            continue
        for noun in range(token - 1, after - 1, -1):
            if is_people(tree, noun):
                yield from stated_of(frame, kind, noun, token)
                break
        after = token + 1


def state(frame: Frame, token: int, kind: ClaimKind) -> Iterator[Found]:
    """ "eight are missing", "dozens still reported missing", "two are dead" """
    tree = frame.tree
    noun = counted_before(tree, token) if tree.lower[token] in _STATES else None
    if noun is not None:
        yield from stated_of(frame, kind, noun, token, denied=frame.negated(token))


def injuries_of(frame: Frame, verb: int) -> Iterator[Found]:
    """ "four people sustained injuries" """
    tree = frame.tree
    thing = tree.child(verb, "obj")
    subject = tree.subject(verb)
    if thing is not None and tree.lower[thing] in ("injuries", "wounds") and subject is not None:
        yield from stated_of(frame, "wounded", subject, verb, denied=frame.negated(verb))


def lives_lost(frame: Frame, verb: int) -> Iterator[Found]:
    """ "at least five people, including three women, lost their lives" """
    tree = frame.tree
    thing = tree.child(verb, "obj")
    if thing is None or tree.lower[thing] not in _LIVES:
        return
    noun = counted_before(tree, verb, active=True)
    subject = noun if noun is not None else tree.subject(verb)
    if subject is not None:
        yield from stated_of(frame, "killed", subject, verb, denied=frame.negated(verb))


def lives_claimed(frame: Frame, verb: int) -> Iterator[Found]:
    """ "claimed more than 250,000 lives" """
    tree = frame.tree
    thing = tree.child(verb, "obj")
    if thing is not None and tree.lower[thing] in _LIVES:
        quantity = counted(tree, thing)
        if quantity is not None:
            yield found_at(
                "killed", verb, quantity, (quantity.first, thing + 1), tree, frame.negated(verb)
            )
