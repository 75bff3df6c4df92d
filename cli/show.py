"""Records for people: what came out, what was cut, and what is shared with other articles."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import partial
from typing import Any

import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from schemas.headers import ERROR_CLASS, ERROR_PREFIX, STAGE, header_text

MAX_NAMES = 12
MAX_CUT_CHARACTERS = 90
MAX_TEXT_CHARACTERS = 280


def output_console() -> Console:
    """Standard output; a pipe or a file has no width to wrap at."""
    return Console(soft_wrap=not sys.stdout.isatty())


def show_record(console: Console, topic: str, record: Any) -> None:
    """One record of `topic`, in a few lines."""
    if topic == "dead-letters":
        show_dead_letter(console, record)
        return
    try:
        value = orjson.loads(record.value or b"null")
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, dict) or "article_id" not in value or "text" not in value:
        console.print(f"[dim]{record.topic}[{record.partition}] {record.offset}[/] ", end="")
        console.print(escape(str(value)[:MAX_TEXT_CHARACTERS]))
        return
    show_article(console, value)


def show_article(console: Console, value: dict[str, Any]) -> None:
    """An article or a duplicate: head, cut lines struck through with their class, names, links."""
    title = value.get("title") or value["text"][:80]
    console.print(Text(str(title), style="bold"))
    console.print(Text(_facts(value), style="dim"))
    for removal in value.get("removals", ()):
        words = " ".join(removal["text"].split())
        if words:
            cut = _shortened(words, MAX_CUT_CHARACTERS)
            line = Text("  ")
            # A file or a pipe shows no style: Markdown's strike-through is readable anywhere.
            line.append(cut if console.is_terminal else f"~~{cut}~~", style="strike dim")
            line.append(f"  {removal['class']}", style="yellow")
            console.print(line)
    names = [entity["name"] for entity in value.get("entities", ())]
    if names:
        more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
        console.print(Text(f"  names: {', '.join(names[:MAX_NAMES])}{more}", style="cyan"))
    for link in value.get("links", ()):
        _show_link(console, value, link)
    console.print()


def _facts(value: dict[str, Any]) -> str:
    published = value.get("published_at") or {}
    place = value.get("dateline") or {}
    facts = [
        value["source"],
        published.get("value"),
        place.get("place"),
        ", ".join(value.get("authors") or value.get("agencies") or ()),
        f"revision {value['revision']}" if value.get("revision") else None,
        f"{value['relation']} of {value['duplicate_of']}" if value.get("duplicate_of") else None,
        f"{len(value['text'].split())} words",
        f"originality {value['originality']:.2f}" if "originality" in value else None,
    ]
    return "  " + " · ".join(str(fact) for fact in facts if fact)


def _show_link(console: Console, value: dict[str, Any], link: dict[str, Any]) -> None:
    relation = f"  {link['relation']} {link['article_id']} (score {link['score']:.2f})"
    console.print(Text(relation, style="magenta"))
    for passage in link["passages"]:
        words = value["text"][passage["start"] : passage["end"]]
        shown = _shortened(" ".join(words.split()), MAX_CUT_CHARACTERS)
        console.print(Text(f"    {passage['words']} words: “{shown}”", style="italic"))


def show_dead_letter(console: Console, record: Any, note: str = "") -> None:
    """Why a record failed, and where; `note` stands behind its place."""

    said = partial(header_text, record.headers)
    console.print(
        Text.assemble(
            (f"{record.partition}/{record.offset} ", "bold"),
            (note, "green"),
            (f"{said(STAGE)} {said(ERROR_CLASS)} ", "red"),
            said(ERROR_PREFIX + "message"),
            (
                f"  ({said(ERROR_PREFIX + 'topic')}[{said(ERROR_PREFIX + 'partition')}] "
                f"offset {said(ERROR_PREFIX + 'offset')})",
                "dim",
            ),
        )
    )


def show_sums(console: Console, rows: Iterable[tuple[str, int]]) -> None:
    """Named counts, one a line, aligned."""
    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, number in rows:
        table.add_row(name, f"{number:,}")
    console.print(table)


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
