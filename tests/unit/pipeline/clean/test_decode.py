"""Bytes to text."""

from __future__ import annotations

import codecs

import pytest

from pipeline.clean.decode import decode_bytes

TEXT = "Über den Fluß führt “die Brücke” – seit 1848."


@pytest.mark.parametrize(
    ("data", "declared"),
    [
        (TEXT.encode(), None),
        (TEXT.encode(), "iso-8859-1"),
        (codecs.BOM_UTF8 + TEXT.encode(), None),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-8"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), None),
        (TEXT.encode("cp1252"), "windows-1252"),
        (TEXT.encode("cp1252"), "ISO-8859-1"),
        (TEXT.encode("cp1252"), '"latin1"'),
    ],
)
def test_a_known_encoding_is_read(data: bytes, declared: str | None) -> None:
    assert decode_bytes(data, declared) == TEXT


def test_the_page_s_own_statement_is_read() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body>Мост закрыт до весны'
    assert decode_bytes(page.encode("cp1251")) == page


def test_a_wrong_declaration_gives_way_to_what_the_page_states() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">橋は春まで'
    assert decode_bytes(page.encode("shift_jis"), "ascii-of-mars") == page


def test_an_encoding_that_nobody_names_is_recognised() -> None:
    text = "Мост через реку закрыт до весны, сообщили в городском совете во вторник. " * 5
    assert decode_bytes(text.encode("cp1251")) == text


@pytest.mark.parametrize("declared", ["idna", "undefined", "rot13", "", "x\x00y", "utf-7", "hex"])
def test_a_codec_that_is_no_charset_is_not_believed(declared: str) -> None:
    assert decode_bytes("Brücke".encode("cp1252"), declared)


def test_broken_utf8_that_says_it_is_utf8_keeps_its_good_parts() -> None:
    assert decode_bytes(b"<meta charset=utf-8>caf\xc3\xa9 \xff bar").endswith("café \ufffd bar")
