"""extract: a clean article in, the same article with what its words say out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.extract import metadata
from pipeline.extract.agencies import Agencies
from pipeline.extract.analyse import Analyst
from pipeline.extract.dateline import Datelines
from pipeline.extract.facts import TextFacts
from pipeline.extract.language import Languages
from pipeline.extract.published import judge
from pipeline.extract.remember import Memory
from pipeline.limits import DEFAULT_LIMITS, Limits
from schemas.clean import CleanArticle
from schemas.extracted import ExtractedArticle


class Extractor:
    """The stage. Constructed once a process (loads about 60 MB); not to be shared by threads.

    Pure: equal articles give equal results, whatever was extracted before. What is remembered saves
    work and changes no result.
    """

    def __init__(self, model_dir: Path | None = None, limits: Limits = DEFAULT_LIMITS) -> None:
        self._analyst = Analyst(model_dir, limits)
        self._agencies = Agencies()
        self._datelines = Datelines(self._agencies)
        self._languages = Languages()
        self._memory = Memory()

    @property
    def analysis(self) -> str:
        """The model and the rules, with their versions: `news_sm_open-1.0.0+rules-1`."""
        return self._analyst.name

    @property
    def strings(self) -> int:
        """How many strings the model holds: a worker's memory grows where this grows."""
        return self._analyst.strings

    def extract(self, article: CleanArticle) -> ExtractedArticle:
        """`article` with its facts; all fields of clean stay as they are but for added notes."""
        language = self._languages.of(article.text, article.metadata.language)
        dateline = self._datelines.of(article.text)
        dates = judge(article, dateline)
        credit = metadata.credited(
            article.metadata, dateline.agency if dateline else None, self._agencies
        )
        read = self._analyst.reads(language)
        facts = self._facts(article.text, language) if read and language else TextFacts()
        passed = {name: getattr(article, name) for name in CleanArticle.model_fields}
        passed["notes"] = (*article.notes, *facts.notes)
        return ExtractedArticle(
            **passed,
            title=metadata.title(article.metadata),
            deck=metadata.first_line(article.metadata.deck),
            authors=credit.authors,
            agencies=credit.agencies,
            contributors=credit.contributors,
            section=metadata.first_line(article.metadata.section),
            dateline=dateline,
            canonical_url=metadata.address(article),
            published_at=dates.published,
            updated_at=dates.updated,
            language=language,
            analysis=self.analysis if read else None,
            sentences=facts.sentences,
            entities=facts.entities,
            quotes=facts.quotes,
            claims=facts.claims,
        )

    def extract_many(self, articles: Sequence[CleanArticle]) -> list[ExtractedArticle | Exception]:
        """`extract` of each, in order; what it raises is an item of the list: one article's fault,
        or ours at one article, must not stop the others. Lack of memory is no article's fault."""
        return [self._extract_or_refuse(article) for article in articles]

    def _extract_or_refuse(self, article: CleanArticle) -> ExtractedArticle | Exception:
        try:
            return self.extract(article)
        except MemoryError:
            raise
        except Exception as fault:
            return fault

    def _facts(self, text: str, language: str) -> TextFacts:
        known = self._memory.recall(text, language)
        if known is None:
            known = self._analyst.analyse(text, language)
            self._memory.keep(text, language, known)
        return known
