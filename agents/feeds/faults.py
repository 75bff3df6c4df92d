"""What goes wrong below HTTP, as a FetchError."""

from __future__ import annotations

import ssl

import aiohttp

from agents.feeds.fetch_error import FetchError, FetchErrorKind


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
