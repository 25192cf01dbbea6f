"""The sentences that say how a mark came about, one for each step. No torch."""

from __future__ import annotations

import datetime
from decimal import Decimal

from grader.results.gradebook.policy import LatePolicy
from grader.results.gradebook.records import Decision
from grader.results.times import shown
from grader.words.messages import Message

CENT = Decimal("0.01")


def plain(value: Decimal | float) -> str:
    """Return a number with at most two decimals and no needless zero."""
    text = f"{Decimal(repr(value) if isinstance(value, float) else value).quantize(CENT):f}"
    return text.rstrip("0").rstrip(".")


def nothing(due: datetime.datetime) -> Message:
    """Say that there is no grading."""
    return Message("nothing is recorded; due {due}", {"due": shown(due)})


def not_judged(exercises: tuple[str, ...]) -> Message:
    """Say which exercises have no verdict."""
    return Message("not graded yet: {names}", {"names": ", ".join(exercises)})


def earned(points: Decimal, max_points: Decimal) -> Message:
    """Say what the grader gave."""
    return Message("{points} of {max_points} points earned", {"points": plain(points), "max_points": plain(max_points)})


def not_the_last() -> Message:
    """Say why the page's verdicts may be on other files."""
    return Message("of several submissions an earlier one counts: it is worth more than the last")


def extended(decision: Decision, due: datetime.datetime) -> Message:
    """Say that the student has more time."""
    return Message("extended until {due}: {comment}", {"due": shown(due), "comment": decision.comment})


def handed_in(policy: LatePolicy, time: datetime.datetime | None, due: datetime.datetime, days: Decimal) -> Message:
    """Say when it was handed in, and how late that is."""
    if time is None:
        return Message("when it was handed in is not known: it is not counted as late")
    facts = {"time": shown(time), "due": shown(due), "days": plain(days), "minutes": f"{policy.grace_minutes:g}"}
    if time <= due:
        return Message("handed in {time}, due {due}: in time", dict(facts))
    if not days:
        return Message("handed in {time}, due {due}: within the grace of {minutes} minutes", dict(facts))
    if policy.days == "begun":
        return Message("handed in {time}, due {due}: days late: {days} (a day begun counts as one)", dict(facts))
    return Message("handed in {time}, due {due}: days late: {days}", dict(facts))


def closed(time: datetime.datetime | None, closes: datetime.datetime | None) -> Message:
    """Say that it came too late to count."""
    facts = {"time": shown(time) if time else "", "closes": shown(closes) if closes else ""}
    return Message("handed in {time}: after {closes} nothing counts any more", dict(facts))


def free(days: Decimal, left: Decimal) -> Message:
    """Say that free late days were used."""
    return Message("free late days used: {days}; left: {left}", {"days": plain(days), "left": plain(left)})


def late(policy: LatePolicy, cost: Decimal, days: Decimal) -> Message:
    """Say what the days late cost."""
    facts = {"penalty": plain(cost), "days": plain(days), "floor": f"{policy.floor_percent:g}"}
    if policy.floor_percent and policy.percent_per_day * float(days) > 100 - policy.floor_percent:
        return Message("late: −{penalty} points, for {floor} % of the points earned are kept", dict(facts))
    text = "late: −{penalty} points ({percent} % of the points earned a day, days: {days})"
    return Message(text, {**facts, "percent": f"{policy.percent_per_day:g}"})


def rounded(left: Decimal, policy: LatePolicy) -> Message:
    """Say that the points were rounded."""
    return Message("rounded to {points} (in steps of {step})", {"points": plain(left), "step": f"{policy.round_to:g}"})


def adjusted(decision: Decision) -> Message:
    """Say what the teacher added or took."""
    facts = {"points": signed(decision.points), "comment": decision.comment}
    return Message("by your teacher: {points} points. {comment}", dict(facts))


def signed(points: float | None) -> str:
    """Return points with their sign."""
    return f"{'−' if (points or 0) < 0 else '+'}{plain(abs(float(points or 0)))}"


def excused(decision: Decision) -> Message:
    """Say that the mark does not count."""
    return Message("excused, so it does not count: {comment}", {"comment": decision.comment})
