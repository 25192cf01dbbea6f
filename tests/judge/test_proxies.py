"""Objects in the worker are named by the call that made them, as the judge wrote it down, not as the worker says."""

from __future__ import annotations

import pytest
import torch

from grader.judge.call import MAX_MAKING
from grader.judge.proxies import Remote, Submission, build_remote
from grader.wire.values import Handle


class Line:
    """Answers every question with an object of this type."""

    def __init__(self, type_name: str = "RandomCrop") -> None:
        self.type_name = type_name
        self.called: list[str] = []
        self.released: list[int] = []
        self.last_call = None

    def ask(self, operation: str, **fields: object) -> object:
        return build_remote(self, Handle(1, self.type_name))  # type: ignore[arg-type]


def last(line: Line) -> str:
    assert line.last_call is not None
    return line.last_call.messages()[0].parameters["call"]


def test_settings_are_shown() -> None:
    """An object is the call that made it, and so are what it gives and its parts."""
    line = Line("__evil__(100)")
    crop = Submission(line, "submission").RandomCrop(2, padding=1)
    crop(3)
    assert last(line) == "RandomCrop(2, padding=1)(3)"
    crop.inner(4)
    assert last(line) == "RandomCrop(2, padding=1).inner(4)"


def test_long_settings_are_cut() -> None:
    """A title stays short, however long its arguments are and however often it is wrapped."""
    line = Line()
    layer = Submission(line, "submission").Layer(torch.zeros(9, 9), list(range(100)), bias=True)
    layer(1)
    assert last(line) == "Layer(tensor float32 [9, 9], ..., bias=True)(1)"
    for _ in range(20):
        layer = layer("a long argument, as long as can be")
    assert len(layer._title) <= MAX_MAKING + len("(...)")


def test_what_is_watched_keeps_its_names() -> None:
    """The names that are looked at for forbidden operations are those in the learner's file, not titles."""
    line = Line()
    Submission(line, "submission").RandomCrop(2)(3)
    assert line.called == ["RandomCrop", "<RandomCrop>"]


@pytest.mark.parametrize(("given", "title"), [("RandomCrop", "RandomCrop(2)"), ("Other", "<RandomCrop>")])
def test_props_make_nothing(given: str, title: str) -> None:
    """What a prop gives back is what it was given, or nothing that a learner wrote."""
    line = Line(given)
    made = Submission(line, "submission").RandomCrop(2)
    line.type_name = "RandomCrop"
    back = Submission(line, "props").in_mode(made, True)
    assert isinstance(back, Remote) and back._title == title
