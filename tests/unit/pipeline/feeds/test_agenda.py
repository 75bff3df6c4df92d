"""The agenda: one request at a time a host, pauses kept, feeds before pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.feeds.agenda import Agenda, Task


def feed(due_ms: int, name: str = "f") -> Task:
    return Task(due_ms, "feed", name)


def page(due_ms: int, name: str = "p") -> Task:
    return Task(due_ms, "page", name)


def test_nothing_is_taken_before_it_is_due() -> None:
    agenda = Agenda()
    agenda.put("a", feed(100))
    assert agenda.take(99) is None
    assert agenda.next_ms() == 100
    assert agenda.take(100) == ("a", feed(100))
    assert len(agenda) == 0


def test_a_busy_host_gets_no_second_request_and_then_its_pause() -> None:
    agenda = Agenda()
    agenda.put("a", feed(0, "one"))
    agenda.put("a", feed(0, "two"))
    assert agenda.take(10) == ("a", feed(0, "one"))
    assert agenda.take(10) is None
    agenda.done("a", free_ms=50)
    assert agenda.take(49) is None
    assert agenda.take(50) == ("a", feed(0, "two"))


def test_a_feed_that_is_due_comes_before_pages_that_wait_longer() -> None:
    agenda = Agenda()
    agenda.put("a", page(0))
    agenda.put("a", feed(5))
    assert agenda.take(5) == ("a", feed(5))
    agenda.done("a", 5)
    assert agenda.take(5) == ("a", page(0))


def test_a_task_that_is_put_again_counts_once_at_its_new_time() -> None:
    agenda = Agenda()
    agenda.put("a", feed(0))
    agenda.put("a", feed(70))
    assert agenda.take(69) is None
    assert agenda.take(70) == ("a", feed(70))
    agenda.done("a", 70)
    assert agenda.take(10_000) is None


def test_a_host_on_hold_is_left_alone_and_others_are_not() -> None:
    agenda = Agenda()
    agenda.put("a", feed(0, "one"))
    agenda.put("b", feed(1, "two"))
    agenda.hold("a", 1000)
    assert agenda.take(1) == ("b", feed(1, "two"))
    assert agenda.take(999) is None
    assert agenda.take(1000) == ("a", feed(0, "one"))


def test_dropped_tasks_and_forgotten_hosts_are_gone() -> None:
    agenda = Agenda()
    agenda.put("a", feed(0))
    agenda.drop("feed", "f")
    agenda.put("b", feed(0, "g"))
    agenda.forget("b")
    assert agenda.take(10) is None
    assert agenda.next_ms() is None or agenda.next_ms() == 0
    assert agenda.waiting(10) == 0


steps = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "take", "take", "done", "hold", "drop"]),
        st.sampled_from(["a", "b", "c"]),
        st.integers(0, 5),
        st.integers(0, 50),
    ),
    max_size=80,
)


@given(steps)
def test_whatever_happens_a_host_is_asked_one_thing_at_a_time_and_nothing_is_lost(
    plan: list[tuple[str, str, int, int]],
) -> None:
    agenda = Agenda()
    busy: set[str] = set()
    free: dict[str, int] = {}
    wanted: dict[str, tuple[str, int]] = {}
    for now, (step, host, number, ahead) in enumerate(plan, 1):
        name = f"{host}{number}"
        if step == "put":
            agenda.put(host, feed(now + ahead, name))
            wanted[name] = (host, now + ahead)
        elif step == "drop":
            agenda.drop("feed", name)
            wanted.pop(name, None)
        elif step == "hold":
            agenda.hold(host, now + ahead)
            free[host] = max(free.get(host, 0), now + ahead)
        elif step == "done" and host in busy:
            busy.remove(host)
            agenda.done(host, now + ahead)
            free[host] = max(free.get(host, 0), now + ahead)
        elif step == "take":
            due = {h for h, at in wanted.values() if at <= now and h not in busy}
            due = {h for h in due if free.get(h, 0) <= now}
            taken = agenda.take(now)
            assert (taken is not None) == bool(due)
            if taken is not None:
                assert taken[0] in due
                assert wanted.pop(taken[1].name) == (taken[0], taken[1].due_ms)
                busy.add(taken[0])
    assert len(agenda) == len(wanted)
