"""Accuracy and speed of extraction: `python -m bench.extraction [names] [parser] [quotes]
[casualties] [speed]`.

The data are not part of the project. They are looked for in the folder that WIRECOPY_BENCH_DATA
names (by default `shared/` beside the checkout); what is not there is skipped, and said so. So are
the rows of tools that are not installed (`extraction_tools.py`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from time import process_time

from bench import extraction_names, extraction_parser, extraction_quotes, extraction_tools
from bench.extraction_casualties import casualties
from bench.extraction_data import DATA, there
from pipeline.extract.analyse import Analyst
from pipeline.extract.reader import Reader
from pipeline.extract.stage import Extractor
from schemas.clean import CleanArticle, Metadata
from schemas.lineage import Lineage, Step

# Published or measured before on the same or like data: for the eye, not for comparison in detail.
ANCHORS = {
    "names": "on the Worldwide test set / PUD news: model alone 68.5 / 67.9; rules before these "
    "72.7 / 68.9",
    "parser": "en_core_web_sm publishes LAS 89.9 on OntoNotes, another scheme and set",
    "quotes": "CofeNet on PolNeAR test: CRF 50.6/53.4/28.6, CNN+CRF 61.0/62.6/42.0, "
    "BERT+Cofe 83.2/75.3/72.9 (source/cue/content)",
    "casualties": "rules before these: .94/.82 on 56 claims of the same set, one judge",
    "speed": "rules before these, with all of spaCy's components: 8-10 articles a second",
}
_ARTICLES, _WARM_UP, _WORDS = 60, 3, 600


def _names() -> None:
    extraction_names.names(
        {
            "ours": extraction_names.ours(Analyst()),
            "spaCy's ner": extraction_tools.spacy_names(extraction_tools.spacy_pipeline()),
        }
    )


def _parser() -> None:
    extraction_parser.parser(
        {"ours": extraction_parser.ours(Reader()), "spaCy's": extraction_tools.spacy_pipeline()}
    )


def _quotes() -> None:
    extraction_quotes.quotes("ours", extraction_quotes.ours(Analyst()))
    textacy = extraction_tools.textacy_quotes(Reader())
    if textacy is not None:
        find, raised = textacy
        extraction_quotes.quotes("textacy", find)
        print(f"textacy   raised on {raised()} articles")


def _casualties() -> None:
    path = DATA / "bench" / "extraction" / "case_task2.tsv"
    if there(path):
        casualties(Analyst(), path)


def speed() -> None:
    texts = [text for text, _ in extraction_quotes.polnear()]
    if not texts:
        return
    words = " ".join(texts).split(" ")
    articles = [" ".join(words[i : i + _WORDS]) for i in range(0, len(words) - _WORDS, _WORDS)]
    articles = articles[:_ARTICLES]
    extractor = Extractor()
    _timed(
        "ours, all rules on",
        lambda texts: extractor.extract_many([article(text) for text in texts]),
        articles,
    )
    nlp = extraction_tools.spacy_pipeline()
    _timed("spaCy's components, no rules", partial(extraction_tools.read_all, nlp), articles)


def _timed(title: str, read: Callable[[list[str]], object], articles: list[str]) -> None:
    read(articles[:_WARM_UP])
    start = process_time()
    read(articles[_WARM_UP:])
    each = (len(articles) - _WARM_UP) / (process_time() - start)
    print(f"{title:29} {each:.1f} articles of {_WORDS} words a second and core")


def article(text: str) -> CleanArticle:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return CleanArticle(
        article_id="a", content_hash="h", lane="default", source="bench", url=None,
        collected_at=now, appended_at=now, content_type="text/plain", text=text, removals=(),
        metadata=Metadata(),
        lineage=Lineage(raw=Step(partition=0, offset=0, appended_at=now, app_version="bench")),
    )  # fmt: skip


PARTS: dict[str, Callable[[], None]] = {
    "names": _names,
    "parser": _parser,
    "quotes": _quotes,
    "casualties": _casualties,
    "speed": speed,
}


def main(wanted: list[str]) -> None:
    for part, run in PARTS.items():
        if not wanted or part in wanted:
            print(f"\n{part}  [{ANCHORS[part]}]")
            run()


if __name__ == "__main__":
    main(sys.argv[1:])
