"""What is answered: always JSON, with a status that says whether to send again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
from aiohttp import hdrs, web

from agents.receive.delivery import RETRY_SECONDS
from agents.receive.judge import Form, Refusal, Taken
from schemas.headers import ErrorClass

# One article alone is answered with what is wrong with it; of several, each has its own line.
_STATUS_OF: dict[ErrorClass, int] = {"undecodable": 400, "invalid": 422, "too-large": 413}


class RefusedRequestError(Exception):
    """A request that is answered with `status` and a sentence."""

    def __init__(
        self, status: int, sentence: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = headers or {}


def try_again(sentence: str) -> RefusedRequestError:
    """Nothing is wrong with the request: the same again, later."""
    return RefusedRequestError(
        503,
        f"{sentence}: send the same again later; what was published is recognised",
        {hdrs.RETRY_AFTER: f"{RETRY_SECONDS:.0f}"},
    )


def sentence(status: int, words: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """An answer that is one sentence."""
    return _json(status, {"error": words}, headers)


def outcome(items: Sequence[Taken | Refusal], form: Form) -> web.Response:
    """The answer about articles of which those that were taken are acknowledged: 202 when all
    were, 207 when some were, else what is wrong with them."""
    if not items:
        return sentence(400, "there is no article in the body")
    refused = [item for item in items if isinstance(item, Refusal)]
    accepted = len(items) - len(refused)
    status = 207 if accepted else _STATUS_OF[refused[0].error_class] if form == "object" else 422
    facts = {
        "accepted": accepted,
        "refused": len(refused),
        "articles": [_line(item) for item in items],
    }
    return _json(status if refused else 202, facts)


def _line(item: Taken | Refusal) -> dict[str, object]:
    if isinstance(item, Refusal):
        return {"line": item.line, "class": item.error_class, "error": item.error}
    version = item.version
    return {
        "line": item.line,
        "lane": version.lane,
        "article_id": version.article_id,
        "content_hash": version.content_hash,
    }


def _json(status: int, value: object, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(
        status=status, body=orjson.dumps(value), content_type="application/json", headers=headers
    )
