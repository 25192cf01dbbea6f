"""The late policy's properties, whatever the numbers: what it costs never surprises."""

from __future__ import annotations

import datetime
import zoneinfo
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.results.gradebook.policy import (
    LatePolicy,
    closing,
    days_late,
    decimal,
    free_days_used,
    penalty,
    rounded,
)
from tests.results.gradebook.sample import DUE
from tests.results.gradebook.strategies import policies

moments = st.integers(-(10**6), 10**7).map(lambda seconds: DUE + datetime.timedelta(seconds=seconds))
points = st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100)
days = st.integers(0, 400).map(lambda tenths: Decimal(tenths) / 10)


@settings(deadline=None)
@given(policies, moments, moments)
def test_later_is_never_less_late(policy: LatePolicy, first: datetime.datetime, second: datetime.datetime) -> None:
    """Days late grow with the time of handing in, are 0 up to the grace's end, and more than 0 beyond."""
    earlier, later = sorted((first, second))
    assert 0 <= days_late(policy, DUE, earlier) <= days_late(policy, DUE, later)
    assert (days_late(policy, DUE, later) == 0) == (later <= DUE + policy.grace)


@settings(deadline=None)
@given(moments)
def test_days_begun_are_the_exact_ones_rounded_up(moment: datetime.datetime) -> None:
    """Both count from the due itself."""
    exact = days_late(LatePolicy(days="exact"), DUE, moment)
    begun = days_late(LatePolicy(days="begun"), DUE, moment)
    assert begun == int(begun) and exact <= begun < exact + 1


@settings(deadline=None)
@given(policies, points, days, days)
def test_a_penalty_is_within_its_bounds(policy: LatePolicy, earned: Decimal, some: Decimal, more: Decimal) -> None:
    """It grows with the days, and never takes more than the floor leaves."""
    few, many = sorted((some, more))
    assert 0 <= penalty(policy, earned, few) <= penalty(policy, earned, many)
    assert earned - penalty(policy, earned, many) >= earned * decimal(policy.floor_percent) / 100
    assert penalty(policy, earned, Decimal(0)) == 0


@settings(deadline=None)
@given(policies, points, days, days, st.integers(1, 100).map(lambda hundredths: Decimal(hundredths) / 100))
def test_free_days_are_not_wasted(policy: LatePolicy, earned: Decimal, late: Decimal, pool: Decimal, share: Decimal) -> None:
    """Never more than late or than there are; any part of them less costs more; where none are used, all would save nothing."""
    used = free_days_used(policy, earned, late, pool)
    assert 0 <= used <= min(late, pool)
    cost = penalty(policy, earned, late - used)
    if used:
        assert policy.free_days and cost < penalty(policy, earned, late - used + used * share)
        assert used == min(late, pool)
    elif policy.free_days:
        assert cost == penalty(policy, earned, late - min(late, pool))


@pytest.mark.parametrize(
    ("percent", "floor", "late", "used"),
    [(10.0, 50.0, 20, 0), (10.0, 50.0, 8, 0), (10.0, 50.0, 7, 3), (100.0, 0.0, 8, 0), (100.0, 0.0, 4, 0), (100.0, 0.0, 3, 3)],
)
def test_free_days_that_do_not_reach_below_the_floor_are_kept(percent: float, floor: float, late: int, used: int) -> None:
    """Of three: they are kept for an assignment in which they save points."""
    policy = LatePolicy(percent_per_day=percent, floor_percent=floor)
    assert free_days_used(policy, Decimal(10), Decimal(late), Decimal(3)) == used


@settings(deadline=None)
@given(policies, points)
def test_rounding_is_to_the_nearest_step(policy: LatePolicy, left: Decimal) -> None:
    """Half a step goes up; what is a multiple stays."""
    step = decimal(policy.round_to)
    found = rounded(policy, left)
    assert found % step == 0 and -step / 2 <= left - found < step / 2
    assert rounded(policy, found) == found


@settings(deadline=None)
@given(policies, moments, st.none() | moments)
def test_nobody_is_shut_out_in_time(policy: LatePolicy, due: datetime.datetime, closes: datetime.datetime | None) -> None:
    """The last moment is never before one's own due and its grace."""
    last = closing(policy, due, closes)
    assert (last is None) == (closes is None and policy.closes_after_days is None)
    assert last is None or last >= due + policy.grace


def test_a_tenth_is_a_tenth() -> None:
    """Ten percent of 18.3 points for three days are 5.49, not a binary neighbour."""
    assert penalty(LatePolicy(percent_per_day=10.0), decimal(18.3), Decimal(3)) == Decimal("5.49")
    assert rounded(LatePolicy(round_to=0.5), Decimal("12.25")) == Decimal("12.5")


def test_a_day_is_24_hours() -> None:
    """In the night when Berlin's clocks go back, the same time a day later is 25 hours later: two days begun."""
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    due = datetime.datetime(2026, 10, 24, 23, 59, tzinfo=berlin).astimezone(datetime.UTC)
    submitted = datetime.datetime(2026, 10, 25, 23, 59, tzinfo=berlin).astimezone(datetime.UTC)
    assert days_late(LatePolicy(), due, submitted) == 2
    assert days_late(LatePolicy(days="exact"), due, submitted).quantize(Decimal("0.0001")) == Decimal("1.0417")
