"""The ten topics: what their values, keys and partitions mean, and who writes and reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from schemas.article import Article, Duplicate
from schemas.clean import CleanArticle
from schemas.decision import DecisionBatch, SketchBatch
from schemas.extracted import ExtractedArticle
from schemas.feeds import FeedDefinition, FeedState, HostState, PendingPage, RobotsCopy
from schemas.limits import TopicName
from schemas.message import Message
from schemas.profile import Profile, Through
from schemas.raw import RawArticle

# What reads and writes topics: the stages, and what fetches feeds.
StageName = Literal["clean", "extract", "dedup", "feeds"]


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `values` are the models that its values follow; empty where a value is the bytes
    of another topic's record, right or wrong. `kind` names its messages in CloudEvents (`ce_type`).
    `writers` and `readers` are stages; anybody may write `raw` and read any topic."""

    name: TopicName
    kind: str
    values: tuple[type[Message], ...]
    meaning: str
    key: str
    partitions: str
    cleanup: Literal["delete", "compact"] = "delete"
    writers: tuple[StageName, ...] = ()
    readers: tuple[StageName, ...] = ()
    names_a_version: bool = True


_BY_ARTICLE = "P, by key: all records of an article are in one partition"
_BY_LANE = "L, as extracted: the partition number is that of the lane's extracted records"

TOPICS: Final[tuple[Topic, ...]] = (
    Topic(
        name="raw",
        kind="raw",
        values=(RawArticle,),
        meaning="Articles as they were scraped: the replay log. Anybody may write here.",
        key="the source; records of one key keep their order all the way",
        partitions="P, by key: each source's recurring lines are learned in one place",
        readers=("clean",),
    ),
    Topic(
        name="clean",
        kind="clean",
        values=(CleanArticle,),
        meaning="The article's own words, with a receipt for every character that was cut.",
        key="the article id",
        partitions=_BY_ARTICLE,
        writers=("clean",),
        readers=("extract",),
    ),
    Topic(
        name="extracted",
        kind="extracted",
        values=(ExtractedArticle,),
        meaning="What the words say: names, dates, quotes, claims, each tied to its place.",
        key="the lane, within which articles are compared",
        partitions="L, by key: a lane has one writer, so that its decisions are in one order",
        writers=("extract",),
        readers=("dedup",),
    ),
    Topic(
        name="articles",
        kind="article",
        values=(Article,),
        meaning="The output: each article once, and each of its revisions once. Read committed.",
        key="the article id",
        partitions=_BY_ARTICLE,
        writers=("dedup",),
    ),
    Topic(
        name="duplicates",
        kind="duplicate",
        values=(Duplicate,),
        meaning="What was withheld, why, and of which article. Read committed.",
        key="the article id",
        partitions=_BY_ARTICLE,
        writers=("dedup",),
    ),
    Topic(
        name="decisions",
        kind="decision-batch",
        values=(DecisionBatch,),
        meaning="dedup's memory of versions, written in the transaction of its outputs.",
        key="none",
        partitions=_BY_LANE,
        writers=("dedup",),
        readers=("dedup",),
        names_a_version=False,
    ),
    Topic(
        name="sketches",
        kind="sketch-batch",
        values=(SketchBatch,),
        meaning="dedup's memory of texts, written in the transaction of its outputs.",
        key="none",
        partitions=_BY_LANE,
        writers=("dedup",),
        readers=("dedup",),
        names_a_version=False,
    ),
    Topic(
        name="profiles",
        kind="profile",
        values=(Profile, Through),
        meaning="What clean has learned of each source, and up to which raw offset.",
        key="the source; a zero byte and `through` for the offset learned up to",
        partitions="P, as raw: the partition number is that of the source's raw records",
        cleanup="compact",
        writers=("clean",),
        readers=("clean",),
        names_a_version=False,
    ),
    Topic(
        name="feeds",
        kind="feed",
        values=(FeedDefinition, FeedState, PendingPage, HostState, RobotsCopy),
        meaning="Which feeds are read, and where each of them, and each host, stands.",
        key="feed, poll, page, host or robots, a blank, and what the record is about",
        partitions="P, by host: the owner of a partition is the one that asks its hosts",
        cleanup="compact",
        writers=("feeds",),
        readers=("feeds",),
        names_a_version=False,
    ),
    Topic(
        name="dead-letters",
        kind="dead-letter",
        values=(),
        meaning="What could not be handled: original bytes, key and headers, and why, where, when.",
        key="that of the original record",
        partitions="P, by key",
        writers=("clean", "extract", "dedup"),
    ),
)
