"""Who gets which unit: each exercise has judges that know it, and all is given once."""

from __future__ import annotations

import random

import pytest

from grader.results.order import Order
from grader.results.units import Unit


def order(students: int, **seconds: float) -> Order:
    """Return the units of so many students, an exercise for each of these expected seconds."""
    units = (Unit(name, f"{name}{number}", "t", "text") for number in range(students) for name in seconds)
    return Order(units, seconds)


def given(work: Order, *judges: int | None) -> list[str]:
    """Return the exercises that these judges get, one after the other; "" is nothing."""
    return [batch[0].only[0] if (batch := work.next_for(judge)) else "" for judge in judges]


def test_a_judge_gets_what_it_knows() -> None:
    """Then what nobody knows; whoever comes from anywhere gets the longest."""
    work = order(3, short=0.1, long=9.0)
    assert given(work, 0, 1, 1, 0, None, 1) == ["long", "short", "short", "long", "long", "short"]


@pytest.mark.parametrize(("seconds", "found"), [(9.0, "long"), (0.5, "")])
def test_another_helps_where_enough_is_left(seconds: float, found: str) -> None:
    """To learn an exercise for a few short units takes longer than to leave them to who knows it."""
    work = order(3, long=seconds)
    assert given(work, 0, 1) == ["long", found]


def test_nothing_is_left_over() -> None:
    """Whoever is given nothing asks no more, and all is given once all the same."""
    for seed in range(50):
        draw, found, judges = random.Random(seed), [], list(range(3))
        work = order(100, short=0.01, middle=draw.choice((0.2, 9.0)), other=0.1)
        while judges:
            batch = work.next_for(judge := draw.choice(judges))
            if batch is None:
                judges.remove(judge)
            else:
                found.append(batch[0].student)
        assert len(found) == len(set(found)) == 300
