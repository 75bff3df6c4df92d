"""Whom a verb of harm is done to: by the parse, and by the order of the words where it fails."""

from __future__ import annotations

from pipeline.extract.circumstances import is_day
from pipeline.extract.quantity import Quantity, counted
from pipeline.extract.tree import Tree
from pipeline.extract.victims import is_people

# Words that end the search for an object to the right of a verb, and how far it goes.
_BREAKS = frozenset({"in", "by", "when", "as", "and", "near", "during", "after", "while"})
_REACH = 8


def patient(tree: Tree, verb: int) -> int | None:
    """The noun that `verb` is done to: its object, or the subject of a passive."""
    thing = _object(tree, verb)
    joined = tree.child(verb, "conj")
    if thing is None and joined is not None and joined <= verb + 2:
        thing = _object(tree, joined)  # "killed and wounded scores"
    if thing is None and tree.rels[verb] == "conj" and not tree.is_passive(verb):
        shared = _object(tree, tree.heads[verb]) if verb - tree.heads[verb] <= 2 else None
        thing = shared if shared is not None and shared > verb else None
    if tree.is_passive(verb) and (thing is None or thing < verb):
        return next(
            (c for c in tree.children[verb] if tree.deps[c] == "nsubj:pass"), None
        ) or tree.subject(verb)
    if thing is not None:
        return thing
    return _of_participle(tree, verb)


def _object(tree: Tree, verb: int) -> int | None:
    """The object; "killed Sunday" has none."""
    return next(
        (c for c in tree.children[verb] if tree.rels[c] == "obj" and not is_day(tree.lower[c])),
        None,
    )


def _of_participle(tree: Tree, verb: int) -> int | None:
    """ "those killed", "has been confirmed killed", "was shot and killed" """
    head = tree.heads[verb]
    if tree.tags[verb] in ("VBN", "VBD") and tree.rels[verb] == "acl":
        return head
    if tree.tags[verb] != "VBN":
        return None
    if head == verb - 1 and tree.is_passive(head):
        return tree.subject(head)
    if tree.rels[verb] == "conj" and tree.is_passive(head):
        return tree.subject(verb)
    return head if tree.rels[verb] == "amod" else None


def to_the_right(tree: Tree, verb: int) -> tuple[Quantity, int] | None:
    """Where the parse has no object: the first counted people after the verb, and their noun."""
    _, end = tree.sentences[tree.sentence_of[verb]]
    for token in range(verb + 1, min(verb + _REACH, end)):
        if tree.pos[token] in ("PUNCT", "VERB", "SCONJ") or tree.lower[token] in _BREAKS:
            return None
        if not is_people(tree, token):
            continue
        after = token + 1
        goes_on = after < end and tree.pos[after] in ("NOUN", "ADJ", "NUM", "PROPN")
        if goes_on and not is_day(tree.lower[after]):
            continue  # the number or the first noun of a longer phrase
        quantity = counted(tree, token)
        one = quantity is not None and (quantity.low, quantity.high) == (1, 1)
        if quantity is None or (one and tree.lower[token] != "another"):
            return None
        return quantity, token
    return None
