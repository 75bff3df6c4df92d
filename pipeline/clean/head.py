"""What a page says of itself in its head: JSON-LD, OpenGraph, `<meta>`, `<link>`, `<time>`."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

import orjson
from selectolax.lexbor import LexborHTMLParser

from pipeline.clean.words import by_word, words
from schemas.clean import MetadataOrigin, Mined

# Statements of one kind that are kept, and the length of one: pages repeat themselves.
MAX_STATEMENTS = 8
MAX_VALUE_CHARACTERS = 1000
MAX_JSON_CHARACTERS = 500_000
MAX_JSON_NODES = 2000
MAX_SCRIPTS = 20

_ARTICLE_TYPES = words("json_ld", "article_types")
_OPEN_GRAPH = by_word("open_graph")
_META = by_word("meta")
_TRAILING_COMMA = re.compile(r",\s{0,100}([}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]")

Statements = dict[str, list[Mined]]


def read_head(tree: LexborHTMLParser) -> Statements:
    """All statements by kind (the fields of `Metadata`), those of JSON-LD first: it names the
    article, where a `<meta>` may speak of the site."""
    found: Statements = {}
    for article in articles(tree):
        _read_json_ld(article, found)
    for meta in tree.css("meta[content]")[:500]:
        attributes = meta.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        name = (name or attributes.get("http-equiv") or "").lower()
        value = attributes.get("content") or ""
        if name in _OPEN_GRAPH:
            _state(found, _OPEN_GRAPH[name], value, "opengraph")
        elif name in _META:
            _state(found, _META[name], value, "meta")
    for link in tree.css("link[rel][href]")[:500]:
        if "canonical" in (link.attributes.get("rel") or "").lower().split():
            _state(found, "canonical_url", link.attributes.get("href") or "", "link")
    if (title := tree.css_first("title")) is not None:
        _state(found, "title", title.text(), "element")
    for time in tree.css("time[datetime]")[:MAX_STATEMENTS]:
        names = f"{time.attributes.get('class')} {time.attributes.get('itemprop')}".lower()
        kind = "modified" if "modif" in names or "updat" in names else "published"
        _state(found, kind, time.attributes.get("datetime") or "", "time")
    if (root := tree.css_first("html")) is not None:
        _state(found, "language", root.attributes.get("lang") or "", "element")
    return found


def _state(found: Statements, kind: str, value: object, origin: MetadataOrigin) -> None:
    if not isinstance(value, str):
        return
    text = " ".join(value[: 4 * MAX_VALUE_CHARACTERS].split())[:MAX_VALUE_CHARACTERS]
    known = found.setdefault(kind, [])
    if text and len(known) < MAX_STATEMENTS and all(mined.value != text for mined in known):
        known.append(Mined(value=text, origin=origin))


def articles(tree: LexborHTMLParser) -> Iterator[dict[str, object]]:
    """The objects of the page's JSON-LD that describe an article."""
    for script in tree.css('script[type*="ld+json"]')[:MAX_SCRIPTS]:
        for node in _nodes(_load(script.text() or "")):
            types = node.get("@type")
            names = types if isinstance(types, list) else [types]
            if any(isinstance(name, str) and name.lower() in _ARTICLE_TYPES for name in names):
                yield node


def is_free(article: dict[str, object]) -> bool:
    """Whether the site does not call an article of its JSON-LD closed to the public."""
    return str(article.get("isAccessibleForFree", True)).lower() != "false"


def _read_json_ld(node: dict[str, object], found: Statements) -> None:
    _state(found, "title", node.get("headline"), "json-ld")
    _state(found, "deck", node.get("description"), "json-ld")
    _state(found, "published", node.get("datePublished"), "json-ld")
    _state(found, "modified", node.get("dateModified"), "json-ld")
    for field, kind in (
        ("author", "author"),
        ("creator", "author"),
        ("publisher", "site_name"),
    ):
        for name in _names(node.get(field)):
            _state(found, kind, name, "json-ld")
    for name in _names(node.get("articleSection")):
        _state(found, "section", name, "json-ld")
    for name in _names(node.get("inLanguage")):
        _state(found, "language", name, "json-ld")
    page = node.get("mainEntityOfPage")
    _state(found, "canonical_url", page.get("@id") if isinstance(page, dict) else page, "json-ld")


def _load(source: str) -> object:
    """A JSON value, also from the broken forms that sites ship: comments around it, raw line breaks
    in strings, commas before a closing bracket. None where nothing helps."""
    source = source.strip()[:MAX_JSON_CHARACTERS]
    source = source.removeprefix("<!--").removesuffix("-->").strip().removesuffix(";")
    source = source.removeprefix("//<![CDATA[").removesuffix("//]]>").strip()
    for attempt in (source, _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", source))):
        try:
            return orjson.loads(attempt)
        except (orjson.JSONDecodeError, RecursionError):
            continue
    return None


def _nodes(value: object) -> Iterator[dict[str, object]]:
    """The objects of a document: itself, those of its arrays and of `@graph`, a bounded number."""
    waiting: deque[object] = deque([value])
    seen = 0
    while waiting and seen < MAX_JSON_NODES:
        seen += 1
        node = waiting.popleft()
        left = MAX_JSON_NODES - seen
        if isinstance(node, list):
            waiting.extendleft(reversed(node[:left]))
        elif isinstance(node, dict):
            yield node
            graph = node.get("@graph")
            if isinstance(graph, list):
                waiting.extendleft(reversed(graph[:left]))
            if isinstance(node.get("mainEntity"), dict):
                waiting.append(node["mainEntity"])


def _names(value: object) -> Iterator[object]:
    for part in value[:MAX_STATEMENTS] if isinstance(value, list) else [value]:
        yield part.get("name") if isinstance(part, dict) else part
