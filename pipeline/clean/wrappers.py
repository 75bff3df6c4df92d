"""What a wrapper of the article claims is not believed: some systems put every page into a form,
and names like `no-ads` or `footer-sticky` stand on elements around everything."""

from __future__ import annotations

from dataclasses import replace

from pipeline.clean.hints import Hint
from pipeline.clean.page import outermost, weigh
from pipeline.clean.render import Page

# Roles that are the article's own, and such as can be most of a page; a wrapper that claims any
# other does so by mistake.
_CREDIBLE = Hint.ARTICLE | Hint.QUOTE | Hint.LIST | Hint.TABLE | Hint.COMMENTS | Hint.CONSENT
_DOUBTFUL = int(~_CREDIBLE)

# Tags that say more than a name does: what they hold is furniture however much it is.
_PLAIN = frozenset(("footer", "nav"))

# Furniture has some prose too; this part of a page's is its article.
WRAPPING_SHARE = 0.5


def unwrap(page: Page) -> Page:
    """`page` without the claims of those elements that hold most of its prose; elements inside
    these claim as before."""
    if not any(own & _DOUBTFUL for own in page.own_hints):
        return page
    wrapping = _wrapping(page)
    if not wrapping:
        return page
    own_hints = list(page.own_hints)
    claimed = [0] * len(page.parents)
    disproved = [0] * len(page.parents)
    for element, parent in enumerate(page.parents):
        if element in wrapping:
            disproved[element] = own_hints[element] & _DOUBTFUL
            own_hints[element] &= ~_DOUBTFUL
        claimed[element] = own_hints[element] | (claimed[parent] if parent >= 0 else 0)
        disproved[element] |= disproved[parent] if parent >= 0 else 0
    lines = tuple(
        replace(line, hints=line.hints & ~wrong)
        if (wrong := disproved[line.element] & ~claimed[line.element])
        else line
        for line in page.lines
    )
    return replace(page, lines=lines, own_hints=tuple(own_hints))


def _wrapping(page: Page) -> set[int]:
    """The numbers of the elements with a doubtful claim that hold most of the page's prose."""
    prose = weigh(page, but=_DOUBTFUL)
    least = WRAPPING_SHARE * prose[0]
    plain = outermost(page, lambda element: page.tags[element] in _PLAIN)
    return {
        element
        for element, own in enumerate(page.own_hints)
        if own & _DOUBTFUL and plain[element] < 0 and prose[element] and prose[element] >= least
    }
