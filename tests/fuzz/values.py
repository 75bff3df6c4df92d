"""What hostile, broken and merely odd producers write: values, texts and pages to draw from."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.support.articles import prose

SEEDS = tuple(
    file.read_text("utf-8") for file in sorted(Path(__file__).parents[2].glob("seeds/*.txt"))
)
PROSE = tuple(prose(name).split("\n")[0] for name in ("Arden", "Belm", "Corva"))

LINES = (
    *PROSE,
    "“We are ready,” Sergey Lavrov said on Thursday.",
    "MOSCOW, Oct 1 (Reuters) - Russian airstrikes in Homs killed at least 36 people.",
    "He denied that any civilians were killed, wounded, abducted or displaced.",
    "According to the Pentagon, 26 strikes hit 11 targets; 1,000,000,000,000,000,000 were sent.",
    "by Ann Lee May 2, 2015", "Related posts:", "Advertisement", "Share", "© 2015 The Paper",
    "Read more at http://example.org/a", "(Photo: Reuters) The bridge is closed.",
    "Thursday 1 October 2015 31/12/99 25:61 2015-13-45T99:99:99Z", "No comments: Post a Comment",
    "Die Brücke über den Fluss wurde am Montag geschlossen, sagte der Bürgermeister.",
    "Мост закрыт до весны, сообщил мэр города.", "议会周二投票决定关闭大桥进行维修。",
    "صوت المجلس يوم الثلاثاء على إغلاق الجسر", "गाँव का पुल बंद है।",
)  # fmt: skip
ODD = (
    "\x00", "\ufeff", "\u2028", "\x85", "\x1c", "\r", "\r\n", "\n\n\n", "\t", "\xa0", "\u200b",
    "\u202e", "\u0301" * 40, "e\u0301", "👩‍👩‍👧", "𝕏", "İ", "ß", "ŉ", "\ufffd", "\U0010ffff", "ﷺ",
    "“", "”", '"', "'", "‘", "’", "«", "`", "„", "—", "…", "%", "%zz", "\\", "{}", "[", "(",
    "\ue000",
)  # fmt: skip
STORMS = (
    '"', "“", "' ", "“he said ", "😀", "(", "<", "&", "a", "killed 3 and ", "Ali, ", "1,", ". ",
    "\n",
)  # fmt: skip
TAGS = (
    "<p>", "</p>", "<div class='comments'>", "</div>", "<nav>", "<a href=x>", "</a>", "<br>",
    "<h1>",
    "</h1>", "<td>", "<table>", "<tr>", "<script>", "</script>", "<!--", "-->", "<article>",
    "<form>",
    "</form>", "<time datetime='2015'>", "<pre>", "<b", "<b id=1>", "</b>", "&nbsp;", "&#0;", "&#x",
    "&#xd800;", "<svg>", "<math><mi>", "</li>", "<ul><li>", "<template>", "<noscript>", "<title>",
    "<meta property=og:title content='", "<select><option>", "<textarea>", "<plaintext>",
    "<![CDATA[",
    "<?xml version='1.0'?>", "<!doctype html>", "<body>", "</html>", "<frameset>", "<style>",
    "'", '"',
    "<script type='application/ld+json'>", '{"@type":"NewsArticle","headline":[{}],"author":7}',
    '{"@graph":[{"@graph":', "<p hidden>", "<p style='display:none'>", "<figure><figcaption>", ">",
)  # fmt: skip

# Whatever JSON can say where something else was meant.
ANY_JSON = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False),
    st.sampled_from(["", " ", "\x00", "\n", "None", "0", "2015", "-1", "1e999", "en", "\u202e"]),
    st.sampled_from([[], {}, [[]], [None] * 50, {"": {}}, [{"a": [{}]}]]).map(deepcopy),
    st.sampled_from(ODD), st.sampled_from(LINES), st.just("x" * 5000), st.text(max_size=20),
    st.integers(1, 120).map(lambda depth: _nested(depth)),
)  # fmt: skip
TIMES = st.sampled_from([
    "2015-10-01T12:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999-14:00",
    "1970-01-01", "2015-02-30", "20151001", "yesterday", "2099-01-01T00:00:00Z", "1e9", "0",
    "2015-10-01T12:00:00+99:99", "2015-10-01 12:00", "Thu, 01 Oct 2015 12:00:00 GMT",
])  # fmt: skip
ADDRESSES = st.sampled_from([
    "http://example.org/a", "https://EXAMPLE.org:443/%7Ea/?utm_source=x&b=2&a=1#f", "http://[::1",
    "http://[::1]:99999/", "//x", "http:", "http://" + "a" * 3000, "http://\u0130.example/", "%",
    " ",
    "http://a.b/" + "%zz" * 50, "javascript:x", "http://user:pa@h/\u202e", "http://xn--/",
    "http://..",
])  # fmt: skip


def _nested(depth: int) -> Any:
    value: Any = []
    for number in range(depth):
        value = [value] if number % 2 else {"a": value}
    return value


def _storm(unit: str, times: int) -> str:
    return unit * times


STORM = st.builds(_storm, st.sampled_from(STORMS), st.integers(2, 400))
PIECE = st.one_of(
    st.sampled_from(LINES), st.sampled_from(ODD), st.sampled_from(["\n", "\n", " "]), STORM,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=25),
)  # fmt: skip


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text: pieces put together, or an article with pieces cut out, doubled and put in."""
    if draw(st.booleans()):
        return draw(st.sampled_from(["", "\n"])).join(draw(st.lists(PIECE, max_size=25)))
    text = draw(st.sampled_from([*SEEDS, "\n".join(PROSE)]))
    for _ in range(draw(st.integers(0, 6))):
        text = _edited(draw, text, draw(PIECE))
    return text


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Tag soup with words in it, some of it deep."""
    parts = draw(st.lists(st.one_of(st.sampled_from(TAGS), PIECE), max_size=40))
    tag = draw(st.sampled_from(["<div>", "<b>", "<ul><li>", "<table><td>", "<a>", "<form>", ""]))
    around = tag * draw(st.sampled_from([0, 1, 5, 300, 450, 3000]))
    return draw(st.sampled_from(["", "<html><body>"])) + around + "".join(parts)


def _edited(draw: st.DrawFn, text: str, piece: str) -> str:
    at = draw(st.integers(0, len(text)))
    end = min(len(text), at + draw(st.integers(0, 300)))
    kind = draw(st.sampled_from(["insert", "cut", "double", "replace", "shuffle"]))
    if kind == "insert":
        return text[:at] + piece + text[at:]
    if kind == "cut":
        return text[:at] + text[end:]
    if kind == "double":
        return text[:end] + text[at:]
    if kind == "replace":
        return text[:at] + piece + text[end:]
    return text[end:] + text[at:end] + text[:at]
