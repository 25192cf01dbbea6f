"""What is judged once: one exercise's file, whoever handed it in, under the terms on which it is judged. No torch."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import msgspec

import grader
from grader.course.catalogue import Course, Exercise
from grader.results.digests import digest_of_contents
from grader.results.document import RunRecord
from grader.words.messages import Message
from grader.words.submission import Submitted

JUDGING_FLOORS = ("words", "wire", "course", "sandbox", "judge", "judge_process", "worker")
ENVIRONMENT = ("torch", "torchvision", "numpy", "pillow", "hypothesis")
DIGEST_CHARACTERS = 32  # 128 bits of SHA-256: nobody finds two contents with one digest


class Unit(msgspec.Struct, frozen=True):
    """One file of an exercise, or why there is none, and the digests of its content and of the terms that it is judged on."""

    exercise: str
    content: str
    terms: str
    source: str | None
    problem: Message | None = None

    @property
    def key(self) -> str:
        """Name the verdict on it: the same for all who hand in the same."""
        return key_of(self.content, self.terms)

    def submitted(self) -> Submitted:
        """Return it as a submission of nobody's: a judge need not know whose it is."""
        problems = {self.exercise: self.problem} if self.problem else {}
        return Submitted(self.key, {self.exercise: self.source}, problems, only=(self.exercise,))


def key_of(content: str, terms: str) -> str:
    """Return the name of the verdict on this content on these terms."""
    return f"{content}-{terms}"


def units_of(submitted: Submitted, terms: dict[str, str]) -> tuple[Unit, ...]:
    """Return a submission's units, in the order of `terms`, which has each exercise's digest."""
    return tuple(_unit(submitted, exercise, digest) for exercise, digest in terms.items())


def _unit(submitted: Submitted, exercise: str, terms: str) -> Unit:
    source, problem = submitted.files.get(exercise), submitted.problems.get(exercise)
    return Unit(exercise, _digest([exercise, source, msgspec.to_builtins(problem)]), terms, source, problem)


def terms_of(course: Course, exercises: Iterable[Exercise], record: RunRecord) -> dict[str, str]:
    """Return for each exercise a digest of what a verdict rests on beside the file: suite, reference, limits, judge, options."""
    shared = [*surroundings(), record.seed, record.device, record.isolation]
    return {
        exercise.id: _digest([digest_of_files(course.sources(exercise)), msgspec.to_builtins(exercise), *shared])
        for exercise in exercises
    }


def surroundings() -> list[str]:
    """Return what else a verdict rests on, in words: the judge's own program, Python, the machine's kind, libraries."""
    package = Path(grader.__file__).parent
    program = digest_of_files(path for floor in JUDGING_FLOORS for path in (package / floor).rglob("*.py"))
    versions = [f"{name} {version(name)}" for name in ENVIRONMENT]
    return [f"grader {program[:DIGEST_CHARACTERS]}", f"Python {platform.python_version()}", platform.machine(), *versions]


def _digest(content: object) -> str:
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()[:DIGEST_CHARACTERS]


def digest_of_files(paths: Iterable[Path]) -> str:
    """Return a hash of the content of files."""
    return digest_of_contents((path.name, path.read_bytes()) for path in sorted(set(paths)))
