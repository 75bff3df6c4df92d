"""Whom the words at a quote stand for: a name, "the minister" or "he" to the entity meant."""

from __future__ import annotations

from pipeline.extract import lexicon
from pipeline.extract.attribution import Attribution, TokenSpan
from pipeline.extract.entities import Located
from pipeline.extract.tree import Tree
from schemas.extracted import Reference

# A pronoun reaches back over this many sentences; further back another person is as likely.
MAX_SENTENCES_BACK = 3
_SINGULAR = frozenset({"he", "she"})
_HOLDERS = ("person", "organization", "group", "place", "facility", "event")


class Speakers:
    """The people and bodies of one text, asked from its beginning to its end."""

    def __init__(self, tree: Tree, located: Located) -> None:
        self._tree = tree
        self._id_of = located.id_of
        self._type_of = {entity.id: entity.type for entity in located.entities}
        roles = lexicon.words("roles")
        self._people: list[tuple[int, str]] = []
        self._role_of: dict[str, list[tuple[int, str]]] = {}
        for name in located.names:
            if name.label != "PERSON":
                continue
            identity = located.id_of[name.first]
            self._people.append((name.first, identity))
            for role in _roles_beside(tree, name.first, name.end, roles):
                self._role_of.setdefault(role, []).append((name.first, identity))

    def reference(self, span: TokenSpan, spoken: list[Attribution]) -> Reference:
        """The words of `span` with the entity that they stand for. `spoken` are the attributions
        before, the last one last: a pronoun first means the one who just spoke."""
        first, end = span
        start, stop = self._tree.starts[first], self._tree.ends[end - 1]
        return Reference(
            start=start,
            end=stop,
            text=self._tree.text[start:stop],
            entity=self._named(first, end) or self._meant(first, end, spoken),
        )

    def _named(self, first: int, end: int) -> str | None:
        """The entity named in the span: a person before a body, a body before a people; the first
        of as good ones. A name that only describes ("a Russian official") is not the speaker."""
        head = self._head(first, end)
        found: dict[str, str] = {}
        for token in range(first, end):
            identity = self._id_of.get(token)
            if identity is None:
                continue
            kind = self._type_of[identity]
            if kind == "person" or token == head or self._is_head_of_name(token, head, identity):
                found.setdefault(kind, identity)
        return next((found[kind] for kind in _HOLDERS if kind in found), None)

    def _is_head_of_name(self, token: int, head: int, identity: str) -> bool:
        return self._id_of.get(head) == identity

    def _head(self, first: int, end: int) -> int:
        tree = self._tree
        return next(
            (
                t
                for t in range(first, end)
                if not first <= tree.heads[t] < end or tree.heads[t] == t
            ),
            first,
        )

    def _meant(self, first: int, end: int, spoken: list[Attribution]) -> str | None:
        tree = self._tree
        word = tree.lower[first]
        if end - first == 1 and word in _SINGULAR:
            before = self._source_before(first, spoken)
            if before is not None and self._named(*before) is None:
                return None  # whoever just spoke has no name: "a defence official"
            return self._last_speaker(first, spoken) or self._last_person(first)
        head = self._head(first, end)
        if word in ("the", "mr", "mr.") or end - first == 1:
            borne = [i for at, i in self._role_of.get(tree.lower[head], ()) if at < first]
            if borne:
                return borne[-1]
        return None

    def _source_before(self, token: int, spoken: list[Attribution]) -> TokenSpan | None:
        """The words for the one who spoke last, unless they are a pronoun or far back."""
        tree = self._tree
        source = spoken[-1].source if spoken else None
        if source is None or source[0] >= token or tree.pos[source[0]] == "PRON":
            return None
        back = tree.sentence_of[token] - tree.sentence_of[source[0]]
        return source if back <= 1 else None

    def _last_speaker(self, token: int, spoken: list[Attribution]) -> str | None:
        tree = self._tree
        for attribution in reversed(spoken[-2:]):
            source = attribution.source
            if source is None or source[0] >= token:
                continue
            if tree.sentence_of[token] - tree.sentence_of[source[0]] > MAX_SENTENCES_BACK:
                continue
            identity = self._named(*source)
            if identity is not None and self._type_of[identity] == "person":
                return identity
        return None

    def _last_person(self, token: int) -> str | None:
        """The first person named in the nearest sentence before (or this one) that names one."""
        tree = self._tree
        here = tree.sentence_of[token]
        best: tuple[int, int, str] | None = None
        for at, identity in self._people:
            back = here - tree.sentence_of[at]
            if at < token and 0 <= back <= MAX_SENTENCES_BACK and (best is None or back < best[0]):
                best = (back, at, identity)
        return best[2] if best else None


def _roles_beside(tree: Tree, first: int, end: int, roles: frozenset[str]) -> list[str]:
    """What the person is, by the words before the name and the apposition after it."""
    found = [tree.lower[t] for t in range(max(0, first - 4), first) if tree.lower[t] in roles]
    if end < len(tree) and tree.words[end] == ",":
        found += [
            tree.lower[t] for t in range(end + 1, min(end + 8, len(tree))) if tree.lower[t] in roles
        ]
    return found
