"""Every setting of a running system, with its default and its reason."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from broker import address
from pipeline.limits import DEFAULT_LIMITS, Limits
from schemas.limits import LARGEST_VALUE

ENVIRONMENT_PREFIX = "WIRECOPY_"

# Kafka's own alphabet for topics; its limit of 249 characters leaves room for what follows.
_PREFIX = re.compile(r"[a-zA-Z0-9._-]{1,100}")

SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
SaslMechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]


class SettingsError(Exception):
    """A setting is wrong or missing; the text names it and says what to do."""


class BrokerAwayError(SettingsError):
    """The embedded broker of this data folder does not run now; it did, and may again soon."""


class Settings(BaseSettings):
    """Read from `WIRECOPY_*` variables; `WIRECOPY_<NAME>_FILE` names a file that holds a secret."""

    model_config = SettingsConfigDict(env_prefix=ENVIRONMENT_PREFIX, frozen=True, extra="ignore")

    bootstrap_servers: str | None = Field(
        None, description="Kafka to use, host:port[,…]; without it, the embedded broker's address"
    )
    topic_prefix: str = Field(
        "news",
        description="first part of all topic names, group ids and transactional ids",
    )
    partitions: int = Field(
        4, ge=1, le=1000, description="P: partitions of all but the lane topics"
    )
    lanes: int = Field(
        1, ge=1, le=1000, description="L: partitions of extracted and dedup's memory"
    )
    replication: int = Field(1, ge=1, le=9, description="replicas of each topic that is created")
    data_dir: Path = Field(
        Path(".wirecopy"), description="everything a running system writes to disk"
    )
    output_retention_days: int = Field(
        40, ge=-1, description="how long articles and duplicates are kept; -1 is for ever"
    )

    security_protocol: SecurityProtocol = Field(
        "PLAINTEXT", description="how clients reach Kafka: with TLS (SSL), with SASL, with both"
    )
    sasl_mechanism: SaslMechanism = Field(
        "SCRAM-SHA-512", description="how clients say who they are"
    )
    sasl_username: str | None = Field(None, description="the SASL user")
    sasl_password: SecretStr | None = Field(None, description="and its password")
    ssl_ca_file: Path | None = Field(
        None, description="authorities to trust; without it, the system's"
    )
    ssl_certificate_file: Path | None = Field(None, description="the client's own certificate")
    ssl_key_file: Path | None = Field(None, description="the key of that certificate")
    ssl_key_password: SecretStr | None = Field(None, description="the password of that key")

    batch_articles: int = Field(
        200, ge=1, le=2000, description="records of one batch of clean and of dedup"
    )
    batch_seconds: float = Field(
        0.05, gt=0, le=3, description="how long a batch may wait for its second record"
    )
    extract_processes: int = Field(
        default_factory=lambda: min(4, os.cpu_count() or 1),
        ge=1,
        le=64,
        description="worker processes of one extract worker, each with the language model",
    )
    extract_timeout_seconds: float = Field(
        30.0,
        gt=0,
        description="longest work on one small batch of articles before it counts as hung",
    )
    session_timeout_seconds: float = Field(
        30.0, ge=6, le=300, description="a worker silent for longer loses its partitions"
    )
    stall_timeout_seconds: float = Field(
        90.0, ge=5, description="no progress for longer while there is work: the worker restarts"
    )
    http_host: str = Field("127.0.0.1", description="where health and metrics are served")
    http_port: int = Field(0, ge=0, le=65535, description="their port; 0 picks a free one")
    dead_letter_share: float = Field(
        0.5,
        gt=0,
        le=1,
        description="share of dead letters among recent records that pauses a stage",
    )
    dead_letter_run: int = Field(100, ge=1, description="dead letters in a row that pause a stage")
    log_format: Literal["console", "json"] = Field(
        "console", description="log lines of workers for people, or one JSON object a line"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="the least serious log lines that workers write"
    )

    feeds_contact: str | None = Field(
        None, description="a web or mail address for the User-Agent; needed to fetch feeds"
    )
    feeds_file: Path | None = Field(
        None, description="a TOML file of feeds, beside those managed by command"
    )
    feeds_allow_private: bool = Field(
        False, description="fetch from this machine and private networks too: for testing only"
    )
    feeds_interval_min_seconds: float = Field(
        300.0, ge=1, description="a feed is never polled more often"
    )
    feeds_interval_max_seconds: float = Field(
        86400.0, ge=60, description="nor less often, while it answers"
    )
    feeds_host_pause_seconds: float = Field(
        2.0, ge=0, description="pause between two requests to one host, where it asks for no longer"
    )
    feeds_fetches_at_once: int = Field(
        32, ge=1, le=1000, description="hosts that one worker asks at the same time"
    )
    feeds_feed_bytes: int = Field(
        10 * 1024 * 1024, ge=1024, description="largest feed, on the wire and decompressed"
    )
    feeds_page_bytes: int = Field(
        10 * 1024 * 1024, ge=1024, description="largest page, on the wire and decompressed"
    )
    feeds_connect_seconds: float = Field(
        10.0, gt=0, le=300, description="longest wait for a connection, name and TLS included"
    )
    feeds_first_byte_seconds: float = Field(
        20.0, gt=0, le=300, description="longest wait for the head of an answer"
    )
    feeds_total_seconds: float = Field(
        60.0, gt=0, le=600, description="longest time for one fetch, its redirects included"
    )

    receive_host: str = Field("127.0.0.1", description="where pushed articles are received")
    receive_port: int = Field(0, ge=0, le=65535, description="their port; 0 picks a free one")
    receive_token: SecretStr | None = Field(
        None, description="what who pushes must show as `Authorization: Bearer …`"
    )
    receive_bytes: int = Field(
        16 * 1024 * 1024, ge=1024, description="largest body of one push, decompressed"
    )

    max_message_bytes: int = Field(
        DEFAULT_LIMITS.message_bytes,
        ge=1024,
        le=LARGEST_VALUE["raw"],
        description="largest raw article, decompressed; more is a dead letter",
    )
    max_body_characters: int = Field(
        DEFAULT_LIMITS.body_characters, ge=1, description="longest body; more is a dead letter"
    )
    max_line_characters: int = Field(
        DEFAULT_LIMITS.line_characters,
        ge=1,
        description="longest line of a body or a page's text; more is a dead letter",
    )
    max_lines: int = Field(
        DEFAULT_LIMITS.lines, ge=1, description="lines that clean judges; the rest stays as it is"
    )
    max_html_nesting: int = Field(
        DEFAULT_LIMITS.html_nesting,
        ge=1,
        le=1000,
        description="levels of a page that are told apart; below, the words are one part",
    )
    max_page_lines: int = Field(
        DEFAULT_LIMITS.page_lines, ge=1, description="lines of a page that are read"
    )
    max_page_links: int = Field(
        DEFAULT_LIMITS.page_links, ge=0, description="links on a page; more is a dead letter"
    )
    max_analysed_characters: int = Field(
        DEFAULT_LIMITS.analysed_characters,
        ge=0,
        description="characters of a text that the language model reads",
    )
    max_entities: int = Field(
        DEFAULT_LIMITS.entities, ge=0, description="entities listed of one article"
    )
    max_quotes: int = Field(DEFAULT_LIMITS.quotes, ge=0, description="quotes listed of one article")
    max_claims: int = Field(DEFAULT_LIMITS.claims, ge=0, description="claims listed of one article")
    max_links: int = Field(
        DEFAULT_LIMITS.links, ge=0, description="related articles listed of one article"
    )

    @field_validator("topic_prefix")
    @classmethod
    def _fits_into_names(cls, value: str) -> str:
        if not _PREFIX.fullmatch(value):
            raise ValueError("letters, digits, '.', '_' and '-' make a prefix, 100 at most")
        return value

    @model_validator(mode="after")
    def _sasl_is_complete(self) -> Settings:
        if self.security_protocol.startswith("SASL") and not (
            self.sasl_username and self.sasl_password
        ):
            raise ValueError("SASL needs WIRECOPY_SASL_USERNAME and WIRECOPY_SASL_PASSWORD")
        return self

    @model_validator(mode="after")
    def _feed_intervals_are_in_order(self) -> Settings:
        if self.feeds_interval_min_seconds > self.feeds_interval_max_seconds:
            raise ValueError(
                "WIRECOPY_FEEDS_INTERVAL_MIN_SECONDS is more than "
                "WIRECOPY_FEEDS_INTERVAL_MAX_SECONDS"
            )
        return self

    def limits(self) -> Limits:
        """The caps, as the stages take them."""
        return Limits(**{cap.name: getattr(self, f"max_{cap.name}") for cap in fields(Limits)})

    def topic(self, name: str) -> str:
        """`name` (`raw`, `dead-letters`, …) with the prefix."""
        return f"{self.topic_prefix}.{name}"

    def group(self, stage: str) -> str:
        """The consumer group of a stage."""
        return f"{self.topic_prefix}-{stage}"

    def transactional_id(self, stage: str, partition: int) -> str:
        """The one writer of a stage's memory for `partition`: opening it fences the one before."""
        return f"{self.topic_prefix}-{stage}-{partition}"

    def folder(self, *names: str) -> Path:
        """A folder below the data folder, made where it is missing.

        Raises SettingsError when that cannot be.
        """
        folder = self.data_dir.joinpath(*names)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"the data folder {self.data_dir} cannot be used ({error}): correct it, or name "
                f"another one in {ENVIRONMENT_PREFIX}DATA_DIR"
            ) from None
        return folder

    def bootstrap(self) -> str:
        """The configured Kafka, or the embedded broker that runs with this data folder.

        Raises SettingsError when there is neither.
        """
        if self.bootstrap_servers:
            return self.bootstrap_servers
        running = address.read(self.data_dir)
        if running is None:
            known = (self.data_dir / "kafka").is_dir()
            raise (BrokerAwayError if known else SettingsError)(
                f"no Kafka is configured and none runs on {self.data_dir}: start `wirecopy up` or "
                f"`wirecopy broker`, or set {ENVIRONMENT_PREFIX}BOOTSTRAP_SERVERS"
            )
        return running.bootstrap_servers


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment, `*_FILE` secrets read, with `overrides` on top.

    Raises SettingsError that names the first wrong variable.
    """
    try:
        return Settings(**dict(_secrets_from_files()) | overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in problem["loc"]).upper()
        where = f"{ENVIRONMENT_PREFIX}{name}: " if name else ""
        said = problem["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{where}{said}") from None


def _secrets_from_files() -> Iterator[tuple[str, str]]:
    """`WIRECOPY_SASL_PASSWORD_FILE=/run/secrets/x` sets `sasl_password`; the file's last line
    break is not part of the secret."""
    for variable, path in os.environ.items():
        name = variable.removeprefix(ENVIRONMENT_PREFIX).lower()
        if variable.startswith(ENVIRONMENT_PREFIX) and name.endswith("_file"):
            field = name.removesuffix("_file")
            if field in Settings.model_fields and name not in Settings.model_fields:
                try:
                    yield field, Path(path).read_text().rstrip("\r\n")
                except OSError as error:
                    raise SettingsError(f"{variable}: {error}") from None
