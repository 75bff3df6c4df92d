"""The address to publish: as the site writes it, without what only says how a reader came."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from pipeline.identity import is_tracking


def published_address(url: str) -> str | None:
    """`url` without fragment and tracking parameters, or None where it is no web address.

    Not the identity form: host, scheme and the order of parameters stay as the site has them.
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    query = "&".join(
        pair for pair in parts.query.split("&") if pair and not is_tracking(pair.partition("=")[0])
    )
    return urlunsplit((parts.scheme.lower(), parts.netloc, parts.path, query, ""))
