"""The law of conservation: what came in stands somewhere, exactly once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.accounting import Accounts, Sums, version_digest

A, B, C, D = (version_digest(name) for name in (b"a", b"b", b"c", b"d"))
NOTHING = Sums(
    raw_records=0, versions=0, redeliveries=0, articles=0, duplicates=0, open_dead_letters=0,
    in_flight=0, lost=0, twice=0, older=0,
)  # fmt: skip


def came_in(*versions: bytes) -> Accounts:
    accounts = Accounts()
    for version in versions:
        accounts.came_in(version)
    return accounts


def test_nothing_adds_up_to_nothing() -> None:
    assert Accounts().sums() == NOTHING
    assert NOTHING.adds_up


def test_each_version_is_an_article_a_duplicate_a_dead_letter_or_on_its_way() -> None:
    accounts = came_in(A, B, C, D)
    accounts.article(A)
    accounts.duplicate(B)
    accounts.dead_letter(C)
    accounts.on_its_way(D)
    sums = accounts.sums()
    assert (sums.articles, sums.duplicates, sums.open_dead_letters, sums.in_flight) == (1, 1, 1, 1)
    assert sums.versions == 4
    assert sums.adds_up


def test_the_same_version_again_is_a_redelivery() -> None:
    accounts = came_in(A, A, A)
    accounts.article(A)
    sums = accounts.sums()
    assert (sums.raw_records, sums.versions, sums.redeliveries) == (3, 1, 2)
    assert sums.adds_up


def test_a_version_that_stands_nowhere_is_lost() -> None:
    sums = came_in(A).sums()
    assert sums.lost == 1
    assert not sums.adds_up


def test_a_version_that_came_out_twice_is_told() -> None:
    for outputs in ("aa", "dd", "ad"):
        accounts = came_in(A)
        for output in outputs:
            (accounts.article if output == "a" else accounts.duplicate)(A)
        assert accounts.sums().twice == 1
        assert not accounts.sums().adds_up


def test_a_dead_letter_is_open_until_its_version_has_an_outcome_whichever_came_first() -> None:
    accounts = came_in(A)
    accounts.dead_letter(A)
    assert accounts.sums().open_dead_letters == 1
    accounts.article(A)
    assert accounts.sums().open_dead_letters == 0
    assert accounts.sums().articles == 1


def test_dead_letters_of_one_version_are_one() -> None:
    accounts = came_in(A)
    accounts.dead_letter(A)
    accounts.dead_letter(A)
    assert accounts.sums().open_dead_letters == 1


def test_what_is_out_or_dead_is_not_in_flight_though_it_is_read_again() -> None:
    accounts = came_in(A, B)
    accounts.article(A)
    accounts.dead_letter(B)
    accounts.on_its_way(A)
    accounts.on_its_way(B)
    assert accounts.sums().in_flight == 0
    assert accounts.sums().open_dead_letters == 1


def test_a_retried_record_counts_with_its_original() -> None:
    """First it could not even be named; the release that could read it gave it its name."""
    accounts = came_in(A)
    accounts.dead_letter(A)
    accounts.came_in(B, retry_of=A)
    accounts.article(B)
    sums = accounts.sums()
    assert (sums.versions, sums.redeliveries, sums.articles, sums.open_dead_letters) == (1, 1, 1, 0)
    assert sums.adds_up


def test_a_retry_of_a_retry_counts_with_the_first() -> None:
    accounts = came_in(A)
    accounts.came_in(B, retry_of=A)
    accounts.came_in(C, retry_of=B)
    accounts.dead_letter(A)
    assert accounts.sums().versions == 1
    assert accounts.sums().open_dead_letters == 1


def test_headers_that_name_each_other_do_not_hang_the_sum() -> None:
    accounts = Accounts()
    accounts.came_in(A, retry_of=B)
    accounts.came_in(B, retry_of=A)
    accounts.came_in(C, retry_of=C)
    assert accounts.sums().raw_records == 3


def test_outputs_of_raw_records_that_are_gone_are_older_and_no_fault() -> None:
    accounts = came_in(A)
    accounts.article(A)
    accounts.article(B)
    accounts.duplicate(C)
    assert accounts.sums().older == 2
    assert accounts.sums().adds_up


def test_dead_letters_of_raw_records_that_are_gone_count_for_nothing() -> None:
    accounts = Accounts()
    accounts.dead_letter(A)
    accounts.on_its_way(B)
    assert accounts.sums() == NOTHING


def test_a_record_removed_or_doubled_breaks_the_sum() -> None:
    def books(outputs: list[bytes]) -> Sums:
        accounts = came_in(A, B, C)
        for version in outputs:
            accounts.article(version)
        return accounts.sums()

    assert books([A, B, C]).adds_up
    assert not books([A, C]).adds_up
    assert not books([A, B, B, C]).adds_up


versions = st.sampled_from([A, B, C, D])


@given(
    st.lists(versions),
    st.lists(versions),
    st.lists(versions),
    st.lists(versions),
    st.lists(versions),
)
def test_every_version_is_counted_in_exactly_one_place(
    raw: list[bytes], out: list[bytes], withheld: list[bytes], dead: list[bytes], way: list[bytes]
) -> None:
    accounts = came_in(*raw)
    for version in out:
        accounts.article(version)
    for version in withheld:
        accounts.duplicate(version)
    for version in dead:
        accounts.dead_letter(version)
    for version in way:
        accounts.on_its_way(version)
    sums = accounts.sums()
    both = len(set(raw) & set(out) & set(withheld))
    counted = sums.articles + sums.duplicates + sums.open_dead_letters + sums.in_flight + sums.lost
    assert counted == sums.versions + both
    assert sums.twice >= both
    assert sums.redeliveries == len(raw) - len(set(raw))
