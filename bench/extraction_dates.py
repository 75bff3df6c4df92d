"""Dates of publication of news pages: `python -m bench.extraction_dates`.

The pages and what their publishers' own parsers read from them are looked for in
`bench/cleaning/news-fixtures-html.tar.xz` of the folder that WIRECOPY_BENCH_DATA names. The gold is
silver: hand-written parsers, one a publisher. Only pages with one version of a parser are compared.
"""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath

from bench.extraction_data import DATA
from pipeline.clean.stage import Cleaner
from pipeline.extract.agencies import Agencies
from pipeline.extract.dateline import Datelines
from pipeline.extract.published import judge
from pipeline.stage import Position
from schemas.raw import RawArticle

ARCHIVE = DATA / "bench" / "cleaning" / "news-fixtures-html.tar.xz"
# When the pages are taken to have been collected: after all of them.
COLLECTED = datetime(2026, 11, 1, tzinfo=UTC)


def pages() -> Iterator[tuple[str, str, str]]:
    """Name, page and its date of publication (year, month and day as the page has them)."""
    stated: dict[str, dict[str, dict[str, str]]] = {}
    found: dict[str, list[tuple[str, str]]] = {}
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is None:
                continue
            path = PurePosixPath(member.name)
            country = path.parent.name
            if path.suffix == ".json":
                stated[f"{country}/{path.stem}"] = json.loads(file.read())
            elif path.name.endswith(".html.gz"):
                publisher = path.name.split("_")[0]
                html = gzip.decompress(file.read()).decode("utf-8", "replace")
                found.setdefault(f"{country}/{publisher}", []).append((path.name, html))
    for publisher, versions in found.items():
        parsed = list(stated.get(publisher, {}).values())
        if len(versions) == len(parsed) == 1 and parsed[0].get("publishing_date"):
            name, html = versions[0]
            yield name, html, parsed[0]["publishing_date"]


def main() -> None:
    cleaner = Cleaner()
    datelines = Datelines(Agencies())
    right = given = total = 0
    for name, html, date in pages():
        raw = RawArticle(source=name, body=html, content_type="text/html", collected_at=COLLECTED)
        at = Position(partition=0, offset=0, appended_at=COLLECTED)
        article = cleaner.clean(raw, at, None).article
        published = judge(article, datelines.of(article.text)).published
        total += 1
        if published is None or published.precision in ("year", "month"):
            print(f"none   {name}: {date}")
            continue
        given += 1
        # Of a page that states an instant, the parsers keep the zone: days are compared as written.
        if published.value[:10] == date[:10]:
            right += 1
        else:
            print(f"other  {name}: {published.value} ({published.origin}), stated {date}")
    print(f"precision {right / max(1, given):.3f} ({given})  given for {given} of {total}")


if __name__ == "__main__":
    main()
