"""A form around the article, as some systems make of every page, claims nothing about its lines."""

from __future__ import annotations

from dataclasses import replace

from pipeline.clean.hints import Hint
from pipeline.clean.page import is_prose
from pipeline.clean.render import Page

_FORM = int(Hint.FORM)

# A form that asks for something has a sentence or two; this part of a page's prose is its article.
WRAPPING_SHARE = 0.5


def unwrap_forms(page: Page) -> Page:
    """`page` without the claims of those `<form>` elements that hold most of its prose; forms
    inside these, by their class names, claim as before."""
    if "form" not in page.tags:
        return page
    wrapping = _wrapping(page)
    if not wrapping:
        return page
    own_hints = list(page.own_hints)
    claims = [False] * len(page.parents)
    wrapped = [False] * len(page.parents)
    for element, parent in enumerate(page.parents):
        if element in wrapping:
            own_hints[element] &= ~_FORM
        above = parent >= 0
        wrapped[element] = element in wrapping or (above and wrapped[parent])
        claims[element] = bool(own_hints[element] & _FORM) or (above and claims[parent])
    lines = tuple(
        replace(line, hints=line.hints & ~_FORM)
        if wrapped[line.element] and not claims[line.element]
        else line
        for line in page.lines
    )
    return replace(page, lines=lines, own_hints=tuple(own_hints))


def _wrapping(page: Page) -> set[int]:
    """The numbers of the forms that hold most of the page's prose: one, or none."""
    form = [-1] * len(page.parents)
    for element, parent in enumerate(page.parents):
        above = form[parent] if parent >= 0 else -1
        form[element] = element if above < 0 and page.tags[element] == "form" else above
    prose = [0] * len(page.parents)
    total = 0
    for line in page.lines:
        if is_prose(line, but=_FORM):
            total += len(line.text)
            if form[line.element] >= 0:
                prose[form[line.element]] += len(line.text)
    return {
        element for element, mass in enumerate(prose) if mass and mass >= WRAPPING_SHARE * total
    }
