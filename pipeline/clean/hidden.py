"""Which elements of a page are hidden, and which of these are text that a click shows."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Texts between a head and its panel: white space, in one piece or a few.
_MAX_BLANKS = 3


def is_hidden(attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    return style is not None and "display:none" in style.replace(" ", "").lower()


def is_collapsed(node: LexborNode, attributes: dict[str, str | None]) -> bool:
    """Whether a hidden element is the panel of an accordion: text that a click on its head shows.
    Known by what the ARIA authoring practices ask for, a role or a head with a button that says
    that it is not expanded; menus, which open the same way, have neither."""
    if attributes.get("role") == "region" or attributes.get("hidden") == "until-found":
        return True
    head = node.prev
    for _ in range(_MAX_BLANKS):
        if head is None or head.tag != "-text":
            break
        head = head.prev
    if head is None or head.tag not in _HEADINGS:
        return False
    return head.css_first("[aria-expanded=false]") is not None
