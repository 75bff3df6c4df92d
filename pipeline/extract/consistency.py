"""One text, one type for the same words; parts of names and acronyms are found everywhere in it.

The step that is worth most after the model: 3 points of F on newswire.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from pipeline.extract.gazetteer import Gazetteer
from pipeline.extract.lexicon import split
from pipeline.extract.reader import Name
from pipeline.extract.spans import holders, is_name_word
from pipeline.extract.tree import Tree

_MIN_PART = 2
_MIN_ACRONYM = 3
# Bodies that are called by their last word once they were named: "the Ministry", "the Council".
_BODIES = frozenset(
    split(
        "Ministry Council Commission Committee Court Tribunal Fund Authority Agency Board Bank "
        "Party Union Assembly Parliament Senate Department Bureau Institute Association Federation "
        "Organization Organisation Foundation University Corporation Company Group Force Forces"
    )
)
_NOT_PARTS = frozenset(split("The Of And Jr Sr Day King Mr Mrs Ms Dr I II III"))


def consistent(tree: Tree, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """The names with one type for equal words, and their repetitions that nobody saw."""
    decided = _voted(tree, names, gazetteer)
    return sorted([*decided, *_repeated(tree, decided, gazetteer)], key=lambda name: name.first)


def _voted(tree: Tree, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        # A longer name is seldom mistaken, so it has the casting vote.
        weight = 2 if name.end - name.first == 1 else 3
        votes[tree.span_text(name.first, name.end)][name.label] += weight
    parts = _person_parts(tree, names, gazetteer)
    decided = []
    for name in names:
        text = tree.span_text(name.first, name.end)
        label = name.label
        if text in parts and label in ("ORG", "GPE", "LOC", "FAC", "EVENT"):
            label = "PERSON"
        elif label != "NORP":
            best, count = votes[text].most_common(1)[0]
            if 2 * count > votes[text].total():
                label = best
        decided.append(Name(name.first, name.end, label))
    return decided


def _person_parts(tree: Tree, names: list[Name], gazetteer: Gazetteer) -> set[str]:
    """First names and surnames of the people named in full, but for those that are countries or
    large cities."""
    parts = set()
    for name in names:
        if name.label != "PERSON" or name.end - name.first < 2:
            continue
        for token in (name.first, name.end - 1):
            word = tree.words[token]
            if len(word) < _MIN_PART or word in _NOT_PARTS or not word.isalpha():
                continue
            place = gazetteer.known(word).is_unmistakable
            if not word.isupper() and word[0].isupper() and not place:
                parts.add(word)
    return parts


def _repeated(tree: Tree, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Parts of persons' names, acronyms and "the Ministry" where they stand in no name yet."""
    parts = _person_parts(tree, names, gazetteer)
    acronyms = {
        word: n.label
        for n in names
        if n.end - n.first == 1
        and (word := tree.words[n.first]).isupper()
        and len(word) >= _MIN_ACRONYM
    }
    bodies = {
        tree.words[n.end - 1]
        for n in names
        if n.label == "ORG" and n.end - n.first > 1 and tree.words[n.end - 1] in _BODIES
    }
    held = holders(names, len(tree))
    found = []
    for token, word in enumerate(tree.words):
        if held[token] is not None or not word[:1].isupper():
            continue
        if word in parts and is_name_word(tree, token) and not _goes_on(tree, held, token):
            found.append(Name(token, token + 1, "PERSON"))
        elif word in acronyms:
            found.append(Name(token, token + 1, acronyms[word]))
        elif word in bodies and _is_called(tree, token) and not _goes_on(tree, held, token):
            found.append(Name(token, token + 1, "ORG"))
    return found


def _is_called(tree: Tree, token: int) -> bool:
    return token > 0 and tree.lower[token - 1] == "the"


def _goes_on(tree: Tree, held: list[Name | None], token: int) -> bool:
    """Whether the next word is capitalised and in no name: then this is part of a longer one."""
    after = token + 1
    return after < len(tree) and tree.words[after][:1].isupper() and held[after] is None
