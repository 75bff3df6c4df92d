"""What a server sent late and hidden stands where its script would put it, once."""

from pipeline.clean.markup import parse
from pipeline.clean.render import render


def shown(*pieces: str) -> list[str]:
    markup = f"<html><body>{''.join(pieces)}</body></html>"
    return [line.text for line in render(parse(markup).tree).lines]


def test_a_part_sent_late_stands_in_its_place() -> None:
    assert shown(
        "<p>Above.</p><!--$?--><template id='B:0'></template><!--/$--><p>Below.</p>",
        "<div hidden id='S:0'><p>The article.</p></div><script>$RC('B:0','S:0')</script>",
    ) == ["Above.", "The article.", "Below."]


def test_a_part_within_a_part_stands_in_its_place_too() -> None:
    assert shown(
        "<template id='B:0'></template>",
        "<div hidden id='S:0'><p>One.</p><template id='P:1'></template><p>Three.</p></div>",
        "<div hidden id='S:1'><p>Two.</p></div>",
    ) == ["One.", "Two.", "Three."]


def test_a_part_without_a_place_is_shown_where_it_stands() -> None:
    assert shown("<p>Above.</p><div hidden id='S:7'><p>The article.</p></div>") == [
        "Above.",
        "The article.",
    ]


def test_a_part_that_holds_its_own_place_comes_once() -> None:
    assert shown("<div hidden id='S:0'><p>Round.</p><template id='B:0'></template></div>") == []
    assert shown(
        "<template id='B:0'></template><template id='B:0'></template>",
        "<div hidden id='S:0'><p>Once.</p><template id='B:0'></template></div>",
    ) == ["Once."]


def test_all_else_that_is_hidden_stays_hidden() -> None:
    assert shown(
        "<p>Seen.</p><div hidden id='menu'>Menu</div><div hidden>Share</div>",
        "<template id='B:0'><p>Never.</p></template>",
    ) == ["Seen."]
