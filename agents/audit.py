"""Reads the topics for an audit: raw ends first, outputs last, so that what moves meanwhile is seen
at its later place."""

from __future__ import annotations

from collections.abc import Callable

from agents.accounting import Accounts, Sums, version_digest
from agents.connection import admin_client
from agents.flow import INPUT_OF
from agents.read import committed_offsets, end_offsets, read_to_end
from agents.record import Record
from agents.settings import Settings
from pipeline.identity import identify
from schemas.codec import InvalidMessageError, UndecodableError, decode, decode_object
from schemas.headers import RETRY_OF, VersionHeader, version_of
from schemas.raw import RawArticle


async def audit(settings: Settings, progress: Callable[[str], None]) -> Sums:
    """Joins all topics over the raw records still kept. `progress` is told which topic is read."""
    return (await collect(settings, progress)).sums()


async def collect(settings: Settings, progress: Callable[[str], None]) -> Accounts:
    """What the topics hold, before it is added up."""
    accounts = Accounts()
    raw_ends = await end_offsets(settings, settings.topic("raw"))
    async with admin_client(settings) as admin:
        done = {
            topic: await committed_offsets(admin, settings.group(stage), settings.topic(topic))
            for stage, topic in INPUT_OF.items()
        }
    progress("raw")
    async for record in read_to_end(settings, settings.topic("raw"), ends=raw_ends):
        version = version_digest(_raw_version(record).encode())
        retry_of = version_of(record.headers, RETRY_OF)
        accounts.came_in(version, version_digest(retry_of.encode()) if retry_of else None)
        if record.offset >= done["raw"].get(record.partition, 0):
            accounts.on_its_way(version)
    for topic in ("clean", "extracted"):
        progress(topic)
        async for record in read_to_end(settings, settings.topic(topic), starts=done[topic]):
            accounts.on_its_way(_version(record))
    progress("dead-letters")
    async for record in read_to_end(settings, settings.topic("dead-letters")):
        accounts.dead_letter(_dead_version(record))
    for topic, note in (("duplicates", accounts.duplicate), ("articles", accounts.article)):
        progress(topic)
        async for record in read_to_end(settings, settings.topic(topic)):
            note(_version(record))
    return accounts


def _raw_version(record: Record) -> VersionHeader:
    """What clean makes of the record: its identity, or its place where it has none."""
    try:
        identity = identify(decode(RawArticle, record.value))
    except (UndecodableError, InvalidMessageError):
        return version_of(record.headers, RETRY_OF) or VersionHeader(
            partition=record.partition, offset=record.offset
        )
    return VersionHeader.naming(identity)


def _dead_version(record: Record) -> bytes:
    """As `_version`; but what an earlier release could only name by its place, and this one can
    read, counts with the version that it is."""
    version = version_of(record.headers)
    if version is not None and not version.content_hash:
        try:
            identity = identify(decode(RawArticle, record.value))
            version = VersionHeader.naming(identity)
            return version_digest(version.encode())
        except (UndecodableError, InvalidMessageError):
            pass
    return _version(record)


def _version(record: Record) -> bytes:
    """The version in the record's header; a copy without headers is known by its value."""
    version = version_of(record.headers)
    if version is None:
        try:
            value = decode_object(record.value)
        except UndecodableError:
            value = {}
        version = VersionHeader(
            str(value.get("lane", "")),
            str(value.get("article_id", "")),
            str(value.get("content_hash", "")),
        )
    return version_digest(version.encode())
