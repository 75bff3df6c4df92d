"""When it was published: the best of what is stated."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.extract.agencies import Agencies
from pipeline.extract.dateline import Datelines
from pipeline.extract.published import Dates, judge
from schemas.clean import CleanArticle
from tests.unit.pipeline.extract.articles import clean_article, stated

DATELINES = Datelines(Agencies())


def dates(article: CleanArticle) -> Dates:
    return judge(article, DATELINES.of(article.text))


def test_a_byline_gives_the_day() -> None:
    found = dates(clean_article("Text.", byline=(stated("by VOA News October 01, 2015"),)))
    assert found.published is not None
    assert found.published.value == "2015-10-01"
    assert found.published.precision == "day"
    assert found.published.origin == "line"
    assert not found.published.zone_known


def test_an_address_in_the_text_gives_the_month() -> None:
    url = "http://www.wnd.com/2015/10/russia-preparing-to-expand-airstrikes-to-iraq/#4jI6"
    found = dates(clean_article("Text.", source_url=(stated(url),)))
    assert found.published is not None
    assert (found.published.value, found.published.precision) == ("2015-10", "month")
    assert found.published.origin == "url"


def test_a_day_wins_over_a_more_believed_month() -> None:
    found = dates(
        clean_article(
            "Text.",
            url="https://paper.example/2015/10/raids",
            published=(stated("2015-10", "json-ld"),),
            date=(stated("1 October 2015"),),
        )
    )
    assert found.published is not None
    assert found.published.value == "2015-10-01"


def test_sources_that_agree_are_surer_than_one_and_than_two_that_do_not() -> None:
    said = (stated("2015-10-01T08:00:00Z", "json-ld"),)
    alone = dates(clean_article("T.", published=said)).published
    agreeing = dates(
        clean_article("T.", url="https://p.example/2015/10/01/raids", published=said)
    ).published
    differing = dates(
        clean_article("T.", url="https://p.example/2014/03/01/raids", published=said)
    ).published
    assert alone is not None
    assert agreeing is not None
    assert differing is not None
    assert agreeing.confidence > alone.confidence > differing.confidence
    assert agreeing.value == alone.value == differing.value == "2015-10-01T08:00:00Z"


def test_a_date_after_collection_is_not_believed() -> None:
    article = clean_article(
        "Text.",
        collected_at=datetime(2015, 10, 2, tzinfo=UTC),
        published=(stated("2025-10-01", "meta"), stated("2015-10-01", "time")),
    )
    found = dates(article).published
    assert found is not None
    assert (found.value, found.origin) == ("2015-10-01", "time")


def test_a_line_tells_publication_and_update_apart() -> None:
    line = (stated("Published 1 October 2015 10:30 GMT, updated 2 October 2015"),)
    found = dates(clean_article("Text.", date=line))
    assert found.published is not None
    assert found.updated is not None
    assert found.published.value == "2015-10-01T10:30Z"
    assert found.published.zone_known
    assert found.updated.value == "2015-10-02"


def test_a_dateline_takes_its_year_from_collection() -> None:
    text = "MOSCOW, Dec 30 (Reuters) - Russia said on Wednesday that"
    found = dates(clean_article(text, collected_at=datetime(2016, 1, 2, tzinfo=UTC))).published
    assert found is not None
    assert (found.value, found.origin) == ("2015-12-30", "dateline")


def test_without_a_date_there_is_none() -> None:
    assert dates(clean_article("Text.")) == Dates(None, None)
