"""Which URLs may be asked, and the one reading of them that everything after relies on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

import idna
from yarl import URL

from agents.feeds.addresses import refusal
from agents.feeds.fetch_error import FetchError

# As long as servers take a request line (nginx, Apache: 8 KiB with the method and version).
MAX_URL_CHARACTERS = 8000

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Ports at or above 1024 that the Fetch standard bars ("bad port"); below 1024 only the two of HTTP
# are asked: a redirect must not make us speak to a mail server.
_BAD_PORTS = frozenset({
    1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
    6679, 6697, 10080,
})  # fmt: skip
_LOWEST_FREE_PORT = 1024

# Readers differ over them, and a difference between readers is what an attack is made of.
_IN_NO_URL = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?")
_NUMBER_AT_END = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$")
# What may stand in a URL as it is (RFC 3986), the percent sign of what is quoted already included.
_AS_IT_IS = "%/:?#[]@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked. `host` is lower-case ASCII without a dot at the end, or an IP
    address; `address` is that address, or None where a name must be resolved."""

    url: URL
    host: str
    address: str | None

    def __str__(self) -> str:
        return str(self.url)


def target(url: str, *, allow_private: bool, base: Target | None = None) -> Target:
    """`url`, relative to `base` where there is one, without its fragment.

    Raises FetchError: `scheme` where it is not http(s), `url` where it is malformed, carries a user
    name, names its host by an odd number or asks for a port that HTTP has no business on, and
    `private-address` where its host is an address that `refusal` refuses.
    """
    joined = url.strip(" ")
    if len(joined) > MAX_URL_CHARACTERS or _IN_NO_URL.search(joined):
        raise FetchError("url", f"{_short(url)} is no URL: too long, or with characters none has.")
    try:
        if base is not None:
            joined = urljoin(str(base), joined)
        parts = urlsplit(joined)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise FetchError("url", f"{_short(url)} is no URL: {error}.") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise FetchError("scheme", f"{_short(url)} is not http or https.")
    if "@" in parts.netloc:
        raise FetchError("url", f"{_short(host)}: a URL with a user name is not asked.")
    if "[" in parts.netloc and ":" not in host:
        raise FetchError("url", f"{_short(url)} has no host that can be asked.")
    host, address = _host(host, url)
    if address is not None:
        reason = refusal(address, allow_private=allow_private)
        if reason is not None:
            raise FetchError("private-address", f"{address} is not asked: {reason}.")
    port = port if port is not None else _DEFAULT_PORTS[parts.scheme]
    if port in _BAD_PORTS or (port < _LOWEST_FREE_PORT and port not in _DEFAULT_PORTS.values()):
        raise FetchError("url", f"{_short(url)}: port {port} is not asked.")
    authority = f"[{host}]" if ":" in host else host
    if port != _DEFAULT_PORTS[parts.scheme]:
        authority += f":{port}"
    rest = quote(parts.path or "/", safe=_AS_IT_IS)
    if parts.query:
        rest += "?" + quote(parts.query, safe=_AS_IT_IS)
    return Target(URL(f"{parts.scheme}://{authority}{rest}", encoded=True), host, address)


def _host(host: str, url: str) -> tuple[str, str | None]:
    """The host in the one form used from here on, and the address that it is, if it is one."""
    try:
        if ":" in host:
            address = IPv6Address(host)
            if address.scope_id is not None:
                raise FetchError("url", f"{_short(url)} names a zone of this machine.")
            return address.compressed, address.compressed
        if not host.isascii():
            host = idna.encode(host, uts46=True).decode("ascii")
        host = host.removesuffix(".")
        if not _HOST.fullmatch(host) or ".." in host:
            raise FetchError("url", f"{_short(url)} has no host that can be asked.")
        if _NUMBER_AT_END.search(host):
            # 127.1, 0x7f.0.0.1, 0177.0.0.1 and 2130706433 are read in as many ways as there are
            # readers; IPv4Address takes four decimals without leading zeros and nothing else.
            return host, str(IPv4Address(host))
    except (AddressValueError, idna.IDNAError, UnicodeError):
        raise FetchError("url", f"{_short(url)} has no host that can be asked.") from None
    return host, None


def _short(url: str) -> str:
    return ascii(url if len(url) <= 200 else url[:200] + "…")[1:-1]
