"""Victims: which words count people, and how many."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract import lexicon
from pipeline.extract.frames import Found, Frame
from pipeline.extract.lexicon import split
from pipeline.extract.quantity import Quantity, counted, is_number
from pipeline.extract.tree import Tree
from schemas.extracted import ClaimKind

_INCLUDING_WITHIN = 12
_BEFORE_PASSIVE = 4
_GROUPS = frozenset(
    {"people", "personnel", "crew", "staff", "family", "troops", "life", "aid", "other"}
)
_NOT_VICTIMS = frozenset(
    split(
        "car cars vehicle vehicles missile missiles rocket rockets effort efforts hope hopes "
        "chance chances deal plan plans bill feelings report reports year years day days time "
        "mood economy tank tanks jobs job proposal idea"
    )
)


def joined(tree: Tree, noun: int) -> list[int]:
    """The noun and those coordinated with it."""
    found = [noun]
    for head in found:
        found += [c for c in tree.children[head] if tree.rels[c] == "conj"]
    return found


def included(tree: Tree, head: int) -> Iterator[int]:
    """ "36 people in Homs, including five children": the children."""
    _, end = tree.sentences[tree.sentence_of[head]]
    for token in range(head + 1, min(head + _INCLUDING_WITHIN, end)):
        if tree.lower[token] == "including":
            for noun in range(token + 1, min(token + 6, end)):
                if is_people(tree, noun) and not is_number(tree, noun):
                    yield from joined(tree, noun)
                    return
            return
        if tree.words[token] in (".", ";") or tree.lower[token] in ("and", "while"):
            return


def one_person(frame: Frame, noun: int) -> Quantity | None:
    """One, where a single person is named or meant: "the mayor", "Mr Smith"."""
    tree = frame.tree
    if tree.pos[noun] == "PROPN":
        person = frame.located.id_of.get(noun, "").startswith("person:")
        return Quantity(1, 1, noun, noun + 1) if person else None
    if tree.tags[noun] == "NN" and tree.lower[noun] in lexicon.words("people") - _GROUPS:
        return Quantity(1, 1, noun, noun + 1)
    return None


def is_victim(frame: Frame, noun: int, *, any_noun: bool) -> bool:
    tree = frame.tree
    if is_people(tree, noun) or tree.pos[noun] == "PROPN":
        return True
    return any_noun and tree.pos[noun] == "NOUN" and tree.lower[noun] not in _NOT_VICTIMS


def is_people(tree: Tree, noun: int) -> bool:
    return (
        tree.lower[noun] in lexicon.words("people")
        or tree.lower[noun]
        in ("dozens", "hundreds", "thousands", "scores", "millions", "one", "nobody", "none")
        or is_number(tree, noun)
    )


def counted_left(tree: Tree, participle: int) -> Quantity | None:
    """The quantity right before a participle: "20 injured", "six others wounded"."""
    token = participle - 1
    while token >= 0 and participle - token < 4 and (tree.pos[token] in ("AUX", "ADV")):
        token -= 1
    if token >= 1 and tree.lower[token] in ("others", "people", "civilians", "soldiers", "more"):
        token -= 1
    if token < 0 or tree.sentence_of[token] != tree.sentence_of[participle]:
        return None
    if is_number(tree, token) or tree.lower[token] in (
        "dozens",
        "scores",
        "hundreds",
        "thousands",
        "several",
    ):
        return counted(tree, token)
    return None


def counted_before(tree: Tree, participle: int) -> tuple[Quantity, int] | None:
    """ "four of the assailants were killed", where the parse has no subject for the passive."""
    bare = tree.child(participle, "aux") is None  # "dozens of demonstrators killed last month"
    if not bare and tree.child(participle, "obj") is not None:
        return None
    first, _ = tree.sentences[tree.sentence_of[participle]]
    for noun in range(participle - 1, max(first, participle - _BEFORE_PASSIVE) - 1, -1):
        if tree.lower[noun] in lexicon.words("people"):
            quantity = counted(tree, noun)
            return (quantity, noun) if quantity is not None else None
        if bare or tree.pos[noun] not in ("AUX", "ADV"):
            return None
    return None


def stated_of(
    frame: Frame,
    kind: ClaimKind,
    noun: int,
    trigger: int,
    *,
    denied: bool = False,
    any_noun: bool = False,
) -> Iterator[Found]:
    """The claims about the noun, the ones joined to it, and those named by "including"."""
    tree = frame.tree
    for head in joined(tree, noun):
        if not is_victim(frame, head, any_noun=any_noun):
            continue
        quantity = counted(tree, head) or one_person(frame, head)
        if quantity is None:
            continue
        first = min(quantity.first, head)
        yield found_at(kind, trigger, quantity, (first, max(head + 1, quantity.end)), tree, denied)
        for part in included(tree, head):
            share = counted(tree, part)
            if share is not None:
                span = (min(share.first, part), part + 1)
                yield Found(
                    kind, part, span[0], span[1], share.low, share.high, span, denied=denied
                )


def found_at(
    kind: ClaimKind,
    trigger: int,
    quantity: Quantity,
    who: tuple[int, int],
    tree: Tree,
    denied: bool,
) -> Found:
    first = min(trigger, quantity.first, who[0])
    end = max(trigger + 1, who[1], quantity.end)
    return Found(kind, trigger, first, end, quantity.low, quantity.high, who, denied=denied)
