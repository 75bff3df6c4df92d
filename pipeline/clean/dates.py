"""Words that only state a time: recognised token by token, in the languages of the month names."""

from __future__ import annotations

import re

# Longer lines are prose that mentions a date.
MAX_DATE_TOKENS = 16

_TOKEN = re.compile(r"[^\s,|·•()]+")
_MONTHS = frozenset(
    [
        "jan",
        "january",
        "feb",
        "february",
        "mar",
        "march",
        "apr",
        "april",
        "may",
        "jun",
        "june",
        "jul",
        "july",
        "aug",
        "august",
        "sep",
        "sept",
        "september",
        "oct",
        "october",
        "nov",
        "november",
        "dec",
        "december",
        "januar",
        "jänner",
        "februar",
        "märz",
        "mai",
        "juni",
        "juli",
        "okt",
        "oktober",
        "dez",
        "dezember",
        "janvier",
        "janv",
        "février",
        "févr",
        "fév",
        "mars",
        "avril",
        "avr",
        "juin",
        "juillet",
        "juil",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
        "déc",
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "setiembre",
        "octubre",
        "noviembre",
        "diciembre",
        "gennaio",
        "febbraio",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "settembre",
        "ottobre",
        "dicembre",
        "janeiro",
        "fevereiro",
        "março",
        "maio",
        "junho",
        "julho",
        "setembro",
        "outubro",
        "dezembro",
        "januari",
        "februari",
        "maart",
        "mei",
        "augustus",
        "stycznia",
        "lutego",
        "marca",
        "kwietnia",
        "maja",
        "czerwca",
        "lipca",
        "sierpnia",
        "września",
        "października",
        "listopada",
        "grudnia",
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ]
)
_DAYS = frozenset(
    [
        "mon",
        "monday",
        "tue",
        "tues",
        "tuesday",
        "wed",
        "wednesday",
        "thu",
        "thur",
        "thurs",
        "thursday",
        "fri",
        "friday",
        "sat",
        "saturday",
        "sun",
        "sunday",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
        "lunedì",
        "martedì",
        "mercoledì",
        "giovedì",
        "venerdì",
        "sabato",
        "domenica",
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "zaterdag",
        "zondag",
        "today",
        "yesterday",
        "heute",
        "gestern",
    ]
)
_GLUE = frozenset(
    [
        "published",
        "publication",
        "updated",
        "update",
        "posted",
        "last",
        "modified",
        "first",
        "created",
        "originally",
        "released",
        "on",
        "at",
        "date",
        "time",
        "am",
        "pm",
        "a.m",
        "p.m",
        "gmt",
        "est",
        "edt",
        "et",
        "pst",
        "pdt",
        "pt",
        "cst",
        "cdt",
        "bst",
        "utc",
        "cet",
        "cest",
        "ist",
        "jst",
        "aest",
        "uhr",
        "um",
        "vom",
        "am",
        "le",
        "à",
        "el",
        "il",
        "lo",
        "alle",
        "ore",
        "den",
        "de",
        "del",
        "of",
        "the",
        "a",
        "ago",
        "h",
        "hrs",
        "hour",
        "hours",
        "min",
        "mins",
        "minute",
        "minutes",
        "second",
        "seconds",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "vor",
        "stunden",
        "stand",
        "publié",
        "mis",
        "jour",
        "publicado",
        "actualizado",
        "pubblicato",
        "aggiornato",
        "aktualisiert",
        "veröffentlicht",
        "gepubliceerd",
        "opublikowano",
        "aktualizacja",
        "опубликовано",
        "обновлено",
        "în",
        "la",
        "и",
        "в",
        "г",
        "-",
        "–",
        "—",
        "/",
        ":",
        "&",
        "and",
        "ngày",
    ]
)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:am|pm|a\.m|p\.m|h|z)?(?:[+-]\d{2}:?\d{2})?")
_NUMERIC = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?(?:t\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:z|[+-]\d{2}:?\d{2})?)?"
)
_NUMBER = re.compile(r"\d{1,4}(?:st|nd|rd|th|er|º|\.|h|am|pm|m|d|年|月|日)?")
_EAST_ASIAN = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:\d{1,2}[:时時]\d{2}分?)?")
_AGO = frozenset(("ago", "vor", "hace", "fa", "today", "yesterday", "heute", "gestern"))


def is_date(text: str) -> bool:
    """`text` says when, and nothing else."""
    if len(text) > 120:
        return False
    tokens = _TOKEN.findall(text)
    return 0 < len(tokens) <= MAX_DATE_TOKENS and _states_time(tokens)


def trailing_date(text: str) -> int | None:
    """Where the run of date words at the end of `text` begins, or None: `by VOA News |October 01,
    2015`. At least one word stands before it."""
    if len(text) > 300:
        return None
    tokens = list(_TOKEN.finditer(text))
    first = len(tokens)
    while first > 1 and _kind(tokens[first - 1][0]):
        first -= 1
    if len(tokens) - first > MAX_DATE_TOKENS:
        return None
    while (
        first < len(tokens) and _kind(tokens[first][0]) == "glue" and tokens[first][0] in ":-–—/&"
    ):
        first += 1
    run = [token[0] for token in tokens[first:]]
    return tokens[first].start() if run and _states_time(run) else None


def _states_time(tokens: list[str]) -> bool:
    kinds = [_kind(token) for token in tokens]
    if not all(kinds):
        return False
    digits = any(kind in ("number", "clock", "numeric") for kind in kinds)
    if "numeric" in kinds:
        return True
    if not digits:
        return False
    if "month" in kinds or "clock" in kinds:
        return True
    return any(token.lower().rstrip(".:") in _AGO for token in tokens)


def _kind(token: str) -> str | None:
    """What a token says of time; None for any other word."""
    word = token.lower()
    bare = word.rstrip(".:;")
    if bare in _MONTHS:
        return "month"
    if bare in _DAYS:
        return "day"
    if word in _GLUE or bare in _GLUE:
        return "glue"
    if len(word) > 32:
        return None
    if _CLOCK.fullmatch(bare):
        return "clock"
    if _NUMERIC.fullmatch(word) or _EAST_ASIAN.fullmatch(word):
        return "numeric"
    if _NUMBER.fullmatch(bare) or _NUMBER.fullmatch(word):
        return "number"
    return None
