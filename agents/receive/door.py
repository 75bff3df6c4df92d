"""`POST /articles`: who may, in which form, and when it is answered."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol

import structlog
from aiohttp import hdrs, web

from agents.metrics import DoorMetrics
from agents.receive.answers import RefusedRequestError, outcome, sentence, try_again
from agents.receive.body import read_body
from agents.receive.delivery import DELIVER_SECONDS, NotDeliveredError
from agents.receive.judge import DOOR, FORMS, Form, Refusal, Taken, judged
from agents.record import Outgoing
from agents.settings import Settings

log = structlog.get_logger("wirecopy")

PATH = "/articles"
# Bodies held at the same time, 16 MiB each by default; who comes later waits for a place.
REQUESTS_AT_ONCE = 4
PLACE_SECONDS = 15.0
# A body that is not wanted is read for so long, so that its sender hears the answer.
LINGER_SECONDS = 1.0
# At the end requests in hand are answered within the time that Kafka has; then they are cut off.
FINISH_SECONDS = DELIVER_SECONDS + 1.0
# Bounds the answer, which has an entry for each.
MOST_LINES = 10_000
# Sent before the next are looked at, so that no other request waits for long.
SEND_TOGETHER = 200

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Delivers(Protocol):
    """Where records are handed on."""

    @property
    def is_away(self) -> bool:
        """Whether there is no use in trying just now."""

    async def deliver(self, records: list[Outgoing]) -> None:
        """Returns when all are acknowledged. Raises NotDeliveredError."""


class Door:
    """Takes pushed articles in. What is answered as accepted, Kafka has acknowledged."""

    def __init__(self, settings: Settings, delivery: Delivers, metrics: DoorMetrics) -> None:
        token = settings.receive_token
        self._token = token.get_secret_value().encode() if token else None
        self._limit = settings.receive_bytes
        self._topic = settings.topic("raw")
        self._delivery = delivery
        self._metrics = metrics
        self._places = asyncio.Semaphore(REQUESTS_AT_ONCE)

    def runner(self) -> web.AppRunner:
        """The door as a server that is not set up yet."""
        app = web.Application(middlewares=[self._answered])
        app.router.add_post(PATH, self._receive)
        return web.AppRunner(
            app, access_log=None, shutdown_timeout=FINISH_SECONDS, lingering_time=LINGER_SECONDS,
            auto_decompress=False,  # it would have no limit
        )  # fmt: skip

    @web.middleware
    async def _answered(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Every answer is JSON and counted."""
        with self._metrics.seconds.time():
            try:
                answer = await handler(request)
            except RefusedRequestError as error:
                answer = sentence(error.status, str(error), error.headers)
            except web.HTTPException as error:
                allowed = error.headers.get(hdrs.ALLOW)
                headers = {} if allowed is None else {"Allow": allowed}
                answer = sentence(error.status, f"what there is: POST {PATH}", headers)
            except Exception:
                log.exception("a request failed", stage=DOOR)
                answer = sentence(500, "an error of wirecopy; its log says which")
        self._metrics.answered(answer.status)
        return answer

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        self._let_in(request)
        form = _form(request)
        async with self._place():
            if self._delivery.is_away:
                raise try_again("Kafka does not answer")
            body = await read_body(request, self._limit)
            if form == "lines" and body.count(b"\n") > MOST_LINES:
                raise RefusedRequestError(
                    413, f"more than {MOST_LINES:,} lines: send them in parts"
                )
            return outcome(await self._publish(body, form), form)

    def _let_in(self, request: web.Request) -> None:
        if self._token is None:
            # What a browser shows reaches this machine too; a browser says where it is from.
            if hdrs.ORIGIN in request.headers:
                raise RefusedRequestError(403, "without a token no web page may publish")
            return
        scheme, _, shown = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        given = shown.strip().encode("utf-8", "surrogateescape")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given, self._token):
            raise RefusedRequestError(
                401, "show the token: Authorization: Bearer …", {hdrs.WWW_AUTHENTICATE: "Bearer"}
            )

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(PLACE_SECONDS):
                await self._places.acquire()
        except TimeoutError:
            raise try_again("too many push at the same time") from None
        self._metrics.in_hand.inc()
        try:
            yield
        finally:
            self._metrics.in_hand.dec()
            self._places.release()

    async def _publish(self, body: bytes, form: Form) -> list[Taken | Refusal]:
        """What became of each article of `body`, all that were taken being acknowledged."""
        items: list[Taken | Refusal] = []
        pending: list[Outgoing] = []
        for item, record in judged(self._topic, body, form):
            items.append(item)
            if isinstance(item, Refusal):
                self._metrics.articles(item.error_class)
            if record is not None:
                pending.append(record)
            if len(items) % SEND_TOGETHER == 0:
                await asyncio.sleep(0)
                await self._send(pending)
                pending = []
        await self._send(pending)
        return items

    async def _send(self, records: list[Outgoing]) -> None:
        if not records:
            return
        try:
            await self._delivery.deliver(records)
        except NotDeliveredError as error:
            self._metrics.articles("unacknowledged", len(records))
            raise try_again(str(error)) from None
        self._metrics.articles("accepted", len(records))


def _form(request: web.Request) -> Form:
    """How the body is to be read. A browser sends any type but these for a page of any site."""
    form = FORMS.get(request.content_type)
    if form is None:
        raise RefusedRequestError(
            415,
            "say what it is: Content-Type: application/json for one article, "
            "application/x-ndjson for one a line",
        )
    return form
