"""Whether the suites are proven: what every stub, reference, variant and mistake must get, and what it got. No torch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from grader.course.catalogue import Course, Exercise
from grader.course.mistakes import Mistake, load_mistakes
from grader.words.messages import Message, Translate
from grader.words.submission import Submitted
from grader.words.verdict import CriterionResult, Status, Verdict, base_name

LEAST_MISTAKES = 6
LEAST_VARIANTS = 3


class Kind(StrEnum):
    """What an answer is known to be."""

    STUB = "stub"
    REFERENCE = "reference"
    VARIANT = "variant"
    MISTAKE = "mistake"


@dataclass
class Answer:
    """A known answer to one exercise, and the verdicts that it got, one for each seed."""

    exercise: Exercise
    kind: Kind
    name: str
    source: str
    mistake: Mistake | None = None
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Name it among all answers, as the student whose submission it is."""
        return f"{self.exercise.id}:{self.kind}:{self.name}"

    def submitted(self) -> Submitted:
        """Return it as a submission."""
        return Submitted(self.key, {self.exercise.id: self.source})

    def problems(self, seeds: int = 1) -> list[Message]:
        """Return what is not as it must be; there must be a verdict for each seed."""
        found = [problem for verdict in self.verdicts for problem in self._problems(verdict)]
        found = [problem for number, problem in enumerate(found) if problem not in found[:number]]
        if len(self.verdicts) < seeds:
            found.append(Message("no verdict: the grader failed"))
        if len({tuple((result.name, result.passed) for result in verdict.criteria) for verdict in self.verdicts}) > 1:
            found.append(Message("the seed decides which criteria are met: fixed cases must carry the verdict"))
        return found

    def _problems(self, verdict: Verdict) -> Iterator[Message]:
        match self.kind:
            case Kind.STUB:
                if verdict.status is not Status.NOT_STARTED or verdict.points:
                    yield Message("a stub must be not_started, without points; it is {status}", {"status": verdict.status.value})
            case Kind.REFERENCE | Kind.VARIANT:
                if verdict.status is not Status.PASSED:
                    names = ", ".join(failed(verdict)) or verdict.status.value
                    yield Message("a right answer must get full marks; it fails {names}", {"names": names})
            case Kind.MISTAKE:
                yield from self._mistake_problems(verdict)

    def _mistake_problems(self, verdict: Verdict) -> Iterator[Message]:
        if self.mistake is None:
            return
        fails = failed(verdict)
        if verdict.status is not Status.FAILED and fails != []:
            yield Message("a mistake must run to its end; this one is {status}", {"status": verdict.status.value})
        if not fails:
            yield Message("a mistake must fail a criterion; this one gets full marks")
        if set(fails) != set(self.mistake.fails):
            said, got = ", ".join(self.mistake.fails) or "-", ", ".join(fails) or "-"
            text = "it says that it fails {said}, but it fails {names} (`--update` writes that)"
            yield Message(text, {"said": said, "names": got})
        leading = verdict.causes[0] if verdict.causes else None
        if fails and leading is None:
            yield Message("it is not recognised as itself")
        elif leading is not None and leading.slug != self.mistake.slug:
            yield Message("it is taken for {name}", {"name": leading.slug})
        elif leading is not None and leading.also:
            other = "; ".join(belief.text for belief in leading.also)
            yield Message("no criterion tells it from: {name}", {"name": other})


def failed(verdict: Verdict) -> list[str]:
    """Return the names of the criteria that are not met on the CPU: on a GPU a mistake may fail more of them."""
    return [result.name for result in verdict.criteria if result.passed is False and base_name(result.name) == result.name]


def counts(result: CriterionResult) -> bool:
    """Return whether a criterion was asked for on this machine: without a GPU its CUDA side was not."""
    return bool(result.max_points) or result.passed is not None


def answers(course: Course, exercise: Exercise) -> list[Answer]:
    """Return every known answer to an exercise."""

    def text(path: Path) -> str:
        return path.read_text(encoding="utf-8")

    found = [
        Answer(exercise, Kind.STUB, "stub", text(course.stub(exercise))),
        Answer(exercise, Kind.REFERENCE, "reference", text(course.reference(exercise))),
    ]
    variants = sorted((course.root / "tests" / "variants" / exercise.id).glob("*.py"))
    found += [Answer(exercise, Kind.VARIANT, path.stem, text(path)) for path in variants]
    mistakes = load_mistakes(course, exercise)
    return found + [Answer(exercise, Kind.MISTAKE, mistake.slug, mistake.source, mistake) for mistake in mistakes]


def exercise_problems(known: list[Answer], translate: Translate) -> Iterator[Message]:
    """Return what is wrong with an exercise as a whole: too few answers, hints without translation, unproven criteria.

    `translate` is the second language's.
    """
    mistakes = [answer.mistake for answer in known if answer.mistake is not None]
    for kind, least in ((Kind.MISTAKE, LEAST_MISTAKES), (Kind.VARIANT, LEAST_VARIANTS)):
        count = sum(answer.kind is kind for answer in known)
        if count < least:
            text = "{count} answers of the kind {kind}, at least {least} are needed"
            yield Message(text, {"count": count, "kind": kind.value, "least": least})
    for mistake in mistakes:
        for part, text in (("belief", mistake.belief), ("rule", mistake.rule)):
            if not text:
                yield Message("{name} has no {part}", {"name": mistake.slug, "part": part})
            elif translate(text) == text:
                yield Message("the {part} of {name} has no translation", {"name": mistake.slug, "part": part})
    proven = {name for answer in known if answer.kind is Kind.MISTAKE for verdict in answer.verdicts for name in failed(verdict)}
    for name in criteria(known):
        if name not in proven:
            yield Message("no mistake fails the criterion {name}: it proves nothing", {"name": name})


def criteria(known: Iterable[Answer]) -> list[str]:
    """Return the names of an exercise's criteria in order."""
    verdict = next((verdict for answer in known for verdict in answer.verdicts if verdict.criteria), None)
    names = (base_name(result.name) for result in verdict.criteria) if verdict else ()
    return list(dict.fromkeys(names))


def with_observed(text: str, names: list[str]) -> str:
    """Return a mistake's file with the criteria that it was seen to fail in its header."""
    lines = text.splitlines(keepends=True)
    end = next((number for number, line in enumerate(lines) if not line.startswith("# ")), len(lines))
    header = [line for line in lines[:end] if not line.startswith("# fails:")]
    return "".join([*header, f"# fails: {', '.join(names)}\n", *lines[end:]])
