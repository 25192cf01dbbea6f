"""Scripts: what was asked, as Python that runs, with inputs of every kind and without what was expected."""

from __future__ import annotations

import contextlib
import random
from types import SimpleNamespace

import numpy as np
import torch
from PIL import Image

from grader.judge.script import script_of
from grader.judge.transcript import Step, Transcript
from grader.wire.encode import encode
from grader.wire.values import Handle, ModuleName

LAYER, NAMED = ModuleName("props", "layer"), ModuleName("submission", "f")


def frame(value: object) -> bytes:
    return bytes(encode(value, lambda kept: None))


def step(operation: str, answer: object, **fields: object) -> Step:
    return Step(operation, frame({"op": operation, **fields}), frame({"ok": answer}))


def call(target: object, answer: object, *args: object, **kwargs: object) -> Step:
    return step("call", answer, target=target, args=args, kwargs=kwargs, keep_inputs=False)


def run(steps: list[Step], **names: object) -> list[object]:
    """Run the script with doubles of the modules; return what `f` was given."""
    given: list[object] = []

    def f(*args: object, **kwargs: object) -> object:
        given.append((args, kwargs))
        return [args]

    found = Transcript(seed=5)
    for one in steps:
        found.add(one)
    modules = {"random": random, "contextlib": contextlib, "torch": torch, "np": np, "Image": Image}
    space = {**modules, "submission": SimpleNamespace(f=f), **names}
    exec(script_of(found), space)
    return given


def test_inputs_of_every_kind() -> None:
    """Tensors of every layout, arrays, pictures, numbers that are none, nested containers: all as they were."""
    x = torch.arange(6.0).reshape(2, 3).t().requires_grad_()
    picture = Image.new("L", (2, 1), 7)
    values = (x, np.array([[1, 2]], dtype=np.uint8), picture, float("nan"), float("-inf"), [(1,), {"a": None}], torch.int64, b"b")
    ((args, kwargs),) = run([call(NAMED, None, *values, size=(1, 2), where=torch.device("cpu"))])  # type: ignore[misc]
    assert torch.equal(args[0], x) and args[0].stride() == x.stride() and args[0].requires_grad
    assert args[1].dtype == np.uint8 and (args[1] == values[1]).all()
    assert args[2].tobytes() == picture.tobytes() and args[2].mode == "L"
    assert np.isnan(args[3]) and args[4:] == (float("-inf"), [(1,), {"a": None}], torch.int64, b"b")
    assert kwargs == {"size": (1, 2), "where": torch.device("cpu")}


def test_what_stayed_in_the_worker_is_a_name() -> None:
    """A model made by props goes into the submission's function; attributes, items and iterators follow."""
    steps = [
        call(LAYER, Handle(1, "Linear"), 3),
        step("get", Handle(2, "Tensor"), target=Handle(1), name="weight"),
        call(NAMED, [Handle(3, "object")], Handle(1), Handle(2)),
        step("item", 1, target=Handle(3), index=0),
        step("iterate", Handle(4, "iterator"), target=Handle(3)),
        step("next", (1,), target=Handle(4)),
        step("length", 1, target=Handle(3)),
        step("watch", None, forbidden={}),
    ]
    layer = torch.nn.Linear(3, 3)
    ((args, _),) = run(steps, props=SimpleNamespace(layer=lambda size: layer))  # type: ignore[misc]
    assert args[0] is layer and args[1] is layer.weight


def test_answers_are_not_told() -> None:
    """What came back, right or wrong, does not stand in the script."""
    found = Transcript()
    found.add(call(NAMED, 12345, 1))
    assert "12345" not in script_of(found)


def test_what_had_to_raise_and_what_ended_do_not_stop_it() -> None:
    """An expected error, a finished iterator and an answer that was none come before the failing call; it is reached."""
    raising = Step("call", call(ModuleName("props", "refuse"), None).request, frame({"raised": {"type_names": ["ValueError"]}}))
    ended = [step("iterate", Handle(4, "iterator"), target=NAMED), step("next", (), target=Handle(4))]

    def refuse() -> None:
        raise ValueError

    broken = Step("call", call(NAMED, None, 0).request, b"no frame")
    expanded = torch.ones(2, 1).expand(2, 3)
    given = run([raising, *ended[1:], broken, call(NAMED, None, expanded)], props=SimpleNamespace(refuse=refuse))
    assert torch.equal(given[-1][0][0], expanded)  # type: ignore[index]


def test_the_generators_are_the_workers() -> None:
    """What the learner's code draws is drawn again."""
    space: dict[str, object] = {"random": random, "np": np, "torch": torch}
    exec(script_of(Transcript(seed=7)), space)
    one = torch.rand(2)
    torch.manual_seed(7)
    assert torch.equal(one, torch.rand(2))
