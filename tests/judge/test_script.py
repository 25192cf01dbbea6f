"""Scripts: what was asked, as Python that runs, with inputs of every kind and without what was expected."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import torch
from PIL import Image

from grader.judge.script import script_of
from grader.judge.transcript import Step
from grader.wire.encode import encode
from grader.wire.values import Handle, ModuleName

LAYER, NAMED = ModuleName("props", "layer"), ModuleName("submission", "f")


def step(operation: str, answer: object, **fields: object) -> Step:
    def frame(value: object) -> bytes:
        return bytes(encode(value, lambda kept: None))

    return Step(operation, frame({"op": operation, **fields}), frame({"ok": answer}))


def call(target: object, answer: object, *args: object, **kwargs: object) -> Step:
    return step("call", answer, target=target, args=args, kwargs=kwargs, keep_inputs=False)


def run(steps: list[Step], **names: object) -> list[object]:
    """Run the script with doubles of the modules; return what `f` was given."""
    given: list[object] = []

    def f(*args: object, **kwargs: object) -> object:
        given.append((args, kwargs))
        return [args]

    space = {"submission": SimpleNamespace(f=f), "torch": torch, "np": np, "Image": Image, **names}
    exec(script_of(steps), space)
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
    assert "12345" not in script_of([call(NAMED, 12345, 1)])
