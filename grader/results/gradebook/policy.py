"""What lateness costs: the policy as data, and pure functions over it. No torch.

A day is 24 hours, whatever clocks do in between. The penalty is a share of the points earned, not of the maximum.
"""

from __future__ import annotations

import datetime
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

import msgspec

Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]
Days = Annotated[float, msgspec.Meta(ge=0, le=366)]
DAY = datetime.timedelta(days=1)
MICROSECOND = datetime.timedelta(microseconds=1)
WHOLE, MILLIONTH = Decimal(1), Decimal("0.000001")


class LatePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What lateness costs in one assignment; as it stands it costs nothing.

    `percent_per_day` of the points earned for each day late, up to where `floor_percent` of them are left. Up to
    `grace_minutes` nobody is late; beyond, the whole time since the due counts, each day `begun` as one or the `exact` time.
    `closes_after_days` is the last moment after which nothing counts. `free_days` says whether the term's pool may be used here.
    `round_to` is the step of the points left, half up. `counts` is which of several submissions is marked.
    """

    percent_per_day: Percent = 0.0
    floor_percent: Percent = 0.0
    grace_minutes: Annotated[float, msgspec.Meta(ge=0, le=1440)] = 0.0
    days: Literal["begun", "exact"] = "begun"
    closes_after_days: Days | None = None
    free_days: bool = True
    round_to: Annotated[float, msgspec.Meta(ge=0.01, le=100)] = 0.01
    counts: Literal["latest", "best"] = "latest"

    @property
    def grace(self) -> datetime.timedelta:
        """Up to this time after the due nobody is late."""
        return datetime.timedelta(minutes=self.grace_minutes)


def decimal(value: float) -> Decimal:
    """Return the number that a float is printed as: 0.1 is a tenth."""
    return Decimal(repr(float(value)))


def days_late(policy: LatePolicy, due: datetime.datetime, submitted: datetime.datetime) -> Decimal:
    """Return the days late, 0 up to the end of the grace."""
    late = submitted - due
    if late <= policy.grace or late <= datetime.timedelta():
        return Decimal(0)
    days = Decimal(late // MICROSECOND) / Decimal(DAY // MICROSECOND)
    return days.quantize(WHOLE if policy.days == "begun" else MILLIONTH, ROUND_CEILING)


def closing(policy: LatePolicy, due: datetime.datetime, closes: datetime.datetime | None) -> datetime.datetime | None:
    """Return the last moment that counts, of a student whose own due this is; None: there is none.

    An extension moves what is counted from the due, and an assignment never closes before the student's own due.
    """
    limits = [max(closes, due + policy.grace)] if closes is not None else []
    if policy.closes_after_days is not None:
        limits.append(due + max(policy.closes_after_days * DAY, policy.grace))
    return min(limits, default=None)


def free_days_used(policy: LatePolicy, points: Decimal, days: Decimal, pool: Decimal) -> Decimal:
    """Return how many free late days are used: all that there are for these days late, or none where they would save nothing.

    They save nothing where the days that they leave over cost all down to the floor as well.
    """
    used = min(days, max(pool, Decimal(0)))
    saves = policy.free_days and points > 0 and policy.percent_per_day > 0
    below = decimal(policy.percent_per_day) * (days - used) < 100 - decimal(policy.floor_percent)
    return used if saves and below else Decimal(0)


def penalty(policy: LatePolicy, points: Decimal, days: Decimal) -> Decimal:
    """Return the points that these days cost."""
    percent = min(decimal(policy.percent_per_day) * days, 100 - decimal(policy.floor_percent))
    return points * percent / 100


def rounded(policy: LatePolicy, points: Decimal) -> Decimal:
    """Return points as a multiple of the policy's step, half up."""
    step = decimal(policy.round_to)
    return (points / step).quantize(WHOLE, ROUND_HALF_UP) * step
