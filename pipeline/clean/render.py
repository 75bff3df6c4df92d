"""A page as lines: one deterministic function from markup to the text that a reader sees."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.clean import hints
from pipeline.clean.hidden import is_collapsed, is_hidden
from pipeline.clean.scripted import scripted_lines
from pipeline.clean.stated import stated_lines
from pipeline.clean.streamed import StreamedParts
from pipeline.clean.words import words
from pipeline.limits import DEFAULT_LIMITS, Limits

_SKIPPED = words("render", "skipped")
_BLOCKS = words("render", "blocks")
_CELLS = frozenset(("td", "th"))
# A page that shows less than this beside its links is a frame that a script would fill.
MIN_SHOWN_CHARACTERS = 300
_NAMING = ("class", "id", "itemprop", "role")


@dataclass(frozen=True, slots=True)
class RenderedLine:
    """A line of a page. `element` is the number of the block element it stands in."""

    text: str
    tag: str
    hints: int
    link_characters: int
    element: int


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page: `lines` in order, and of its block elements (numbered in document order, 0
    the root) the parent of each, its tag, its own hints and its names (class, id, role). `links`
    counts its `<a>`; `deep`: some elements were nested too deep to count as elements; `truncated`:
    it has more lines."""

    lines: tuple[RenderedLine, ...]
    parents: tuple[int, ...]
    tags: tuple[str, ...]
    own_hints: tuple[int, ...]
    names: tuple[str, ...]
    links: int
    deep: bool
    truncated: bool

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


class _Renderer:
    def __init__(self) -> None:
        self.lines: list[RenderedLine] = []
        self.parents: list[int] = []
        self.tags: list[str] = []
        self.own_hints: list[int] = []
        self.names: list[str] = []
        self._pieces: list[str] = []
        self._link_characters = 0
        self._inline_hints = 0

    def open(self, parent: int, tag: str, own_hints: int, names: str = "") -> int:
        self.parents.append(parent)
        self.tags.append(tag)
        self.own_hints.append(own_hints)
        self.names.append(names)
        return len(self.parents) - 1

    def add(self, text: str, hints_: int, in_link: bool) -> None:
        if text.isspace():
            # White space at the start of a line is gone in the end: most of a page's texts.
            if self._pieces:
                self._pieces.append(text)
            return
        self._pieces.append(text)
        self._inline_hints |= hints_
        if in_link:
            self._link_characters += len(text.strip())

    def end_line(self, element: int, preformatted: bool = False) -> None:
        if not self._pieces:
            return
        joined = "".join(self._pieces)
        for part in joined.splitlines() if preformatted else (joined,):
            text = " ".join(part.split())
            if text:
                links = min(self._link_characters, len(text))
                self.lines.append(
                    RenderedLine(text, self.tags[element], self._inline_hints, links, element)
                )
        self._pieces.clear()
        self._link_characters = 0
        self._inline_hints = 0


def render(tree: LexborHTMLParser, limits: Limits = DEFAULT_LIMITS) -> Page:
    """The visible lines of a page, each block element and `<br>` a line of its own, cells of a
    table row side by side; what is hidden or no text (scripts, forms' fields) left out. What the
    server sent late stands where its script puts it, what it only states in its data at the end."""
    out = _Renderer()
    root = out.open(-1, "html", 0)
    start = tree.body if tree.body is not None else tree.root
    # (node, its block element, hints, in a link, preformatted, depth, whether it is left now)
    stack: list[tuple[LexborNode, int, int, bool, bool, int, bool]] = []
    if start is not None:
        stack.append((start, root, 0, False, False, 0, False))
    streamed = StreamedParts(tree)
    links = 0
    deep = truncated = False
    while stack:
        node, element, bits, in_link, preformatted, depth, leaving = stack.pop()
        if leaving:
            out.end_line(element, preformatted)
            continue
        following = node.next if depth else None
        if following is not None:
            stack.append((following, element, bits, in_link, preformatted, depth, False))
        tag = node.tag
        if tag == "-text":
            out.add(node.text_content or "", bits, in_link)
            continue
        if tag == "template":
            part = streamed.take(node.attributes.get("id"))
            if part is not None:
                stack.append((part, element, bits, in_link, preformatted, depth + 1, False))
            continue
        if tag is None or tag[0] in "-!_" or tag in _SKIPPED:
            continue
        if tag == "br":
            out.end_line(element, preformatted)
            continue
        attributes = node.attributes
        names = ""
        if attributes:
            hidden = depth and is_hidden(attributes)
            shown = hidden and streamed.shown_where_it_stands(attributes.get("id"))
            if hidden and not shown and not is_collapsed(node, attributes):
                continue
            # Those in a program are of its own parts: what is `comment` there is a line of it.
            names = "" if preformatted else _names(attributes)
        own = hints.of_element(tag, names)
        bits |= own
        if len(out.lines) > limits.page_lines:
            truncated = True
            break
        child = node.first_child
        links += tag == "a"
        if tag in _BLOCKS:
            out.end_line(element, preformatted)
            preformatted = preformatted or tag == "pre"
            if depth < limits.html_nesting:
                element = out.open(element, tag, own, names)
            else:
                deep = True
            stack.append((node, element, bits, in_link, preformatted, depth, True))
        elif tag in _CELLS:
            out.add(" ", 0, False)
        if child is not None:
            linked = in_link or tag == "a"
            stack.append((child, element, bits, linked, preformatted, depth + 1, False))
    out.end_line(root)
    stated = stated_lines(tree, lambda: "\n".join([line.text for line in out.lines]))
    unlinked = sum([len(line.text) - line.link_characters for line in out.lines])
    if not stated and unlinked < MIN_SHOWN_CHARACTERS:
        stated = scripted_lines(tree)
    if stated:
        article = out.open(root, "article", int(hints.Hint.ARTICLE))
        for text in stated[: max(0, limits.page_lines - len(out.lines))]:
            element = out.open(article, "p", 0)
            out.lines.append(RenderedLine(text, "p", int(hints.Hint.ARTICLE), 0, element))
    return Page(
        tuple(out.lines),
        tuple(out.parents),
        tuple(out.tags),
        tuple(out.own_hints),
        tuple(out.names),
        links,
        deep,
        truncated,
    )


def _names(attributes: dict[str, str | None]) -> str:
    return " ".join([attributes[name] or "" for name in _NAMING if name in attributes])
