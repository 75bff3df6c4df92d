"""Who may be asked: public addresses, and private ones where a person said so."""

from __future__ import annotations

from typing import Protocol

from agents.feeds.fetch import (
    Fetched,
    Fetcher,
    FetchLimits,
    FetchRequest,
    MovedToOtherHost,
    user_agent,
)
from agents.settings import Settings, SettingsError


class Fetches(Protocol):
    """What a runner needs of a fetcher."""

    async def fetch(self, request: FetchRequest) -> Fetched | MovedToOtherHost:
        """As `Fetcher.fetch`."""

    async def close(self) -> None:
        """As `Fetcher.close`."""


class Asking(Protocol):
    """The way to a fetcher."""

    def of(self, allow_private: bool) -> Fetches:
        """The fetcher for feeds that may, or may not, be read from private networks."""

    async def close(self) -> None:
        """Ends all connections."""


class Fetchers:
    """Two fetchers: the one for private addresses exists only once a feed needs it.

    Raises SettingsError where no contact is set: who runs a site must be able to reach who asks.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._agent = agent_name(settings)
        self._made: dict[bool, Fetcher] = {}

    def of(self, allow_private: bool) -> Fetcher:
        """The fetcher for feeds that may, or may not, be read from private networks."""
        allowed = allow_private or self._settings.feeds_allow_private
        if allowed not in self._made:
            self._made[allowed] = Fetcher(
                FetchLimits.of(self._settings), user_agent=self._agent, allow_private=allowed
            )
        return self._made[allowed]

    async def close(self) -> None:
        """Ends all connections."""
        for fetcher in self._made.values():
            await fetcher.close()


def agent_name(settings: Settings) -> str:
    """The User-Agent. Raises SettingsError without a contact."""
    remedy = (
        "set WIRECOPY_FEEDS_CONTACT to a web or mail address where whoever runs a site reaches you"
    )
    if not settings.feeds_contact:
        raise SettingsError(f"feeds are not fetched without a contact: {remedy}")
    try:
        return user_agent(settings.feeds_contact)
    except ValueError as error:
        raise SettingsError(f"{error}: {remedy}") from None
