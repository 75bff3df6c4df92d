"""Killed, wounded, abducted, missing, displaced: how many, who, as the text states it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from pipeline.extract.aftermath import injuries_of, left_behind, lives_claimed, lives_lost, state
from pipeline.extract.frames import Found, Frame
from pipeline.extract.lexicon import split
from pipeline.extract.patients import patient, to_the_right
from pipeline.extract.tolls import TOLLS, by_noun, toll
from pipeline.extract.tree import Tree
from pipeline.extract.verbs import by_form
from pipeline.extract.victims import counted_before, found_at, is_people, stated_of
from schemas.extracted import ClaimKind

# Verbs whose object is the victim ...
_TRANSITIVE: dict[str, ClaimKind] = {
    **dict.fromkeys(
        split("kill murder assassinate slay massacre execute behead lynch slaughter"), "killed"
    ),
    **dict.fromkeys(["wound", "injure", "hurt", "maim"], "wounded"),
    **dict.fromkeys(["kidnap", "abduct"], "abducted"),
    **dict.fromkeys(["displace", "uproot"], "displaced"),
}
# ... and those whose subject is.
_INTRANSITIVE: dict[str, ClaimKind] = {"die": "killed", "perish": "killed", "flee": "displaced"}
_IRREGULAR_FLEE = {"fled": "flee", "flees": "flee", "fleeing": "flee", "flee": "flee"}
# Verbs that say so only with other words beside them: "left 14 dead", "lost their lives".
_OTHERS = split("die perish leave claim sustain suffer lose shoot gun stab beat")


@cache
def _verbs() -> dict[str, str]:
    return {**by_form([*_TRANSITIVE, *_OTHERS]), **_IRREGULAR_FLEE}


def find_casualties(frame: Frame) -> Iterator[Found]:
    """All casualty claims; one victim phrase may be stated once only for each kind."""
    tree = frame.tree
    stated: set[tuple[ClaimKind, int]] = set()
    for token in range(len(tree)):
        if not tree.readable(token):
            continue
        for found in _at(frame, token):
            victim = found.who[1] if found.who else found.at
            if (found.kind, victim) not in stated:
                stated.add((found.kind, victim))
                yield found


def _at(frame: Frame, token: int) -> Iterator[Found]:
    tree = frame.tree
    base = _verbs().get(tree.lower[token])
    if base is not None and tree.is_verb(token):
        if not frame.possible(token):
            yield from _by_base(frame, token, base)
    elif tree.lower[token] in TOLLS:
        given = list(by_noun(frame, token))
        yield from given or state(frame, token, TOLLS[tree.lower[token]])
    elif tree.lower[token] in ("toll", "number"):
        yield from toll(frame, token)


def _by_base(frame: Frame, verb: int, base: str) -> Iterator[Found]:
    """By a verb that says what happened, alone or with the words beside it."""
    tree = frame.tree
    denied = frame.negated(verb)
    if base == "leave":
        yield from left_behind(frame, verb)
    elif base == "claim":
        yield from lives_claimed(frame, verb)
    elif base == "lose":
        yield from lives_lost(frame, verb)
    elif base in ("sustain", "suffer"):
        yield from injuries_of(frame, verb)
    elif base in ("shoot", "gun", "stab", "beat"):
        if _to_death(tree, verb):
            yield from _done_to(frame, verb, "killed", denied)
    elif base in _TRANSITIVE:
        yield from _done_to(frame, verb, _TRANSITIVE[base], denied)
    else:
        kind = _INTRANSITIVE[base]
        subject = frame.doer(verb)
        if subject is not None and (kind != "displaced" or is_people(tree, subject)):
            yield from stated_of(frame, kind, subject, verb, denied=denied)


def _done_to(frame: Frame, verb: int, kind: ClaimKind, denied: bool) -> Iterator[Found]:
    """The victims of a verb that has an object: by the words right before it where they count
    people, by the parse, or by the words after it."""
    tree = frame.tree
    before = counted_before(tree, verb)
    if before is not None:
        yield from stated_of(frame, kind, before, verb, denied=denied)
        return
    victim = patient(tree, verb)
    given = False
    if victim is not None:
        for found in stated_of(frame, kind, victim, verb, denied=denied, any_noun=True):
            given = True
            yield found
    if not given:
        after = to_the_right(tree, verb)
        if after is not None:
            quantity, noun = after
            yield found_at(kind, verb, quantity, (quantity.first, noun + 1), tree, denied)


def _to_death(tree: Tree, verb: int) -> bool:
    """ "shot dead", "gunned down", "stabbed to death", "fatally shot" """
    after = tree.lower[verb + 1 : verb + 8]
    first, _ = tree.sentences[tree.sentence_of[verb]]
    fatally = "fatally" in tree.lower[max(first, verb - 2) : verb + 3]
    down = tree.lower[verb] in ("gunned", "gun", "gunning") and after[:1] == ["down"]
    dead = "dead" in after[:3] or any(pair == ("to", "death") for pair in pairwise(after))
    return fatally or down or dead
