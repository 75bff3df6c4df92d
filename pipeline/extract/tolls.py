"""Tolls: nouns that count victims ("17 deaths", "the death toll") or name what was done to them."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.frames import Found, Frame
from pipeline.extract.lexicon import split
from pipeline.extract.numbers import is_number
from pipeline.extract.quantity import Quantity, counted
from pipeline.extract.victims import found_at, is_people, stated_of
from schemas.extracted import ClaimKind

# Nouns that count victims ("17 deaths") or stand for what was done to them ("killing of").
TOLLS: dict[str, ClaimKind] = {
    "deaths": "killed", "fatalities": "killed", "dead": "killed", "death": "killed",
    "injuries": "wounded", "injured": "wounded", "wounded": "wounded", "casualties": "killed",
    "missing": "missing", "displaced": "displaced",
    "killing": "killed", "killings": "killed", "murder": "killed", "murders": "killed",
    "assassination": "killed", "assassinations": "killed",
    "kidnapping": "abducted", "kidnappings": "abducted",
    "abduction": "abducted", "abductions": "abducted",
}  # fmt: skip
_NEEDS_OF = frozenset(
    split(
        "death killing killings murder murders assassination assassinations kidnapping "
        "kidnappings abduction abductions"
    )
)
# How far from its noun the number of a toll may stand.
_TOLL_REACH = {"toll": 14, "number": 24}
_STATED: dict[str, ClaimKind] = {
    "killed": "killed", "dead": "killed", "deaths": "killed", "died": "killed",
    "wounded": "wounded", "injured": "wounded", "missing": "missing", "displaced": "displaced",
}  # fmt: skip
_RISING_BEFORE = 4
_RISING = frozenset(
    split(
        "raise raises raised rise rises risen rose climb climbs climbed stand stands stood bring "
        "brings brought bringing put puts reach reaches reached grow grew grown"
    )
)
_EXCEEDING = frozenset(
    split(
        "crosses crossed cross tops topped top exceeds exceeded exceed passes passed surpasses "
        "surpassed"
    )
)
_DENYING = frozenset(
    split("denied denies deny denying rejected rejects dismissed dismisses disputed")
)


def by_noun(frame: Frame, token: int) -> Iterator[Found]:
    tree = frame.tree
    word = tree.lower[token]
    kind = TOLLS[word]
    if word in ("wounded", "injured", "displaced", "missing", "dead") and tree.pos[token] == "VERB":
        return
    if any(tree.lower[a] in ("left", "leaving", "leaves", "leave") for a in tree.ancestors(token)):
        return
    of = [
        c
        for c in tree.children[token]
        if tree.rels[c] == "nmod" and tree.has_child_word(c, frozenset({"of"}))
    ]
    for noun in of:
        yield from stated_of(frame, kind, noun, token)
    if word in _NEEDS_OF:
        return
    if _is_denied(frame, token):
        yield Found(
            kind, token, tree.left[token], token + 1, None, None, tree.phrase(token), denied=True
        )
        return
    quantity = counted(tree, token)
    if quantity is not None and (quantity.low, quantity.high) != (1, 1):
        yield found_at(kind, token, quantity, (quantity.first, token + 1), tree, False)
        return
    head = tree.heads[token]
    if word in ("dead", "missing", "wounded", "injured", "displaced"):
        if tree.rels[token] in ("amod", "acl") and is_people(tree, head):
            yield from stated_of(frame, kind, head, token)
        else:
            subject = tree.child(token, "nsubj")
            if subject is not None and tree.child(token, "cop") is not None:
                yield from stated_of(frame, kind, subject, token, denied=frame.negated(token))


def _is_denied(frame: Frame, token: int) -> bool:
    """ "denied reports of any civilian deaths": the toll hangs on a verb of denial."""
    tree = frame.tree
    for above, _ in zip(tree.ancestors(token), range(3), strict=False):
        if tree.lower[above] in _DENYING and tree.is_verb(above) and above < token:
            return True
        if tree.is_verb(above):
            return False
    return False


def toll(frame: Frame, token: int) -> Iterator[Found]:
    """ "the death toll rose to 45", "the number of those killed has risen to five" """
    tree = frame.tree
    word = tree.lower[token]
    before = tree.lower[token - 1] if token else ""
    _, end = tree.sentences[tree.sentence_of[token]]
    reach = range(token + 1, min(token + _TOLL_REACH[word], end))
    kind: ClaimKind = "killed"
    if word == "number":
        named = next((_STATED[w] for t in reach if (w := tree.lower[t]) in _STATED), None)
        around = range(max(0, token - _RISING_BEFORE), reach.stop)
        if named is None or not any(tree.lower[t] in _RISING for t in around):
            return
        kind = named
    elif before not in ("death", "dead", "fatality"):
        return
    for at in reach:
        if not is_number(tree, at) or tree.lower[at - 1] in ("on", "since", "in"):
            continue
        if word == "number" and not any(t in ("to", "at") for t in tree.lower[at - 4 : at]):
            continue
        quantity = counted(tree, at)
        if quantity is not None:
            if tree.lower[at - 1] in _EXCEEDING:
                quantity = Quantity(quantity.low, None, quantity.first, quantity.end)
            yield found_at(kind, token, quantity, (quantity.first, at + 1), tree, False)
        return
