"""What tags and class names claim about the role of a part of a page: a bit mask."""

from __future__ import annotations

import re
from functools import lru_cache

from schemas.clean import RemovalClass

ARTICLE = 1 << 0
NAVIGATION = 1 << 1
FOOTER = 1 << 2
ASIDE = 1 << 3
COMMENTS = 1 << 4
RELATED = 1 << 5
SHARE = 1 << 6
ADVERTISEMENT = 1 << 7
CAPTION = 1 << 8
BYLINE = 1 << 9
DATE = 1 << 10
TITLE = 1 << 11
DECK = 1 << 12
NEWSLETTER = 1 << 13
CONSENT = 1 << 14
PAYWALL = 1 << 15
TAGS = 1 << 16
HEADER = 1 << 17
FORM = 1 << 18
QUOTE = 1 << 19
LIST = 1 << 20
TABLE = 1 << 21

BITS = 22

# Parts that hold no words of an article, whatever they look like.
FURNITURE = (
    NAVIGATION | FOOTER | COMMENTS | RELATED | SHARE | ADVERTISEMENT | NEWSLETTER | CONSENT | FORM
)

_BY_TAG = {
    "article": ARTICLE, "main": ARTICLE, "nav": NAVIGATION, "footer": FOOTER, "aside": ASIDE,
    "figcaption": CAPTION, "figure": CAPTION, "caption": CAPTION, "time": DATE, "h1": TITLE, "header": HEADER,
    "form": FORM, "button": FORM, "fieldset": FORM, "label": FORM, "dialog": CONSENT, "menu": NAVIGATION,
    "blockquote": QUOTE, "q": QUOTE, "ul": LIST, "ol": LIST, "dl": LIST, "table": TABLE,
}  # fmt: skip

_BY_WORD = {
    word: bit
    for bit, words in (
        (ARTICLE, "article articlebody articletext articlecontent story storybody storytext post postbody postcontent entry entrycontent maincontent bodytext articulo artikel texto contenido prose"),
        (NAVIGATION, "nav navbar navigation menu breadcrumb breadcrumbs toolbar pagination pager submenu topbar skip sitenav masthead"),
        (FOOTER, "footer foot colophon copyright"),
        (ASIDE, "aside sidebar widget widgets rail rightrail siderail secondary infobox factbox"),
        (COMMENTS, "comment comments commentlist disqus respond replies discussion livefyre coral kommentare commentaires"),
        (RELATED, "related recommended recommendation recommendations recommend popular trending outbrain taboola recirc recirculation readnext mostread mostpopular upnext teaser teasers seealso zergnet revcontent onward linklist"),
        (SHARE, "share sharing social socials sharebar sharedaddy addthis addtoany socialmedia follow bookmarks"),
        (ADVERTISEMENT, "ad ads advert advertisement advertising adsense adslot adunit adbox dfp gpt sponsor sponsored promo promotion promobox banner commercial publicidad werbung anzeige affiliate"),
        (CAPTION, "caption captions figcaption credit credits wpcaption imagecaption photocaption gallery slideshow photo legend"),
        (BYLINE, "byline author authors bylines bio authorbio writer contributor autor firma reporter"),
        (DATE, "date datetime timestamp published pubdate updated dateline time posted modified datum fecha"),
        (TITLE, "headline title entrytitle posttitle"),
        (DECK, "subtitle subheadline subhead standfirst deck dek summary lede excerpt intro teasertext bajada entradilla kicker"),
        (NEWSLETTER, "newsletter newsletters subscribe subscription signup mailing optin mailchimp"),
        (CONSENT, "cookie cookies consent gdpr onetrust cmp privacy modal popup overlay"),
        (PAYWALL, "paywall premium regwall piano"),
        (TAGS, "tag tags taglist category categories topics keywords cats"),
        (HEADER, "header"),
        (FORM, "form input search searchform login"),
    )
    for word in words.split()
}  # fmt: skip

# Roots of page and story: their class names list everything that the page has (`has-sidebar`).
_ROOTS = frozenset(("html", "body", "main"))
_BOUNDARY = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"([a-z0-9])([A-Z])")
_MAX_NAME_CHARACTERS = 300


def of_element(tag: str, names: str) -> int:
    """The roles that an element claims: `names` is its id, classes, role and itemprop."""
    bits = _BY_TAG.get(tag, 0)
    return bits if tag in _ROOTS or not names else bits | of_names(names[:_MAX_NAME_CHARACTERS])


@lru_cache(maxsize=8192)
def of_names(names: str) -> int:
    bits = 0
    for name in _CAMEL.sub(r"\1 \2", names).split():
        parts = [part for part in _BOUNDARY.split(name.lower()) if part]
        for part in parts:
            bits |= _BY_WORD.get(part, 0)
        bits |= _BY_WORD.get("".join(parts), 0)
    return bits


_CLASSES: tuple[tuple[int, RemovalClass], ...] = (
    (CONSENT, "consent"),
    (COMMENTS, "comments"),
    (NEWSLETTER, "newsletter"),
    (ADVERTISEMENT, "advertisement"),
    (RELATED, "related"),
    (SHARE, "share"),
    (FOOTER, "legal"),
    (NAVIGATION, "navigation"),
    (PAYWALL, "paywall"),
)


def class_of(hints: int, link_share: float) -> RemovalClass:
    """The class of a line outside the article, from what its surroundings claim."""
    for bit, class_ in _CLASSES:
        if hints & bit:
            return class_
    return "navigation" if link_share > 0.5 else "other"
