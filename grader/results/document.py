"""results.json: the shape that others rely on, with every message in one language. No torch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from grader.words.messages import Message, Translate, render_all
from grader.words.picture import Picture
from grader.words.verdict import CUDA_SUFFIX, Cause, CriterionResult, Status, SubmissionResult, Verdict

SCHEMA = 1
OUTPUT_TAIL = 2000
OPTIONAL = ("difference", "call", "inputs")


class RunRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a run judges; fixed when it begins, kept for those that go on with it. No exercises named means all."""

    course: str
    seed: int
    device: str
    isolation: str
    exercises: tuple[str, ...] = ()


def results_json(record: RunRecord, results: list[SubmissionResult], translate: Translate) -> bytes:
    """Return the content of results.json."""
    results = complete(results)
    verdicts = list(_verdicts(results))
    cuda = any(one.name.endswith(CUDA_SUFFIX) and one.passed is not None for verdict in verdicts for one in verdict.criteria)
    walls = common_walls(verdict.walls for verdict in verdicts)
    return b"".join(document(record, cuda, walls, results, translate))


def document(
    record: RunRecord, cuda: bool, walls: list[str], results: Iterable[SubmissionResult], translate: Translate
) -> Iterator[bytes]:
    """Yield the content of results.json piece by piece, a submission at a time: a class of any size is written so.

    `cuda` is whether a criterion ran on a GPU; `walls` are those that stood around everything that ran.
    """
    device = ("cuda" if cuda else "cpu") if record.device == "auto" else record.device
    head = {"schema": SCHEMA, **msgspec.to_builtins(record), "device": device, "walls": walls}
    yield msgspec.json.format(msgspec.json.encode(head), indent=1).removesuffix(b"\n}") + b',\n "submissions": ['
    between = b"\n"
    for result in results:
        yield between + msgspec.json.format(msgspec.json.encode(_submission(result, translate)), indent=1)
        between = b",\n"
    yield b"\n ]\n}\n"


def common_walls(walls: Iterable[tuple[str, ...]]) -> list[str]:
    """Return the walls that stood around everything that ran."""
    stood = [several for several in dict.fromkeys(walls) if several]
    return [wall for wall in stood[0] if all(wall in several for several in stood)] if stood else []


def complete(results: list[SubmissionResult]) -> list[SubmissionResult]:
    """Give verdicts that no judge lived to make the criteria that the others' have: a maximum never moves."""
    shapes: dict[str, Verdict] = {}
    for verdict in _verdicts(results):
        if verdict.criteria:
            shapes.setdefault(verdict.exercise, verdict)
    return [
        msgspec.structs.replace(result, verdicts=tuple(_shaped(verdict, shapes) for verdict in result.verdicts))
        for result in results
    ]


def _shaped(verdict: Verdict, shapes: dict[str, Verdict]) -> Verdict:
    return shaped(verdict, shapes.get(verdict.exercise))


def shaped(verdict: Verdict, shape: Verdict | None) -> Verdict:
    """Give a verdict that no judge lived to make the criteria that another's verdict on the exercise has."""
    if verdict.criteria or verdict.status is not Status.GRADER_ERROR or shape is None:
        return verdict
    criteria = tuple(
        CriterionResult(one.name, one.title, None, 0.0, one.max_points, verdict.messages[:1], one.hints) for one in shape.criteria
    )
    return msgspec.structs.replace(verdict, max_points=shape.max_points, criteria=criteria)


def _verdicts(results: list[SubmissionResult]) -> Iterable[Verdict]:
    return (verdict for result in results for verdict in result.verdicts)


def _submission(result: SubmissionResult, translate: Translate) -> dict[str, Any]:
    return {
        "student": result.student,
        "points": result.points,
        "max_points": result.max_points,
        "message": render_all(result.messages, translate),
        "exercises": [_exercise(verdict, translate) for verdict in result.verdicts],
    }


def _exercise(verdict: Verdict, translate: Translate) -> dict[str, Any]:
    return {
        "exercise": verdict.exercise,
        "status": verdict.status.value,
        "points": verdict.points,
        "max_points": verdict.max_points,
        "seconds": verdict.seconds,
        "message": render_all(verdict.messages, translate) or _first_trouble(verdict, translate),
        "fault": verdict.fault.value,
        "causes": [_cause(cause, translate) for cause in verdict.causes],
        "criteria": [_criterion(criterion, translate) for criterion in verdict.criteria],
        "output": verdict.output[-OUTPUT_TAIL:],
    }


def _cause(cause: Cause, translate: Translate) -> dict[str, Any]:
    return {
        "misconception": cause.slug,
        "message": cause.explanation.render(translate),
        "belief": cause.belief.render(translate),
        "rule": cause.rule.render(translate),
        "criteria": list(cause.criteria),
    }


def _first_trouble(verdict: Verdict, translate: Translate) -> str:
    if verdict.causes and verdict.status is Status.FAILED:
        return verdict.causes[0].explanation.render(translate)
    failed = next((criterion for criterion in verdict.criteria if criterion.passed is False), None)
    if failed is None:
        return translate("all criteria are met") if verdict.status is Status.PASSED else ""
    facts = {"title": failed.title.render(translate), "text": render_all(failed.messages[:1], translate)}
    return Message("{title}: {text}", dict(facts)).render(translate)


def _criterion(criterion: CriterionResult, translate: Translate) -> dict[str, Any]:
    picture = {"picture": _picture(criterion.picture, translate)} if criterion.picture is not None else {}
    return {
        "name": criterion.name,
        "title": criterion.title.render(translate),
        "passed": criterion.passed,
        "points": criterion.points,
        "max_points": criterion.max_points,
        "message": render_all(criterion.messages, translate),
        "hint": criterion.hints[0].render(translate) if criterion.hints and criterion.passed is False else "",
        "misconception": criterion.misconception,
        **picture,
    }


def _picture(picture: Picture, translate: Translate) -> dict[str, Any]:
    """Return it with its messages in words; what says nothing is left out."""
    call = picture.call.render(translate) if picture.call is not None else ""
    drawn = msgspec.to_builtins(picture) | {"sentence": picture.sentence.render(translate), "call": call}
    return {name: value for name, value in drawn.items() if name not in OPTIONAL or value}
