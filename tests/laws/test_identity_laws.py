"""What holds for every address and every raw record."""

from __future__ import annotations

import random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from pipeline.identity import canonical_url, content_hash, identify
from schemas.raw import RawArticle

any_text = st.text(max_size=60)
part = st.text("ab1~-._%/:é ä", max_size=8)
hosts = st.sampled_from(["example.com", "news.example", "bücher.example", "[2001:db8::1]"])
pairs = st.lists(st.tuples(st.text("xyz", min_size=1, max_size=2), st.text("ab1~%ä")), max_size=4)


@given(any_text)
def test_any_text_has_a_form_or_none(text: str) -> None:
    form = canonical_url(text)
    assert form is None or form.startswith("https://")


@given(hosts, part, pairs)
def test_a_form_is_its_own_form(host: str, path: str, query: list[tuple[str, str]]) -> None:
    url = f"http://{host}/{path}?" + "&".join(f"{name}={value}" for name, value in query)
    form = canonical_url(url)
    assert form is not None
    assert form.isascii()
    assert canonical_url(form) == form


@given(hosts, st.text("ab/", max_size=8), pairs, st.randoms(use_true_random=False))
def test_tracking_fragment_and_the_order_of_names_do_not_count(
    host: str, path: str, query: list[tuple[str, str]], rng: random.Random
) -> None:
    plain = dict(query)
    shuffled = [*plain.items(), ("utm_source", "x"), ("fbclid", "y")]
    rng.shuffle(shuffled)
    one = f"https://{host}/{path}?" + "&".join(f"{n}={v}" for n, v in plain.items())
    other = f"http://{host}/{path}/?" + "&".join(f"{n}={v}" for n, v in shuffled) + "#top"
    assert canonical_url(one) == canonical_url(other)


@given(st.none() | any_text, any_text, st.none() | any_text, any_text)
def test_hashes_are_equal_for_equal_words_alone(
    title: str | None, body: str, other_title: str | None, other_body: str
) -> None:
    same = (title, body) == (other_title, other_body)
    assert (content_hash(title, body) == content_hash(other_title, other_body)) == same


@given(st.text("abc", min_size=1, max_size=9), any_text.filter(str.strip), st.none() | any_text)
def test_identity_is_a_function_of_the_record(source: str, body: str, url: str | None) -> None:
    raw = RawArticle(source=source, body=body, url=url)
    version = identify(raw)
    assert version == identify(RawArticle.model_validate(raw.model_dump(mode="json")))
    assert str(UUID(version.article_id)) == version.article_id
    assert len(version.content_hash) == 32
