"""The open-source tools beside which cleaning is measured: those that are installed."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

# Terminal marks of C4's line rule; the curly ones are added, else it drops every quotation.
_C4_ENDS = (".", "?", "!", '"', "'", "”", "’", "…")
_C4_PHRASES = ("javascript", "terms of use", "privacy policy", "cookie policy", "use cookies")
_C4_WORDS = 3

PageTool = Callable[[str], str]


def page_tools() -> dict[str, PageTool]:
    """Extractors of pages by name: markup to the article's text."""
    tools: dict[str, PageTool] = {}
    if (trafilatura := _import("trafilatura")) is not None:
        for name, options in (
            ("trafilatura", {}),
            ("trafilatura precision", {"favor_precision": True}),
            ("trafilatura recall", {"favor_recall": True}),
            ("trafilatura fast", {"fast": True}),
        ):
            tools[name] = _trafilatura(trafilatura, options)
    readability, html_text = _import("readability"), _import("html_text")
    if readability is not None and html_text is not None:
        tools["readability-lxml"] = lambda markup: str(
            html_text.extract_text(readability.Document(markup).summary(html_partial=True))
        )
    resiliparse = _import("resiliparse.extract.html2text")
    if resiliparse is not None:
        tools["resiliparse"] = lambda markup: str(
            resiliparse.extract_plain_text(markup, main_content=True, alt_texts=False)
        )
    if (justext := _import("justext")) is not None:
        words = justext.get_stoplist("English")
        tools["jusText"] = lambda markup: "\n".join(
            paragraph.text
            for paragraph in justext.justext(markup, words)
            if not paragraph.is_boilerplate
        )
    if (goose3 := _import("goose3")) is not None:
        goose = goose3.Goose()
        tools["goose3"] = lambda markup: str(goose.extract(raw_html=markup).cleaned_text)
    if (boilerpy3 := _import("boilerpy3.extractors")) is not None:
        extractor = boilerpy3.ArticleExtractor(raise_on_failure=False)
        tools["boilerpy3"] = lambda markup: str(extractor.get_content(markup))
    return tools


def keep_all(lines: Sequence[str]) -> list[bool]:
    return [True] * len(lines)


def c4_rules(lines: Sequence[str]) -> list[bool]:
    """The line rules of C4 (Raffel et al. 2020), as datatrove applies them, with curly quotes."""
    return [
        line.endswith(_C4_ENDS)
        and len(line.split()) >= _C4_WORDS
        and not any(phrase in line.lower() for phrase in _C4_PHRASES)
        for line in lines
    ]


def _trafilatura(module: Any, options: dict[str, bool]) -> PageTool:
    return lambda markup: module.extract(markup, include_comments=False, **options) or ""


def _import(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
