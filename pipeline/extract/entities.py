"""Names that stand for the same thing become one entity with all its mentions."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from hashlib import blake2b

from pipeline.extract.aliases import Aliases
from pipeline.extract.gazetteer import Gazetteer, Place
from pipeline.extract.lexicon import split
from pipeline.extract.provinces import is_province_word, named_in
from pipeline.extract.reader import Name
from pipeline.extract.spelling import sound
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


# What a town gave its name to, and GeoNames as distilled does not know.
_SURROUNDINGS = frozenset(split("district county countryside basin valley river"))


_MAX_ACRONYM = 3


@dataclass(slots=True)
class _Group:
    kind: EntityType
    geonames: int | None
    is_alias: bool
    names: list[Name] = field(default_factory=list)
    canonical: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Located:
    """An entity's id by token: which entity the name at a token stands for."""

    entities: tuple[Entity, ...]
    names: tuple[Name, ...]
    id_of: dict[int, str]


def resolve(tree: Tree, names: list[Name], aliases: Aliases, gazetteer: Gazetteer) -> Located:
    """The entities of a text in the order of their first mention."""
    people = _people(tree, names)
    surfaces = {name: _surface(tree, name) for name in names}
    context = gazetteer.context(surfaces[n] for n in names if n.label in ("GPE", "LOC", "NORP"))
    groups: dict[str, _Group] = {}
    for name in names:
        kind = TYPE_OF.get(name.label)
        if kind is None:
            continue
        text = surfaces[name]
        full = people.get(text, text) if kind == "person" else text
        thing = aliases.thing(full)
        geonames = None
        if thing is not None and thing.type == kind:
            canonical, geonames = thing.name, thing.geonames
        else:
            thing = None
            canonical = full
        if kind == "place" and geonames is None:
            place = _located(tree, name, text, gazetteer, context)
            geonames = place.geonames if place else None
            if geonames is not None and text.isupper() and len(text) > _MAX_ACRONYM:
                canonical = text.title()  # JERUSALEM, in a dateline
        identity = entity_id(kind, canonical, geonames)
        group = groups.setdefault(identity, _Group(kind, geonames, thing is not None))
        group.names.append(name)
        group.canonical[canonical] += 1
    entities = []
    id_of = {}
    for identity, group in groups.items():
        for member in group.names:
            id_of.update(dict.fromkeys(range(member.first, member.end), identity))
        entities.append(
            Entity(
                id=identity,
                # The form used most; of forms used as often the first.
                name=group.canonical.most_common(1)[0][0],
                type=group.kind,
                geonames_id=group.geonames,
                mentions=tuple(span(tree, member.first, member.end) for member in group.names),
            )
        )
    return Located(tuple(entities), tuple(names), id_of)


def _located(
    tree: Tree, name: Name, text: str, gazetteer: Gazetteer, context: Counter[str]
) -> Place | None:
    """The place, with the province told from the town of its name by the words beside them."""
    after = tree.lower[name.end] if name.end < len(tree) else ""
    if after in _SURROUNDINGS:
        return None
    first = name.first
    before = tree.lower[first - 2] if first > 1 and tree.lower[first - 1] == "of" else ""
    beside = (after, before)
    says_region = "region" in beside and gazetteer.known(text).is_region  # "the Sahel region"
    if any(map(is_province_word, beside)) and not says_region:
        # "The State of Israel" is no province.
        return gazetteer.meant(text, context, "A") or gazetteer.meant(text, context, "C")
    whole = gazetteer.meant(text, context)
    province = named_in(text)
    if whole is not None or province is not None:
        return whole or gazetteer.meant(province or "", context, "A")
    stem, _, last = text.rpartition(" ")
    # Not a town that only the article's country speaks for: that would be another's name.
    return gazetteer.meant(stem, Counter(), "P") if last in ("City", "city") else None


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
    split(
        "al el le la de del della di da van von der den ten ter bin ibn bint ben abu dos du mac st"
    )
)
