"""An exercise's suite as the judge holds it: collected pytest items with their marks. Judge's side."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from grader.judge.describe import describe
from grader.words.errors import AuthoringError
from grader.words.messages import Message, Parameter
from grader.words.picture import Picture
from grader.words.verdict import CUDA_SUFFIX, CriterionResult

MAX_PARAMETER = 2000
MAX_INTEGER = 2**53


@dataclass
class Criterion:
    """One collected test function with what its mark says."""

    item: pytest.Function
    name: str
    title: Message
    hints: tuple[Message, ...]
    max_points: float
    alone: bool
    cuda: bool

    def result(
        self, passed: bool | None, *messages: Message, hinted: bool = True, picture: Picture | None = None
    ) -> CriterionResult:
        """Return this criterion's result; where it is met, or what happened explains itself, a hint would only distract."""
        earned = self.max_points if passed else 0.0
        hints = self.hints if hinted and not passed else ()
        said = tuple(map(plain, messages))
        if picture is not None:
            call = plain(picture.call) if picture.call is not None else None
            picture = msgspec.structs.replace(picture, sentence=plain(picture.sentence), call=call)
        return CriterionResult(self.name, self.title, passed, earned, self.max_points, said, hints, picture=picture)


@dataclass
class Suite:
    """The criteria of one exercise, its reference, its props."""

    criteria: list[Criterion] = field(default_factory=list)
    reference: ModuleType | None = None
    props: ModuleType | None = None
    props_source: str | None = None
    source: str = ""


def plain(message: Message) -> Message:
    """Return the message with parameters that are exactly text, numbers or messages: a worker's values may be anything."""
    return msgspec.structs.replace(message, parameters={name: _plain(value) for name, value in message.parameters.items()})


def _plain(value: object) -> Parameter:
    if isinstance(value, Message):
        return plain(value)
    if isinstance(value, str) and type(value) is str:
        return value[:MAX_PARAMETER]
    if value is None or isinstance(value, (bool, float)) and type(value) in (bool, float):
        return value
    if isinstance(value, int) and type(value) is int and abs(value) < MAX_INTEGER:
        return value
    return describe(value)[:MAX_PARAMETER]


def criterion_of(item: pytest.Function) -> Criterion:
    """Return a collected item as a criterion.

    Raises:
        AuthoringError: the function has no mark, or a CPU name of its own.
    """
    mark = item.get_closest_marker("criterion")
    if mark is None:
        raise AuthoringError(
            "{file}: {name} has no points. Put @criterion(points=..., title=...) above it.",
            file=str(item.path),
            name=item.name,
        )
    cuda = "device" in item.fixturenames and item.callspec.params["device"] == "cuda"
    name = item.originalname.removeprefix("test_") + (CUDA_SUFFIX if cuda else "")
    words = mark.kwargs
    hints = tuple(Message(text) for text in words["hints"])
    if not any(words["hints"]):
        hints = ()
    elif not all(words["hints"]):
        raise AuthoringError("{file}: {name} needs hint, rule and example, or none of them", file=str(item.path), name=item.name)
    points = 0.0 if cuda else float(words["points"])
    return Criterion(item, name, Message(words["title"]), hints, points, words["alone"], cuda)


def load_trusted(path: Path, name: str) -> ModuleType:
    """Load a reference or props file of the course into the judge.

    Raises:
        AuthoringError: it does not import.
    """
    specification = importlib.util.spec_from_file_location(name, path)
    if specification is None or specification.loader is None:
        raise AuthoringError("{file} can't be loaded: is it a Python file?", file=str(path))
    module = importlib.util.module_from_spec(specification)
    try:
        specification.loader.exec_module(module)
    except Exception as error:
        raise AuthoringError(
            "{file} does not import: {type}: {text}", file=str(path), type=type(error).__name__, text=str(error)
        ) from error
    return module
