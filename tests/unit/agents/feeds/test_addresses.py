"""Only the public internet is asked, however an inner address is written."""

from __future__ import annotations

import pytest

from agents.feeds.addresses import refusal

PUBLIC = [
    "93.184.215.14",
    "1.1.1.1",
    "2606:4700:4700::1111",
    "2a00:1450:4001:830::200e",
    "::ffff:93.184.215.14",  # IPv4, mapped
    "64:ff9b::5db8:d70e",  # IPv4 through NAT64
    "2002:5db8:d70e::1",  # 6to4
]

LOCAL = [
    "127.0.0.1",
    "127.255.255.254",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "::1",
    "fc00::1",
    "fd00:ec2::254",  # metadata of a cloud, over IPv6
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
]

NEVER = [
    "0.0.0.0",
    "0.1.2.3",
    "169.254.169.254",
    "100.64.0.1",  # carrier-grade NAT
    "100.100.100.200",  # metadata of a cloud, in that range
    "168.63.129.16",  # metadata of a cloud, on an address that looks public
    "192.0.0.192",  # metadata of a cloud
    "192.0.0.8",
    "192.0.2.1",  # documentation
    "192.88.99.1",  # 6to4 relays, given up
    "198.18.0.1",  # benchmarks
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700:4700::1111%eth0",
    "fec0::1",  # site-local, given up
    "ff02::1",
    "ff0e::1",  # multicast, of global scope
    "100::1",  # discarded
    "2001:db8::1",
    "3fff::1",  # documentation
    "2001::1",  # Teredo
    "2001:10::1",
    "5f00::1",  # segment routing
    "4000::1",  # given out to nobody
    "::ffff:169.254.169.254",
    "::ffff:0:0",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a9fe:a9fe",  # NAT64 of one's own
    "2002:a9fe:a9fe::1",
    "2002:6440:1::",
    "::169.254.169.254",  # IPv4-compatible, given up
    "::93.184.215.14",
    "2606:4700::5efe:169.254.169.254",  # ISATAP
    "localhost",
    "127.1",
    "",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_asked(address: str) -> None:
    assert refusal(address, allow_private=False) is None
    assert refusal(address, allow_private=True) is None


@pytest.mark.parametrize("address", LOCAL)
def test_this_machine_and_private_networks_may_be_asked_only_where_that_is_allowed(
    address: str,
) -> None:
    assert refusal(address, allow_private=False)
    assert refusal(address, allow_private=True) is None


@pytest.mark.parametrize("address", NEVER)
def test_metadata_services_and_what_belongs_to_nobody_are_never_asked(address: str) -> None:
    assert refusal(address, allow_private=False)
    assert refusal(address, allow_private=True)


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.1", "192.168.0.1"])
def test_a_6to4_address_is_judged_by_the_one_that_it_carries(inner: str) -> None:
    high, low, third, last = (int(part) for part in inner.split("."))
    address = f"2002:{high:02x}{low:02x}:{third:02x}{last:02x}::1"
    assert refusal(address, allow_private=False)
