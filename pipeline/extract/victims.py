"""Victims: which words count people, and how many."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract import lexicon
from pipeline.extract.circumstances import is_day
from pipeline.extract.frames import Found, Frame
from pipeline.extract.lexicon import split
from pipeline.extract.numbers import is_number
from pipeline.extract.quantity import Quantity, counted
from pipeline.extract.tree import Tree
from schemas.extracted import ClaimKind

_INCLUDING_WITHIN = 12
# The longest insertion between commas that a passive's subject is looked for before.
_INSERTION = 16
_PARTICIPLES = ("VBN", "VBD", "VBG", "JJ")
_PASSIVE = frozenset(
    split("is are was were be been being 's 're got get gets remain remains remained")
)
# Words between those counted and what became of them: "several still reported missing".
_BETWEEN = frozenset(
    split(
        "reported listed left gone feared believed presumed confirmed declared remain remains "
        "remained got still also more went"
    )
)
# Singular and plural nouns for people that no list has all of: "rifleman", "schoolgirls".
_PEOPLE_ENDINGS = ("man", "men", "woman", "women", "boy", "boys", "girl", "girls")
_THINGS = ("tion", "sion", "ment", "ness", "ism", "ship", "ing")
_COUNTS = frozenset(
    split("dozens hundreds thousands scores tens millions several one another nobody none")
)
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
    if tree.tags[noun] == "NN" and is_people(tree, noun) and tree.lower[noun] not in _GROUPS:
        return Quantity(1, 1, noun, noun + 1)
    return None


def is_victim(frame: Frame, noun: int, *, any_noun: bool) -> bool:
    tree = frame.tree
    if is_people(tree, noun) or tree.pos[noun] == "PROPN":
        return True
    return any_noun and tree.pos[noun] == "NOUN" and tree.lower[noun] not in _NOT_VICTIMS


def is_people(tree: Tree, noun: int) -> bool:
    """Whether the noun means people, or the number or pronoun can."""
    word = tree.lower[noun]
    if word in lexicon.words("people") or word in _COUNTS or is_number(tree, noun):
        return True
    if tree.words[noun].endswith("s") and tree.words[noun][:-1] in lexicon.words("demonyms"):
        return True  # "15,000 Egyptians"
    return tree.pos[noun] == "NOUN" and word.endswith(_PEOPLE_ENDINGS)


def counted_before(tree: Tree, verb: int, *, active: bool = False) -> int | None:
    """The noun or number right before a passive or a bare participle, where it counts people:
    "four of the assailants were killed", "20 others injured", "dozens of them wounded", "six
    rangers, old hands all, have been killed". What stands there is surer than the parse.
    `active`: the verb is one that people do."""
    if tree.tags[verb] not in _PARTICIPLES:
        return None
    first, _ = tree.sentences[tree.sentence_of[verb]]
    token = verb - 1
    passive = active
    while token >= first and (tree.pos[token] in ("AUX", "ADV") or tree.lower[token] in _BETWEEN):
        passive |= tree.lower[token] in _PASSIVE
        token -= 1
    if not passive and _has_object(tree, verb):
        return None
    if token > first and passive and tree.words[token] == ",":
        token = _before_insertion(tree, token, first)
    if token - 2 >= first and tree.lower[token - 1 : token + 1] in (["of", "them"], ["of", "whom"]):
        token -= 2
    if token < first or not is_people(tree, token):
        return None
    quantity = counted(tree, token)
    if quantity is None or (not passive and _is_one(quantity)):
        return None
    head = tree.heads[token]
    if tree.rels[token] == "conj" and head < token and is_people(tree, head):
        between = range(head + 1, token)
        return token if any(tree.pos[t] in ("VERB", "AUX") for t in between) else head
    return token


def _is_one(quantity: Quantity) -> bool:
    return (quantity.low, quantity.high) == (1, 1)


def _has_object(tree: Tree, verb: int) -> bool:
    """Whether the verb is an active one: people or things are named right after it."""
    thing = tree.child(verb, "obj")
    if thing is None or thing < verb:
        return False
    return tree.tags[verb] != "VBN" and not is_day(tree.lower[thing])


def _before_insertion(tree: Tree, comma: int, first: int) -> int:
    """The token before the comma that opens what `comma` closes."""
    for token in range(comma - 1, max(first, comma - _INSERTION), -1):
        if tree.words[token] == ",":
            return token - 1
    return first - 1


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
        if quantity is None or (_is_one(quantity) and tree.lower[head].endswith(_THINGS)):
            continue  # "injured a demonstration"
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
