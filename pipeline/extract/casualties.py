"""Killed, wounded, abducted, missing, displaced: how many, who, as the text states it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from pipeline.extract import lexicon
from pipeline.extract.frames import Found, Frame
from pipeline.extract.lexicon import split
from pipeline.extract.quantity import Quantity, counted, is_number
from pipeline.extract.tree import Tree
from pipeline.extract.verbs import by_form
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
# Nouns that count victims ("17 deaths") or stand for what was done to them ("killing of").
_TOLLS: dict[str, ClaimKind] = {
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
_BREAKS = frozenset({"in", "by", "when", "as", "and", "near", "during", "after", "while"})
_NOT_VICTIMS = frozenset(
    split(
        "car cars vehicle vehicles missile missiles rocket rockets effort efforts hope hopes "
        "chance chances deal plan plans bill feelings report reports year years day days time "
        "mood economy tank tanks jobs job proposal idea"
    )
)


_INCLUDING_WITHIN = 12
_BEFORE_PASSIVE = 4


_OTHERS = split("die perish leave claim sustain suffer shoot gun stab beat")


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
            if subject is not None and not (
                kind == "displaced" and not _is_counted_people(tree, subject)
            ):
                yield from _of(frame, kind, subject, token, denied=denied)
    elif tree.lower[token] in _TOLLS:
        yield from _by_noun(frame, token)
    elif tree.lower[token] == "toll":
        yield from _toll(frame, token)


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
    counted_left = _counted_left(tree, verb) if tree.child(verb, "obj") is None else None
    if (
        counted_left is not None
        and tree.tags[verb] in ("VBN", "VBD")
        and tree.rels[verb] != "root"
        and not (tree.is_passive(verb))
    ):
        yield _found(kind, verb, counted_left, (counted_left.first, counted_left.end), tree, denied)
        return
    given = False
    if patient is not None:
        for found in _of(frame, kind, patient, verb, denied=denied, any_noun=True):
            given = True
            yield found
    if not given and tree.tags[verb] in ("VBN", "VBD"):
        before = _counted_before(tree, verb)
        if before is not None:
            given = True
            yield _found(kind, verb, before[0], (before[0].first, before[1] + 1), tree, denied)
    if not given:
        yield from _to_the_right(frame, verb, kind, denied)


def _counted_before(tree: Tree, participle: int) -> tuple[Quantity, int] | None:
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


def _of(
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
    for head in _joined(tree, noun):
        if not _is_victim(frame, head, any_noun=any_noun):
            continue
        quantity = counted(tree, head) or _one(frame, head)
        if quantity is None:
            continue
        first = min(quantity.first, head)
        yield _found(kind, trigger, quantity, (first, max(head + 1, quantity.end)), tree, denied)
        for part in _included(tree, head):
            share = counted(tree, part)
            if share is not None:
                span = (min(share.first, part), part + 1)
                yield Found(
                    kind, part, span[0], span[1], share.low, share.high, span, denied=denied
                )


def _included(tree: Tree, head: int) -> Iterator[int]:
    """ "36 people in Homs, including five children": the children."""
    _, end = tree.sentences[tree.sentence_of[head]]
    for token in range(head + 1, min(head + _INCLUDING_WITHIN, end)):
        if tree.lower[token] == "including":
            for noun in range(token + 1, min(token + 6, end)):
                if _is_counted_people(tree, noun) and not is_number(tree, noun):
                    yield from _joined(tree, noun)
                    return
            return
        if tree.words[token] in (".", ";") or tree.lower[token] in ("and", "while"):
            return


def _joined(tree: Tree, noun: int) -> list[int]:
    """The noun and those coordinated with it."""
    found = [noun]
    for head in found:
        found += [c for c in tree.children[head] if tree.rels[c] == "conj"]
    return found


def _found(
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


def _one(frame: Frame, noun: int) -> Quantity | None:
    """One, where a single person is named or meant: "the mayor", "Mr Smith"."""
    tree = frame.tree
    if tree.pos[noun] == "PROPN":
        person = frame.located.id_of.get(noun, "").startswith("person:")
        return Quantity(1, 1, noun, noun + 1) if person else None
    if tree.tags[noun] == "NN" and tree.lower[noun] in lexicon.words("people") - _GROUPS:
        return Quantity(1, 1, noun, noun + 1)
    return None


_GROUPS = frozenset(
    {"people", "personnel", "crew", "staff", "family", "troops", "life", "aid", "other"}
)


def _is_victim(frame: Frame, noun: int, *, any_noun: bool) -> bool:
    tree = frame.tree
    if _is_counted_people(tree, noun) or tree.pos[noun] == "PROPN":
        return True
    return any_noun and tree.pos[noun] == "NOUN" and tree.lower[noun] not in _NOT_VICTIMS


def _is_counted_people(tree: Tree, noun: int) -> bool:
    return (
        tree.lower[noun] in lexicon.words("people")
        or tree.lower[noun]
        in ("dozens", "hundreds", "thousands", "scores", "millions", "one", "nobody", "none")
        or is_number(tree, noun)
    )


def _counted_left(tree: Tree, participle: int) -> Quantity | None:
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


def _to_the_right(frame: Frame, verb: int, kind: ClaimKind, denied: bool) -> Iterator[Found]:
    """Where the parse has no object: the first counted people after the verb."""
    tree = frame.tree
    _, end = tree.sentences[tree.sentence_of[verb]]
    for token in range(verb + 1, min(verb + 8, end)):
        if tree.pos[token] in ("PUNCT", "VERB", "SCONJ") or tree.lower[token] in _BREAKS:
            return
        if not _is_counted_people(tree, token):
            continue
        if token + 1 < end and tree.pos[token + 1] in ("NOUN", "ADJ", "NUM", "PROPN"):
            continue  # the number or the first noun of a longer phrase
        quantity = counted(tree, token)
        if quantity is not None and (quantity.low, quantity.high) != (1, 1):
            yield _found(kind, verb, quantity, (quantity.first, token + 1), tree, denied)
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
            if _is_counted_people(tree, noun):
                quantity = counted(tree, noun)
                if quantity is not None:
                    yield _found(
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
        yield from _of(frame, "wounded", subject, verb, denied=denied)


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
            yield _found(
                "killed", verb, quantity, (quantity.first, thing + 1), tree, frame.negated(verb)
            )


def _by_noun(frame: Frame, token: int) -> Iterator[Found]:
    tree = frame.tree
    word = tree.lower[token]
    kind = _TOLLS[word]
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
        yield from _of(frame, kind, noun, token)
    if word in _NEEDS_OF:
        return
    if _is_denied(frame, token):
        yield Found(
            kind, token, tree.left[token], token + 1, None, None, tree.phrase(token), denied=True
        )
        return
    quantity = counted(tree, token)
    if quantity is not None and (quantity.low, quantity.high) != (1, 1):
        yield _found(kind, token, quantity, (quantity.first, token + 1), tree, False)
        return
    head = tree.heads[token]
    if word in ("dead", "missing", "wounded", "injured", "displaced"):
        if tree.rels[token] in ("amod", "acl") and _is_counted_people(tree, head):
            yield from _of(frame, kind, head, token)
        else:
            subject = tree.child(token, "nsubj")
            if subject is not None and tree.child(token, "cop") is not None:
                yield from _of(frame, kind, subject, token, denied=frame.negated(token))


_DENYING = frozenset(
    split("denied denies deny denying rejected rejects dismissed dismisses disputed")
)


def _is_denied(frame: Frame, token: int) -> bool:
    """ "denied reports of any civilian deaths": the toll hangs on a verb of denial."""
    tree = frame.tree
    for above, _ in zip(tree.ancestors(token), range(3), strict=False):
        if tree.lower[above] in _DENYING and tree.is_verb(above) and above < token:
            return True
        if tree.is_verb(above):
            return False
    return False


def _toll(frame: Frame, token: int) -> Iterator[Found]:
    """ "the death toll rose to 45" """
    tree = frame.tree
    if not token or tree.lower[token - 1] not in ("death", "dead", "fatality"):
        return
    _, end = tree.sentences[tree.sentence_of[token]]
    for at in range(token + 1, min(token + 14, end)):
        if is_number(tree, at) and tree.lower[at - 1] not in ("on", "since"):
            quantity = counted(tree, at)
            if quantity is not None:
                yield _found("killed", token, quantity, (quantity.first, at + 1), tree, False)
            return
