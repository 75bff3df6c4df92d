"""Why something was not fetched."""

from __future__ import annotations

from typing import Literal

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
