"""OPML: the list of feeds that other readers write and take (http://opml.org/spec2.opml)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, indent, tostring

from pipeline.feeds.feed import FeedError
from pipeline.feeds.listing import ListingError
from pipeline.feeds.prolog import feed_text, safe_xml
from schemas.feeds import FeedDefinition

# Deeper folders are joined to this one.
_MOST_LEVELS = 50


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed as OPML lists it; `folder` is the path of headings above it, joined by slashes."""

    url: str
    name: str | None
    folder: str | None


def read_opml(data: bytes) -> list[Outline]:
    """The feeds of an OPML document, each once. Raises ListingError for what is none."""
    try:
        document = safe_xml(feed_text(data, None))
        if document is None or document.root != "opml":
            raise ListingError("this is no OPML: its first element is not <opml>")
        root = fromstring(document.text)
    except (ParseError, FeedError) as error:
        raise ListingError(f"the OPML cannot be read: {error}") from None
    found: dict[str, Outline] = {}
    for outline in _outlines(root, ()):
        found.setdefault(outline.url, outline)
    return list(found.values())


def _outlines(element: Element, folder: tuple[str, ...]) -> Iterator[Outline]:
    """Depth first, in the document's order, without recursion."""
    waiting = [(child, folder) for child in reversed(element)]
    while waiting:
        outline, path = waiting.pop()
        said = {name.lower(): value.strip() for name, value in outline.attrib.items()}
        name = said.get("title") or said.get("text") or None
        if url := said.get("xmlurl"):
            yield Outline(url, name, "/".join(path) or None)
        inner = (*path, name) if name and outline.tag.lower() == "outline" else path
        waiting += [(child, inner[:_MOST_LEVELS]) for child in reversed(outline)]


def write_opml(definitions: Iterable[FeedDefinition]) -> bytes:
    """The feeds that somebody listed as OPML 2.0, by folder and address."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = "wirecopy"
    body = SubElement(root, "body")
    folders: dict[str, Element] = {}
    listed = [d for d in definitions if d.parent is None]
    for definition in sorted(listed, key=lambda d: (d.folder or "", d.url)):
        above = body
        path = ""
        for step in (definition.folder or "").split("/"):
            if step:
                path += "/" + step
                if path not in folders:
                    folders[path] = SubElement(above, "outline", text=step)
                above = folders[path]
        name = definition.name or definition.source
        SubElement(above, "outline", type="rss", text=name, title=name, xmlUrl=definition.url)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written + b"\n"
