"""What somebody will or will not do: "are preparing to expand", "not planning to expand"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipeline.extract.frames import Found, Frame
from pipeline.extract.lexicon import split
from pipeline.extract.tree import Tree
from pipeline.extract.verbs import by_form

# Verbs and adjectives whose infinitive is intended, and those whose infinitive is refused.
_INTENDING = split(
    "plan prepare intend vow pledge promise agree decide aim threaten commit undertake propose want"
)
_REFUSING = ["refuse", "decline"]
_READY = frozenset({"ready", "prepared", "set", "determined", "due", "poised", "willing", "likely"})
_UNREADY = frozenset({"unwilling", "reluctant", "unlikely"})
_LIKELY = frozenset({"likely", "unlikely", "due"})  # forecasts, not intentions
_WILL = frozenset({"will", "'ll", "shall", "wo", "would"})
# What is done in these is no plan of somebody to act: states, perceptions, speech.
_STATIVE = frozenset(
    split(
        "be have seem remain become know think believe want need like love see hear feel say "
        "tell mean depend matter cost last take look sound appear happen consider welcome let"
    )
)


@cache
def _verbs() -> dict[str, str]:
    return by_form([*_INTENDING, *_REFUSING])


@cache
def _stative() -> dict[str, str]:
    return by_form(sorted(_STATIVE))


def find_intents(frame: Frame) -> Iterator[Found]:
    """Statements that an actor will or will not act."""
    tree = frame.tree
    for token in range(len(tree)):
        if not tree.readable(token):
            continue
        found = _planned(frame, token) or _will(frame, token)
        if found is not None:
            yield found


def _planned(frame: Frame, token: int) -> Found | None:
    """ "is (not) planning to expand", "refused to leave", "is ready to strike" """
    tree = frame.tree
    word = tree.lower[token]
    base = _verbs().get(word) if tree.is_verb(token) else None
    ready = word in _READY or word in _UNREADY
    if (base is None and not ready) or word in _LIKELY:
        return None
    act = (
        tree.child(token, "xcomp", "advcl", "ccomp")
        if base
        else tree.child(token, "xcomp", "advcl", "ccomp", "acl")
    )
    if act is None or act < token or not _is_infinitive(tree, act) or tree.lower[act] in _stative():
        return None
    if base is None and tree.child(token, "cop") is None and not tree.is_passive(token):
        return None
    negative = frame.negated(token) != (base in _REFUSING or word in _UNREADY)
    return _found(frame, token, act, negative)


def _will(frame: Frame, token: int) -> Found | None:
    """ "will not agree to cooperate": a verb with will, of an actor who can intend."""
    tree = frame.tree
    if not tree.is_verb(token) or tree.lower[token] in _stative() or tree.is_passive(token):
        return None
    will = next(
        (c for c in tree.children[token] if tree.lower[c] in _WILL and tree.rels[c] == "aux"), None
    )
    # "would" is "will" where somebody reports it ("said it would respond"), else only an idea.
    if will is None or (tree.lower[will] == "would" and not frame.reported(token)):
        return None
    if tree.rels[token] == "acl" or tree.has_child_word(token, frozenset({"if", "whether"})):
        return None
    subject = tree.subject(token)
    if subject is None or not _can_intend(frame, subject):
        return None
    return _found(frame, token, token, frame.negated(token))


def _found(frame: Frame, token: int, act: int, negative: bool) -> Found | None:
    tree = frame.tree
    subject = tree.subject(token)
    if subject is None or not _can_intend(frame, subject):
        return None
    first = min(
        [
            token,
            *(
                c
                for c in tree.children[token]
                if tree.rels[c] in ("aux", "cop") or tree.lower[c] in ("not", "n't", "never")
            ),
        ]
    )
    thing = tree.child(act, "obj")
    end = tree.phrase(thing)[1] if thing is not None and thing > act else act + 1
    return Found(
        "intent", act, first, max(end, token + 1), None, None, tree.phrase(subject),
        polarity="will-not" if negative else "will",
    )  # fmt: skip


def _is_infinitive(tree: Tree, verb: int) -> bool:
    return tree.has_child_word(verb, frozenset({"to"})) and tree.tags[verb] == "VB"


_ACTORS = frozenset(
    split(
        "he she they we i it government military army troops forces officials ministry "
        "minister president country coalition group rebels militants fighters police "
        "authorities council company parliament leaders leader spokesman state party union "
        "nation countries allies"
    )
)


def _can_intend(frame: Frame, subject: int) -> bool:
    """Whether the subject is a person, body, country or people, or a word for one."""
    tree = frame.tree
    if tree.lower[subject] in _ACTORS:
        return True
    identity = frame.located.id_of.get(subject)
    return identity is not None and not identity.startswith(("event:", "facility:"))
