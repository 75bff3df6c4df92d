"""Names that stand for the same thing become one entity with all its mentions."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from hashlib import blake2b

from pipeline.extract.aliases import Aliases, Thing
from pipeline.extract.lexicon import split
from pipeline.extract.reader import Name
from pipeline.extract.tree import Tree
from schemas.extracted import Entity, EntityType, Span

TYPE_OF: dict[str, EntityType] = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "facility",
    "NORP": "group",
    "EVENT": "event",
}
ID_BYTES = 8
_NOT_LETTERS = re.compile(r"[^\w]+")
_DOUBLED = re.compile(r"(\w)\1+")


@dataclass(frozen=True, slots=True)
class Located:
    """An entity's id by token: which entity the name at a token stands for."""

    entities: tuple[Entity, ...]
    names: tuple[Name, ...]
    id_of: dict[int, str]


def resolve(tree: Tree, names: list[Name], aliases: Aliases) -> Located:
    """The entities of a text in the order of their first mention."""
    people = _people(tree, names)
    groups: defaultdict[str, list[Name]] = defaultdict(list)
    types: dict[str, tuple[EntityType, Thing | None, str]] = {}
    for name in names:
        text = _surface(tree, name)
        kind = TYPE_OF.get(name.label)
        if kind is None:
            continue
        thing = aliases.thing(text)
        if thing is not None and thing.type == kind:
            canonical = thing.name
        elif kind == "person":
            thing, canonical = None, people.get(text, text)
        else:
            thing, canonical = None, text
        identity = entity_id(kind, canonical, thing.geonames if thing else None)
        groups[identity].append(name)
        types.setdefault(identity, (kind, thing, canonical))
    entities = []
    id_of = {}
    for identity, members in groups.items():
        kind, thing, canonical = types[identity]
        for member in members:
            id_of.update(dict.fromkeys(range(member.first, member.end), identity))
        entities.append(
            Entity(
                id=identity,
                name=canonical,
                type=kind,
                geonames_id=thing.geonames if thing else None,
                mentions=tuple(span(tree, member.first, member.end) for member in members),
            )
        )
    return Located(tuple(entities), tuple(names), id_of)


def span(tree: Tree, first: int, end: int) -> Span:
    """The tokens `first` to `end` (exclusive) as characters of the text."""
    start, stop = tree.starts[first], tree.ends[end - 1]
    return Span(start=start, end=stop, text=tree.text[start:stop])


def entity_id(kind: EntityType, canonical: str, geonames: int | None = None) -> str:
    """The id that the same type and name have in every article, however the name is transcribed."""
    if geonames is not None:
        return f"{kind}:geonames:{geonames}"
    digest = blake2b(f"{kind}\0{sound(canonical)}".encode(), digest_size=ID_BYTES)
    return f"{kind}:{digest.hexdigest()}"


def sound(name: str) -> str:
    """A key that transcriptions of one name share: Shoigu and Shoygu, Sergei and Sergey.

    Accents, case, hyphens and the Arabic article go; y is i, ou is u, q is k, double letters are
    one.
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    plain = plain.replace("ou", "u").replace("oo", "u").replace("ee", "i").replace("q", "k")
    words = [word for word in _NOT_LETTERS.split(plain.replace("'", "").replace("’", "")) if word]
    kept = [word for word in words if word not in ("al", "el", "the")] or words
    key = " ".join(_DOUBLED.sub(r"\1", word.replace("y", "i")) for word in kept)
    return key or name.lower()


def _surface(tree: Tree, name: Name) -> str:
    return " ".join(tree.span_text(name.first, name.end).split())


def _people(tree: Tree, names: list[Name]) -> dict[str, str]:
    """For each way a person is named in the text, the fullest name of that person.

    A surname stands for the last person before it who bears it in full, else for the first after.
    """
    forms = [_surface(tree, name) for name in names if name.label == "PERSON"]
    full = [form for form in dict.fromkeys(forms) if len(form.split()) > 1]
    by_sound: dict[str, str] = {}
    for form in full:
        held = by_sound.setdefault(sound(form), form)
        if form not in (held,) and forms.count(form) > forms.count(held):
            by_sound[sound(form)] = form
    canonical = {form: by_sound[sound(form)] for form in full}
    bearers: defaultdict[str, list[str]] = defaultdict(list)
    for form in full:
        for part in {form.split()[-1], _last_part(form)}:
            bearers[sound(part)].append(canonical[form])
    for form in dict.fromkeys(forms):
        if form in canonical:
            continue
        known = bearers.get(sound(form))
        canonical[form] = known[0] if known else form
    # A first name and surname that end a longer name: "Haider al-Abadi" in "Prime Minister ...".
    return canonical


def _last_part(form: str) -> str:
    """The surname with its particle: "al-Abadi", "Le Drian", "van der Bellen"."""
    words = form.split()
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in PARTICLES:
        first -= 1
    return " ".join(words[first:])


PARTICLES = frozenset(
    split("al el le la de del della di da van von der den ten ter bin ibn ben abu dos du mac st")
)
