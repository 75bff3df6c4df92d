"""One HTTP request to a stranger: only to public addresses, and never more than the limits."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from agents.feeds.answer import read_body, read_headers
from agents.feeds.connect import Resolve, checked_connector, system_resolve
from agents.feeds.decompress import ACCEPT_ENCODING
from agents.feeds.faults import fetch_error
from agents.feeds.fetch_error import FetchError, FetchErrorKind
from agents.feeds.limits import FetchLimits, Wanted
from agents.feeds.targets import Target, target
from pipeline.version import APP_VERSION

__all__ = [
    "FetchError",
    "FetchErrorKind",
    "FetchLimits",
    "FetchRequest",
    "Fetched",
    "Fetcher",
    "MovedToOtherHost",
    "user_agent",
]

_ACCEPT: dict[Wanted, str] = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, */*;q=0.5",
    "robots": "text/plain, */*;q=0.5",
}
_REDIRECTS = {301: True, 302: False, 303: False, 307: False, 308: True}  # whether for good
_DOWNLOADS = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")
# What a field value may hold when it is sent back (RFC 9110 §5.5).
_FIELD_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]*")
_CONTACT = re.compile(r"(?:https?://[^\s()]+|[^\s()@]+@[^\s()@]+)")


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to ask for. The validators go out byte for byte as an answer gave them; `hops` counts
    the redirects that led here from other hosts."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    accept: Wanted = "feed"
    hops: int = 0


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, of any status; `body` is empty unless it is 2xx, and for a page that turns out to
    be a download.

    `url` is where the answer came from; `headers` ignore case; `body` is decompressed, its charset
    left to the parser; `permanent_url` is `url` where only permanent redirects led to it.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    permanent_url: str | None = None


@dataclass(frozen=True, slots=True)
class MovedToOtherHost:
    """A redirect that leaves the host. It was not followed: `url` belongs to that host's owner.

    `hops` counts all redirects so far, this one included, and goes into the next FetchRequest.
    """

    url: str
    permanent: bool
    hops: int


def user_agent(contact: str) -> str:
    """The honest name under which we ask, with whom to write to: a URL or a mail address.

    Raises ValueError where `contact` is neither.
    """
    if not contact.isascii() or not _CONTACT.fullmatch(contact):
        raise ValueError("the contact must be a web or mail address")
    return f"wirecopy/{APP_VERSION} (+{contact})"


class Fetcher:
    """Asks one URL at a time or many at once; keeps no cookie, no connection and no name.

    Each hop resolves its name once, checks every address and connects to one of those. No proxy
    variable, `.netrc` or cache is looked at. `resolve` gives the addresses of a name and port.
    """

    def __init__(
        self,
        limits: FetchLimits,
        *,
        user_agent: str,
        allow_private: bool,
        resolve: Resolve = system_resolve,
    ) -> None:
        self._limits = limits
        self._user_agent = user_agent
        self._allow_private = allow_private
        self._resolve = resolve
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, request: FetchRequest) -> Fetched | MovedToOtherHost:
        """Asks, following redirects that stay on the host.

        Raises FetchError, and nothing else that a server could cause.
        """
        try:
            async with asyncio.timeout(self._limits.total_seconds):
                return await self._follow(request)
        except TimeoutError:
            raise FetchError(
                "timeout", f"{request.url} took longer than {self._limits.total_seconds:g} s."
            ) from None

    async def close(self) -> None:
        """Ends all connections. The fetcher may not be used afterwards."""
        if self._session is not None:
            await self._session.close()

    async def _follow(self, request: FetchRequest) -> Fetched | MovedToOtherHost:
        here = target(request.url, allow_private=self._allow_private)
        seen = {str(here)}
        hops, permanent = request.hops, True
        while True:
            answer = await self._ask(here, request)
            if answer.status not in _REDIRECTS:
                moved = permanent and hops > request.hops
                return Fetched(
                    str(here),
                    answer.status,
                    answer.headers,
                    answer.body,
                    str(here) if moved else None,
                )
            location = answer.headers.get("Location")
            if location is None:
                raise FetchError("protocol", f"{here} redirects to nowhere.")
            there = target(location, allow_private=self._allow_private, base=here)
            hops, permanent = hops + 1, permanent and _REDIRECTS[answer.status]
            if hops > self._limits.redirects:
                raise FetchError(
                    "too-many-redirects",
                    f"{request.url} redirects more than {self._limits.redirects} times.",
                )
            if there.host != here.host:
                return MovedToOtherHost(str(there), permanent, hops)
            if str(there) in seen:
                raise FetchError("redirect-loop", f"{request.url} redirects in a circle.")
            seen.add(str(there))
            here = there

    async def _ask(self, here: Target, request: FetchRequest) -> Fetched:
        """One request and its answer, redirects as they are."""
        try:
            async with asyncio.timeout(self._limits.first_byte_seconds):
                response = await self._open().get(
                    here.url, headers=self._headers(request), allow_redirects=False
                )
            async with response:
                headers = read_headers(response.raw_headers)
                if response.status < 200:
                    raise FetchError("protocol", "It would rather speak another protocol.")
                body = b""
                if 200 <= response.status < 300 and not _is_download(request.accept, headers):
                    body = await read_body(
                        response,
                        headers.get("Content-Encoding", ""),
                        self._limits.body_bytes(request.accept),
                        # Of robots.txt what comes after the limit is ignored (RFC 9309 §2.5).
                        cut=request.accept == "robots",
                    )
                return Fetched(str(here), response.status, headers, body)
        except FetchError as error:
            raise FetchError(error.kind, f"{here}: {error}") from None
        except TimeoutError:
            raise FetchError("timeout", f"{here} did not answer in time.") from None
        except Exception as error:  # a fault in reading a stranger's bytes is the stranger's
            raise fetch_error(str(here), error) from None

    def _headers(self, request: FetchRequest) -> dict[str, str]:
        headers = {
            "User-Agent": self._user_agent,
            "Accept": _ACCEPT[request.accept],
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        validators = {
            "If-None-Match": request.etag,
            "If-Modified-Since": request.last_modified,
        }
        return headers | {
            name: value
            for name, value in validators.items()
            if value and _FIELD_VALUE.fullmatch(value)
        }

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=checked_connector(self._resolve, allow_private=self._allow_private),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                timeout=aiohttp.ClientTimeout(total=None, connect=self._limits.connect_seconds),
                max_line_size=self._limits.header_line_bytes,
                max_field_size=self._limits.header_line_bytes,
                max_headers=self._limits.header_lines,
            )
            # A host that hangs up is not asked a second time: that is the scheduler's to decide.
            self._session._retry_connection = False
        return self._session


def _is_download(wanted: Wanted, headers: Mapping[str, str]) -> bool:
    """Whether the answer to a request for a page is a download that nobody would read."""
    return wanted == "page" and headers.get("Content-Type", "").lower().startswith(_DOWNLOADS)
