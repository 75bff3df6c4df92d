"""Hosts: the unit of politeness, and of ownership."""

from __future__ import annotations

from hashlib import blake2b
from urllib.parse import urlsplit

import idna


def host_of(url: str) -> str | None:
    """The host of an http(s) address in lower-case ASCII, without port; None where there is none.
    All ports of a host are one host: they are one machine to whoever runs it."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
        if parts.scheme.lower() not in ("http", "https") or not host:
            return None
        if not host.isascii():
            host = idna.encode(host, uts46=True).decode("ascii")
        return host.removesuffix(".") or None
    except (ValueError, idna.IDNAError):
        return None


def origin_of(url: str) -> str:
    """Scheme, host and port: what a robots.txt speaks for (RFC 9309 §2.3)."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}"


def partition_of(host: str, partitions: int) -> int:
    """The partition of `news.feeds` that all records about `host` stand in. Frozen: another rule
    would part a host from its state."""
    digest = blake2b(host.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % partitions
