"""Why something was not fetched."""

from __future__ import annotations

import ssl
from typing import Literal

import aiohttp

FetchErrorKind = Literal[
    "scheme",  # not http or https
    "url",  # not an address that we ask: malformed, with a user name, on an odd port
    "private-address",  # the name leads, or the address belongs, into a network that is not public
    "dns",
    "connect",
    "tls",
    "timeout",
    "too-large",
    "decompression",
    "too-many-redirects",
    "redirect-loop",
    "protocol",  # not an HTTP answer, or one cut short
]


class FetchError(Exception):
    """Nothing usable came back; the text is one sentence for people, `kind` is for programs."""

    def __init__(self, kind: FetchErrorKind, sentence: str) -> None:
        super().__init__(sentence)
        self.kind: FetchErrorKind = kind


def fetch_error(url: str, error: Exception) -> FetchError:
    """What aiohttp raised while `url` was asked, as a FetchError."""
    return FetchError(_kind(error), f"{url}: {_reason(error).strip().rstrip('.:')}.")


def _kind(error: Exception) -> FetchErrorKind:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "dns"
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return "tls"
        case aiohttp.ClientConnectorError():
            return "connect"
    return "protocol"


def _reason(error: Exception) -> str:
    match error:
        case aiohttp.ClientConnectorError():
            return error.os_error.strerror or str(error.os_error)
        case aiohttp.ServerDisconnectedError():
            return "the server hung up without an answer"
        case aiohttp.ClientResponseError():
            reason = error.message
        case _:
            reason = str(error) or type(error).__name__
    return reason.partition("\n")[0]
