"""The open-source tools beside which cleaning is measured: those that are installed.

They are not dependencies of the program and stay out of its environment:
`uv pip install --target TOOLS -r bench/cleaning_tools.txt`, then `--tools TOOLS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

# Terminal marks of C4's line rule; the curly ones are added, else it drops every quotation.
_C4_ENDS = (".", "?", "!", '"', "'", "”", "’", "…")
_C4_PHRASES = ("javascript", "terms of use", "privacy policy", "cookie policy", "use cookies")
_C4_WORDS = 3

PageTool = Callable[[str], str]


def page_tools() -> dict[str, PageTool]:
    """Extractors of pages by name, markup to the article's text; each that is missing is said."""
    tools: dict[str, PageTool] = {}
    for name, make in _MAKERS.items():
        try:
            tools[name] = make()
        except ImportError as missing:
            print(f"skipped {name}: {missing}", flush=True)
    return tools


def _trafilatura(**options: bool) -> PageTool:
    import trafilatura  # type: ignore[import-not-found, unused-ignore]

    return lambda markup: trafilatura.extract(markup, include_comments=False, **options) or ""


def _readability() -> PageTool:
    import html_text  # type: ignore[import-not-found, unused-ignore]
    import readability  # type: ignore[import-not-found, unused-ignore]

    return lambda markup: str(
        html_text.extract_text(readability.Document(markup).summary(html_partial=True))
    )


def _resiliparse() -> PageTool:
    from resiliparse.extract import html2text  # type: ignore[import-not-found, unused-ignore]

    return lambda markup: str(
        html2text.extract_plain_text(markup, main_content=True, alt_texts=False, comments=False)
    )


def _justext() -> PageTool:
    import justext  # type: ignore[import-not-found, unused-ignore]

    words = justext.get_stoplist("English")
    return lambda markup: "\n".join(
        paragraph.text
        for paragraph in justext.justext(markup, words)
        if not paragraph.is_boilerplate
    )


def _goose3() -> PageTool:
    import goose3  # type: ignore[import-not-found, unused-ignore]

    goose = goose3.Goose()
    return lambda markup: str(goose.extract(raw_html=markup).cleaned_text)


def _boilerpy3() -> PageTool:
    from boilerpy3 import extractors  # type: ignore[import-not-found, unused-ignore]

    extractor = extractors.ArticleExtractor(raise_on_failure=False)
    return lambda markup: str(extractor.get_content(markup))


_MAKERS: dict[str, Callable[[], PageTool]] = {
    "trafilatura": _trafilatura,
    "trafilatura precision": partial(_trafilatura, favor_precision=True),
    "trafilatura recall": partial(_trafilatura, favor_recall=True),
    "trafilatura fast": partial(_trafilatura, fast=True),
    "readability-lxml": _readability,
    "resiliparse": _resiliparse,
    "jusText": _justext,
    "goose3": _goose3,
    "boilerpy3": _boilerpy3,
}


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
