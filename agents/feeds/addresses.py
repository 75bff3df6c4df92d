"""Which IP addresses may be asked: those of the public internet."""

from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

# IPv6 is an allow-list: all that has been given out as global unicast (RFC 4291, IANA).
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# What the older of our Pythons take for global (IANA special-purpose registries), and Azure's
# metadata service, which sits on an address that looks public.
_SPECIAL_V4 = tuple(
    IPv4Network(block) for block in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")
)
_SPECIAL_V6 = tuple(IPv6Network(block) for block in ("2001::/23", "3fff::/20"))

_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)
# Networks of one's own, which `--allow-private` opens; all else that is not public stays shut.
_LOCAL = tuple(
    IPv4Network(block) for block in ("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)
_LOCAL_V6 = (IPv6Network("::1/128"), IPv6Network("fc00::/7"))


def refusal(address: str, *, allow_private: bool) -> str | None:
    """Why `address` (IPv4 or IPv6, as text) must not be connected to; None where it may be.

    An IPv6 address that carries an IPv4 one (mapped, compatible, 6to4, NAT64, ISATAP) is judged by
    both. With `allow_private`, loopback and private networks may be asked; link-local addresses
    (the metadata services of clouds), multicast and the rest may not even then.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return "not an IP address"
    if isinstance(ip, IPv4Address):
        return _refusal_v4(ip, allow_private)
    if ip.scope_id is not None:
        return "an address with a zone"
    embedded = _embedded(ip)
    if embedded is not None:
        reason = _refusal_v4(embedded, allow_private)
        if reason is not None or ip.ipv4_mapped is not None or ip in _NAT64:
            return reason
    return _refusal_v6(ip, allow_private)


def _refusal_v4(ip: IPv4Address, allow_private: bool) -> str | None:
    if allow_private and any(ip in block for block in _LOCAL):
        return None
    if ip.is_global and not ip.is_multicast and not any(ip in block for block in _SPECIAL_V4):
        return None
    return _name(ip)


def _refusal_v6(ip: IPv6Address, allow_private: bool) -> str | None:
    if allow_private and any(ip in block for block in _LOCAL_V6):
        return None
    if ip in _GLOBAL_UNICAST and ip.is_global and not any(ip in block for block in _SPECIAL_V6):
        return None
    return _name(ip)


def _embedded(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a packet to `ip` would end at."""
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    low = int(ip) & 0xFFFFFFFF
    if ip in _NAT64 or (ip in _COMPATIBLE and low > 1) or (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(low)
    return None


def _name(ip: IPv4Address | IPv6Address) -> str:
    if ip.is_unspecified:
        return "the unspecified address"
    if ip.is_loopback:
        return "this machine"
    if ip.is_link_local:
        return "link-local, where clouds keep their metadata"
    if ip.is_multicast:
        return "multicast"
    if ip.is_private:
        return "a private network"
    return "not a public address"
