"""The metadata of a clean article: what the producer, the page's head and cut lines state."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.clean.findings import Finding
from pipeline.clean.head import MAX_STATEMENTS, Statements
from schemas.clean import Metadata, Mined, RemovalClass
from schemas.raw import RawArticle

# Captions and credits are many on a picture story; more of them say nothing new.
MAX_MINED = 32

_KINDS: dict[RemovalClass, str] = {
    "title": "title",
    "deck": "deck",
    "byline": "byline",
    "date": "date",
    "credit": "credit",
    "caption": "caption",
    "section": "section",
    "source-url": "source_url",
}


def gather(
    raw: RawArticle, rendered: str, stated: Statements, findings: Sequence[Finding]
) -> Metadata:
    """All statements by kind: the producer's first, then the page's, then those of cut lines in
    the order of the text, with their offsets into `rendered`."""
    found: dict[str, list[Mined]] = {kind: list(mined) for kind, mined in stated.items()}
    for kind, value in (
        ("title", raw.title),
        ("published", raw.published_at),
        ("language", raw.language),
    ):
        if value is not None and value.strip():
            found.setdefault(kind, []).insert(0, Mined(value=value.strip(), origin="given"))
    for finding in findings:
        kind = _KINDS.get(finding.cut.class_, "")
        start, end = finding.value_start, finding.value_end
        if kind and start < end and len(found.setdefault(kind, [])) < MAX_MINED + MAX_STATEMENTS:
            found[kind].append(
                Mined(value=rendered[start:end], origin="line", start=start, end=end)
            )
    return Metadata(**{kind: tuple(mined) for kind, mined in found.items()})
