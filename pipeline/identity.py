"""Which article a raw record is, and which version of it: fixed at the door, from the record alone.

Nothing here may ever look at mined content, and nothing may change: a rule that names an article
differently than yesterday publishes it a second time. A new rule is a new `IDENTITY_VERSION` and a
new topic prefix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import quote, unquote, urlsplit
from uuid import UUID, uuid5

from schemas.raw import DEFAULT_LANE, RawArticle

IDENTITY_VERSION = 1

# uuid5(NAMESPACE_DNS, "wirecopy.identity.v1"), written out so that it cannot drift.
NAMESPACE = UUID("48ff5f5d-561b-5a2d-b93c-8612675b8453")

CONTENT_HASH_BYTES = 16

# Parameters that say how a reader came, not what is read. Taken from the documentation of the
# tools that add them (Google and Matomo campaigns, Facebook, Microsoft, Yandex, Mailchimp,
# HubSpot, AT Internet, Adobe). `ref`, `source`, `cid` and `id` stay: sites name articles by them.
_TRACKING_PREFIXES = (
    "utm_", "mtm_", "pk_", "at_", "hsa_", "ns_", "ga_", "fb_", "_hs", "mc_", "oly_",
)  # fmt: skip
_TRACKING_NAMES = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid",
    "ttclid", "igshid", "igsh", "mkt_tok", "_openstat", "cmpid", "ito", "s_cid", "wt_mc",
    "wt.mc_id", "ocid", "ncid", "sr_share", "spm", "xtor", "vero_id", "smid", "smtyp",
    "__twitter_impression", "_ga", "_gl",
})  # fmt: skip
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
# RFC 3986 §2.3: escaping one of these changes nothing; escaping any other character may.
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_RESERVED_AND_PERCENT = ":/?#[]@!$&'()*+,;=%"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one article: the unit that is decided about exactly once, within its lane."""

    lane: str
    article_id: str
    content_hash: str


def identify(raw: RawArticle) -> Version:
    """The version that `raw` is. A pure function of its given fields."""
    return Version(
        lane=raw.lane or DEFAULT_LANE,
        article_id=article_id(raw),
        content_hash=content_hash(raw.title, raw.body),
    )


def article_id(raw: RawArticle) -> str:
    """The given id as it is; else made from the canonical url; else from source and body."""
    if raw.article_id is not None:
        return raw.article_id
    if raw.url is not None and (canonical := canonical_url(raw.url)) is not None:
        return str(uuid5(NAMESPACE, "url\x00" + canonical))
    digest = blake2b(_prefixed(raw.source) + _prefixed(raw.body), digest_size=32).hexdigest()
    return str(uuid5(NAMESPACE, "text\x00" + digest))


def content_hash(title: str | None, body: str) -> str:
    """128-bit BLAKE2b (hex) over title and body, each length-prefixed; absent is not empty."""
    return blake2b(_prefixed(title) + _prefixed(body), digest_size=CONTENT_HASH_BYTES).hexdigest()


def _prefixed(text: str | None) -> bytes:
    if text is None:
        return b"\x00"
    data = text.encode("utf-8")
    return b"\x01" + len(data).to_bytes(8, "big") + data


def canonical_url(url: str) -> str | None:
    """The form of `url` that all its spellings share, or None where it is not a web address.

    Scheme and host in lower case and ASCII, `http` as `https` (sites answer on both), no `www.`,
    no default port, user, fragment or tracking parameter; escapes in one spelling; no `.` and `..`
    (RFC 3986 §5.2.4), which no browser sends; parameters sorted by name; no trailing slash. All
    else stays, doubled slashes too: it means what the site means.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host:
        return None
    host = _ascii_host(host)
    authority = host if port in (None, _DEFAULT_PORTS[parts.scheme.lower()]) else f"{host}:{port}"
    path = _without_dots(_respelled(parts.path)).rstrip("/")
    query = _canonical_query(parts.query)
    return f"https://{authority}{path}" + (f"?{query}" if query else "")


def _ascii_host(host: str) -> str:
    host = host.rstrip(".").lower()
    if ":" in host:
        return f"[{host}]"  # IPv6: without the brackets its last group would read as a port
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        host = quote(host)
    return host.removeprefix("www.")


def _without_dots(path: str) -> str:
    """`path`, which is empty or begins with a slash, with `.` and `..` followed."""
    followed: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del followed[max(1, len(followed) - 1) :]  # nothing lies above the first slash
        elif segment != ".":
            followed.append(segment)
    return "/".join(followed)


def _canonical_query(query: str) -> str:
    pairs = [pair for pair in query.split("&") if pair and not is_tracking(_name(pair))]
    return "&".join(_respelled(pair) for pair in sorted(pairs, key=_name))  # stable within a name


def _name(pair: str) -> str:
    return unquote(pair.partition("=")[0])


def _respelled(text: str) -> str:
    """`text` with one spelling for each octet: plain where unreserved, else upper-case %XX."""
    escaped = quote(text, safe=_RESERVED_AND_PERCENT)

    def respell(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(respell, escaped)


def is_tracking(name: str) -> bool:
    """Whether the parameter `name` of an address says how a reader came, not what is read."""
    name = name.lower()
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES)
