"""Persons' names that the model saw in part or not at all: after titles, and their first names."""

from __future__ import annotations

from pipeline.extract.entities import PARTICLES
from pipeline.extract.lexicon import split
from pipeline.extract.reader import Name
from pipeline.extract.spans import holders, is_name_word, without_overlaps
from pipeline.extract.tree import Tree

# A title that makes the name after it a person's even where the model says otherwise.
PERSONAL = frozenset(
    split(
        "Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Prof. Gen. Col. Lt. Capt. Sgt. Maj. Sen. Rep. Gov. "
        "Sheikh King Queen Prince Princess Sir spokesman spokeswoman Senator Ayatollah"
    )
)
_MAX_WORDS = 3
# "Son of" and "daughter of" within a name.
_SON_OF = frozenset(split("bin ibn bint"))
_MAX_LEAD = 4


def after_titles(tree: Tree, names: list[Name], titles: frozenset[str]) -> list[Name]:
    """The names, and capitalised words after "Mr", "Gen." or "spokesman" that are in none."""
    held = holders(names, len(tree))
    found = []
    token = 0
    while token < len(tree) - 1:
        token += 1
        if tree.words[token - 1] not in PERSONAL or tree.words[token] in titles:
            continue
        end = token
        for reach in range(token, min(len(tree), token + _MAX_WORDS)):
            if held[reach] is not None or not (
                is_name_word(tree, reach) or (reach > token and tree.lower[reach] in _SON_OF)
            ):
                break
            if tree.words[reach][:1].isupper():
                end = reach + 1
        if end > token:
            found.append(Name(token, end, "PERSON"))
            token = end
    return without_overlaps([*names, *found])


def joined(tree: Tree, names: list[Name]) -> list[Name]:
    """The names with the parts of one joined: "Jean" and "Yves Le Drian", "Maryam" and "Mohammed
    Almheiri" around "bint"."""
    whole: list[Name] = []
    for name in names:
        before = whole[-1] if whole else None
        if (
            before is not None
            and name.label == before.label == "PERSON"
            and name.first == before.end + 1
            and _joins(tree, before.end)
        ):
            whole[-1] = Name(before.first, name.end, "PERSON")
        else:
            whole.append(name)
    return whole


def _joins(tree: Tree, token: int) -> bool:
    """Whether the token makes one name of those at its sides: a hyphen without spaces, "bin"."""
    if tree.words[token] == "-":
        return tree.ends[token - 1] == tree.starts[token] == tree.starts[token + 1] - 1
    return tree.lower[token] in _SON_OF


def with_first_names(tree: Tree, names: list[Name], titles: frozenset[str]) -> list[Name]:
    """Each person's name with the capitalised words and particles right before it, which the model
    drops from names that it has not seen: "Haider al-" before "Abadi"."""
    held = holders(names, len(tree))
    grown = []
    for name in names:
        first = name.first
        if name.label == "PERSON":
            reach = first - 1
            while reach >= 0 and held[reach] is None and _leads_on(tree, reach, name.first, titles):
                if tree.words[reach][:1].isupper():
                    first = reach
                reach -= 1
        grown.append(Name(first, name.end, name.label))
    return without_overlaps(grown)


def _leads_on(tree: Tree, token: int, first: int, titles: frozenset[str]) -> bool:
    """Whether the word at `token` may belong to the person's name that begins at `first`."""
    word = tree.words[token]
    if tree.sentence_of[token] != tree.sentence_of[first] or first - token > _MAX_LEAD:
        return False
    if word == "-" or word.lower() in PARTICLES:
        return tree.ends[token] >= tree.starts[token + 1] - 1
    return is_name_word(tree, token) and word not in titles and not word.isupper()
