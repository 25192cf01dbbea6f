"""A criterion that waits for a right result says so, and accuses nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from grader.judge.checks import keeps_inputs, once_right, raises
from grader.judge.comparison import same
from grader.judge.failure import Failure, NotYet, Raised
from grader.judge.proxies import Target
from grader.words.messages import english

WAITS = "this is not looked at yet: it counts once the result is right, and here it is not"


def raised(type_name: str, text: str = "") -> Raised:
    return Raised({"type_names": [type_name, "Exception"], "text": text, "frames": [(3, "f", "x = 1")]})


def said_inside(error: Exception | None = None) -> list[str]:
    with pytest.raises(NotYet) as caught, once_right():
        if error is not None:
            raise error
        same(torch.zeros(2, 3), torch.ones(2, 3))
    assert caught.value.draw is None
    return [message.render(english) for message in caught.value.messages]


def test_wrong_values_are_told_in_one_line() -> None:
    """The short reason, no grid and no picture."""
    first, reason = said_inside()
    assert first == WAITS
    assert reason == "  the result differs at 6 of 6 positions; first at [0, 0]: expected 1, got 0"


def test_what_was_raised_is_told_in_one_line() -> None:
    """Where it was raised stands at the criteria that are about it."""
    assert said_inside(raised("TypeError", "no stride")) == [WAITS, "  your code raised TypeError: no stride"]


def test_a_right_result_lets_the_criterion_go_on() -> None:
    """Nothing is swallowed after it."""
    with once_right():
        same(torch.ones(2), torch.ones(2))
    with pytest.raises(Failure) as caught:
        raises(lambda: 1, ValueError)
    assert not isinstance(caught.value, NotYet)


@pytest.mark.parametrize("error", [raised("MissingName", "f g"), raised("NotImplementedError"), raised("SystemExit", "0")])
def test_what_explains_itself_is_left_alone(error: Raised) -> None:
    """A missing name, an unwritten part: those need no other words."""
    with pytest.raises(Raised) as caught, once_right():
        raise error
    assert caught.value is error


@pytest.mark.parametrize("nested", [lambda x: x, lambda x: [torch.zeros(2), (x,)], lambda x: {"x": x}])
def test_an_input_keeps_its_gradient_flag(monkeypatch: pytest.MonkeyPatch, nested: Callable[[torch.Tensor], object]) -> None:
    """To switch it on or off changes the caller's tensor as much as other numbers would."""
    function = object.__new__(Target)
    for before, after in ((True, True), (True, False), (False, True)):
        args, left = ((nested(torch.ones(2, requires_grad=flag)),) for flag in (before, after))
        monkeypatch.setattr(Target, "_call", lambda *given, left=left, **how: ("result", left, {}))
        if before is after:
            assert keeps_inputs(function, *args) == "result"
            continue
        with pytest.raises(Failure) as caught:
            keeps_inputs(function, *args)
        assert "require a gradient after the call" in caught.value.messages[0].render(english)


def test_a_missing_name_is_no_other_exception() -> None:
    """`raises` does not ask for a ValueError of a function that is not there."""

    def call() -> object:
        raise raised("MissingName", "f g")

    with pytest.raises(Raised) as caught:
        raises(call, ValueError)
    assert caught.value.missing_name == "f"
