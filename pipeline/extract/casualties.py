"""Killed, wounded, abducted, missing, displaced: how many, who, as the text states it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from pipeline.extract.frames import Found, Frame
from pipeline.extract.lexicon import split
from pipeline.extract.quantity import counted
from pipeline.extract.tolls import TOLLS, by_noun, toll
from pipeline.extract.tree import Tree
from pipeline.extract.verbs import by_form
from pipeline.extract.victims import counted_before, counted_left, found_at, is_people, stated_of
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
# Verbs that say so only with other words beside them: "left 14 dead", "claimed lives", "shot dead".
_OTHERS = split("die perish leave claim sustain suffer shoot gun stab beat")


@cache
def _verbs() -> dict[str, str]:
    return {**by_form([*_TRANSITIVE, *_OTHERS]), **_IRREGULAR_FLEE}


# Words that end the search for an object to the right of a verb.
_BREAKS = frozenset({"in", "by", "when", "as", "and", "near", "during", "after", "while"})


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
        if frame.possible(token):
            return
        denied = frame.negated(token)
        if base == "leave":
            yield from _left(frame, token)
        elif base == "claim":
            yield from _claimed_lives(frame, token)
        elif base in ("sustain", "suffer"):
            yield from _suffered(frame, token, denied)
        elif base in ("shoot", "gun", "stab", "beat"):
            if _to_death(tree, token):
                yield from _by_verb(frame, token, "killed", _patient(tree, token), denied)
        elif base in _TRANSITIVE:
            yield from _by_verb(frame, token, _TRANSITIVE[base], _patient(tree, token), denied)
        else:
            subject = tree.subject(token)
            kind = _INTRANSITIVE[base]
            if subject is not None and not (kind == "displaced" and not is_people(tree, subject)):
                yield from stated_of(frame, kind, subject, token, denied=denied)
    elif tree.lower[token] in TOLLS:
        yield from by_noun(frame, token)
    elif tree.lower[token] == "toll":
        yield from toll(frame, token)


def _patient(tree: Tree, verb: int) -> int | None:
    """Whom the verb is done to."""
    thing = tree.child(verb, "obj")
    joined = tree.child(verb, "conj")
    if thing is None and joined is not None and joined <= verb + 2:
        thing = tree.child(joined, "obj")  # "killed and wounded scores"
    if thing is None and tree.rels[verb] == "conj" and not tree.is_passive(verb):
        shared = tree.child(tree.heads[verb], "obj") if verb - tree.heads[verb] <= 2 else None
        thing = shared if shared is not None and shared > verb else None
    if tree.is_passive(verb) and (thing is None or thing < verb):
        return next(
            (c for c in tree.children[verb] if tree.deps[c] == "nsubj:pass"), None
        ) or tree.subject(verb)
    if thing is not None:
        return thing
    if tree.tags[verb] in ("VBN", "VBD") and tree.rels[verb] == "acl":
        return tree.heads[verb]
    if tree.tags[verb] == "VBN" and tree.heads[verb] == verb - 1 and tree.is_passive(verb - 1):
        return tree.subject(verb - 1)  # "has been confirmed killed"
    if tree.tags[verb] == "VBN" and tree.rels[verb] == "conj" and tree.is_passive(tree.heads[verb]):
        return tree.subject(verb)
    if tree.tags[verb] == "VBN" and tree.rels[verb] == "amod":
        return tree.heads[verb]
    return None


def _by_verb(
    frame: Frame, verb: int, kind: ClaimKind, patient: int | None, denied: bool
) -> Iterator[Found]:
    tree = frame.tree
    left = counted_left(tree, verb) if tree.child(verb, "obj") is None else None
    is_form = tree.tags[verb] in ("VBN", "VBD") and not tree.is_passive(verb)
    if left is not None and is_form:
        yield found_at(kind, verb, left, (left.first, left.end), tree, denied)
        return
    given = False
    if patient is not None:
        for found in stated_of(frame, kind, patient, verb, denied=denied, any_noun=True):
            given = True
            yield found
    if not given and tree.tags[verb] in ("VBN", "VBD"):
        before = counted_before(tree, verb)
        if before is not None:
            given = True
            yield found_at(kind, verb, before[0], (before[0].first, before[1] + 1), tree, denied)
    if not given:
        yield from _to_the_right(frame, verb, kind, denied)


def _to_the_right(frame: Frame, verb: int, kind: ClaimKind, denied: bool) -> Iterator[Found]:
    """Where the parse has no object: the first counted people after the verb."""
    tree = frame.tree
    _, end = tree.sentences[tree.sentence_of[verb]]
    for token in range(verb + 1, min(verb + 8, end)):
        if tree.pos[token] in ("PUNCT", "VERB", "SCONJ") or tree.lower[token] in _BREAKS:
            return
        if not is_people(tree, token):
            continue
        if token + 1 < end and tree.pos[token + 1] in ("NOUN", "ADJ", "NUM", "PROPN"):
            continue  # the number or the first noun of a longer phrase
        quantity = counted(tree, token)
        if quantity is not None and (quantity.low, quantity.high) != (1, 1):
            yield found_at(kind, verb, quantity, (quantity.first, token + 1), tree, denied)
        return


def _left(frame: Frame, verb: int) -> Iterator[Found]:
    """ "left 14 dead and 30 injured" """
    tree = frame.tree
    after = verb + 1
    for token in range(verb + 1, min(tree.right[verb], verb + 25)):
        word = tree.lower[token]
        kind: ClaimKind | None = None
        if word == "dead":
            kind = "killed"
        elif word in ("wounded", "injured"):
            kind = "wounded"
        elif word in ("homeless", "displaced"):
            kind = "displaced"
        elif word == "missing":
            kind = "missing"
        if kind is None:
            continue
        for noun in range(token - 1, after - 1, -1):
            if is_people(tree, noun):
                quantity = counted(tree, noun)
                if quantity is not None:
                    yield found_at(
                        kind,
                        token,
                        quantity,
                        (quantity.first, max(noun + 1, quantity.end)),
                        tree,
                        False,
                    )
                break
        after = token + 1


def _suffered(frame: Frame, verb: int, denied: bool) -> Iterator[Found]:
    """ "four people sustained injuries" """
    tree = frame.tree
    thing = tree.child(verb, "obj")
    subject = tree.subject(verb)
    if thing is not None and tree.lower[thing] in ("injuries", "wounds") and subject is not None:
        yield from stated_of(frame, "wounded", subject, verb, denied=denied)


def _to_death(tree: Tree, verb: int) -> bool:
    """ "shot dead", "gunned down", "stabbed to death", "fatally shot" """
    after = tree.lower[verb + 1 : verb + 8]
    first, _ = tree.sentences[tree.sentence_of[verb]]
    fatally = "fatally" in tree.lower[max(first, verb - 2) : verb + 3]
    down = tree.lower[verb] in ("gunned", "gun", "gunning") and after[:1] == ["down"]
    dead = "dead" in after[:3] or any(pair == ("to", "death") for pair in pairwise(after))
    return fatally or down or dead


def _claimed_lives(frame: Frame, verb: int) -> Iterator[Found]:
    """ "claimed more than 250,000 lives" """
    tree = frame.tree
    thing = tree.child(verb, "obj")
    if thing is not None and tree.lower[thing] in ("lives", "life"):
        quantity = counted(tree, thing)
        if quantity is not None:
            yield found_at(
                "killed", verb, quantity, (quantity.first, thing + 1), tree, frame.negated(verb)
            )
