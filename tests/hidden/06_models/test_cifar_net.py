"""The hidden suite of cifar_net: the network's values, and what layer_shapes sees and leaves. Runs in the judge."""

from __future__ import annotations

from contextlib import suppress
from itertools import permutations, product

import torch
from torch.nn import functional

from grader.judge import Failure, Raised, criterion, expect, same

# The weight of each layer by its shape: no two layers of the network have the same.
LAYERS = ((32, 3, 5, 5), (32, 32, 5, 5), (64, 32, 5, 5), (64, 1024))


def drawn_weights(num_classes, rng):
    """Return [weight, bias, weight, ...] of the five layers, large enough that each one shows in the logits."""
    tensors = []
    for shape in (*LAYERS, (num_classes, 64)):
        fan_in = torch.Size(shape[1:]).numel()
        tensors.append(torch.randn(shape, generator=rng, dtype=torch.float64) * fan_in**-0.5)
        tensors.append(torch.randn(shape[0], generator=rng, dtype=torch.float64))
    return tensors


def logits_of(x, tensors):
    """Return what the network gives with these weights."""
    for weight, bias in zip(tensors[:6:2], tensors[1:6:2], strict=True):
        x = functional.max_pool2d(functional.conv2d(x, weight, bias, padding=2), 2)
    x = functional.linear(x.flatten(1), tensors[6], tensors[7])
    return functional.linear(x, tensors[8], tensors[9])


def namings(named_shapes, tensors):
    """Return the ways in which the network's parameter names can stand for the layers' tensors, in order."""
    wanted = [tuple(tensor.shape) for tensor in tensors]
    if sorted(shape for _, shape in named_shapes) != sorted(wanted):
        return []
    names = {shape: [name for name, other in named_shapes if other == shape] for shape in wanted}
    paired = [names[shape][0] if len(shape) > 1 else "" for shape in wanted]
    for index in range(1, len(wanted), 2):
        paired[index] = paired[index - 1].removesuffix("weight") + "bias"
    if set(paired) == {name for name, _ in named_shapes}:
        return [paired]
    ways = []  # names of the learner's own: any order that fits
    for order in product(*(permutations(same_shape) for same_shape in names.values())):
        left = {shape: list(some) for shape, some in zip(names, order, strict=True)}
        ways.append([left[shape].pop(0) for shape in wanted])
    return ways


def build(submission, props, num_classes=10):
    """Return a network that ran once (a lazy layer has its parameters then), and their names and shapes."""
    model = submission.CifarNet(num_classes)
    model(torch.zeros(1, 3, 32, 32))
    return model, [(name, tuple(shape)) for name, shape in props.shapes(model)]


def try_namings(named_shapes, tensors, check):
    """Run `check(naming)` until one passes; fail as the first did."""
    ways = namings(named_shapes, tensors)
    expect(ways, "the parameters do not have the shapes of three 5x5 convolutions and two linear layers")
    first = None
    for way in ways:
        try:
            check(way)
        except Failure as failure:
            first = first or failure
        else:
            return
    raise first


@criterion(
    points=1,
    title="Logits for each picture and class: any batch size, any number of classes",
    hint="Keep the first axis, the batch, as it is when you flatten, and let num_classes decide the last layer's width.",
)
def test_output_shape(submission, rng):
    for classes, batch in ((10, 4), (10, 1), (7, 2), (1, 5), (1, 1)):
        x = torch.rand(batch, 3, 32, 32, generator=rng)
        got = submission.CifarNet(num_classes=classes)(x)
        expect(isinstance(got, torch.Tensor), "the network did not return a tensor")
        same((tuple(got.shape), got.dtype), ((batch, classes), torch.float32), what="the logits' shape and dtype")
    same(tuple(submission.CifarNet()(torch.rand(2, 3, 32, 32, generator=rng)).shape), (2, 10), what="the default's shape")


@criterion(
    points=1,
    title="145,578 parameters for ten classes",
    hint="Count layer by layer: every filter and every linear output has a bias. Layers live in the module once, "
    "made in __init__.",
)
def test_parameter_count(submission, props):
    for classes in (10, 4):
        _, named = build(submission, props, classes)
        total = sum(torch.Size(shape).numel() for _, shape in named)
        same(total, 145_578 - 65 * (10 - classes), what=f"the number of parameters for {classes} classes")


@criterion(
    points=3,
    title="With the same weights the same logits: convolution and pooling three times, two linear layers, nothing else",
    hint="Follow one picture through the network with layer_shapes. Is there an activation, a softmax, a padding "
    "or an order of layers that the task does not name?",
)
def test_logits(submission, props, rng, device):
    for classes in (10, 6):
        tensors = drawn_weights(classes, rng)
        model, named = build(submission, props, classes)
        model.double()
        model.to(device)
        x = torch.randn(3, 3, 32, 64, generator=rng, dtype=torch.float64).to(device)[..., ::2]  # not contiguous
        expected = logits_of(x, [tensor.to(device) for tensor in tensors])

        def check(way, model=model, tensors=tensors, x=x, expected=expected):
            props.transplant(model, dict(zip(way, tensors, strict=True)))
            same(model(x), expected, what="the logits")
            model.eval()
            same(model(x), expected, what="the logits in eval mode")
            model.train()

        try_namings(named, tensors, check)


@criterion(
    points=1,
    title="The gradient reaches every layer and the input",
    hint="A layer that forward does not use, or a .detach(), .data or .item() on the way, leaves what lies before it without "
    "a gradient.",
)
def test_gradients(submission, props, rng):
    tensors = [tensor.requires_grad_() for tensor in drawn_weights(10, rng)]
    model, named = build(submission, props)
    model.double()
    x = torch.randn(2, 3, 32, 32, generator=rng, dtype=torch.float64).requires_grad_()
    cotangent = torch.randn(2, 10, generator=rng, dtype=torch.float64)
    expected = torch.autograd.grad(logits_of(x, tensors), [x, *tensors], cotangent)

    def check(way):
        props.transplant(model, dict(zip(way, (tensor.detach() for tensor in tensors), strict=True)))
        model.zero_grad()
        got = props.gradients_of(model, x.detach(), cotangent)
        for name, gradient in zip(["the input", *way], expected, strict=True):
            same(got[name], gradient, what=f"the gradient of {name}")

    try_namings(named, tensors, check)


@criterion(
    points=1,
    title="The network follows its input's device and dtype",
    hint="A tensor or layer that forward makes anew stays on the CPU in float32, whatever .to() did to the model.",
)
def test_device_and_dtype(submission, props):
    model, _ = build(submission, props)
    model.double()
    got = model(torch.ones(1, 3, 32, 32, dtype=torch.float64))
    same((tuple(got.shape), got.dtype), ((1, 10), torch.float64), what="the float64 model's logits")
    model, _ = build(submission, props, 5)
    model.to("meta")
    got = model(torch.empty(2, 3, 32, 32, device="meta"))
    same(got, torch.empty(2, 5, device="meta"), what="the logits on the meta device")


@criterion(
    points=2,
    title="layer_shapes lists the leaf modules by name, in the order in which they ran",
    hint="A forward hook is told when its module has run, and with what output. Which modules have no children, "
    "and how does named_modules() call the nested ones?",
)
def test_layer_shapes(submission, props):
    names = ("body.0", "body.1.act", "body.1.conv", "pool", "flatten", "head")
    shapes = ((4, 6, 4), (4, 6, 4), (6, 4, 4), (6, 2, 2), (24,), (5,))
    for batch in (3, 1):
        expected = [(name, (batch, *shape)) for name, shape in zip(names, shapes, strict=True)]
        same(submission.layer_shapes(props.Chain(), (batch, 2, 6, 4)), expected)
    same(submission.layer_shapes(props.lone(), (2, 3)), [("", (2, 4))])


@criterion(
    points=1,
    title="A layer that runs twice is listed twice, one that does not run not at all",
    hint="Write down what happens when it happens: a dict by name forgets the first run, a list of all layers "
    "knows of layers that never ran.",
)
def test_runs_are_listed(submission, props):
    runs = [("shrink", (2, 2, 8)), ("mix", (2, 2, 8)), ("shrink", (2, 2, 4)), ("shrink", (2, 2, 2))]
    same(submission.layer_shapes(props.Doubled(), (2, 2, 16)), runs)
    runs = [("0", (2, 4)), ("1", (2, 4)), ("2", (2, 2)), ("1", (2, 2))]
    same(submission.layer_shapes(props.shared(), (2, 3)), runs)


@criterion(
    points=1,
    title="layer_shapes runs on zeros of the model's dtype, on its device",
    hint="Ask one of the model's parameters for its dtype and its device.",
)
def test_probe_follows_the_model(submission, props):
    expected = [("0", (2, 5, 3)), ("1", (2, 5, 4)), ("2", (40,))]
    for dtype, place in product((torch.float32, torch.float64), ("cpu", "meta")):
        got = submission.layer_shapes(props.guarded(dtype, place), (2, 5, 3))
        same(got, expected, what=f"the list for {dtype} on {place}")


NORMED = [*((name, (2, 4, 4, 5)) for name in ("conv", "norm", "frozen_norm", "drop")), ("pool", (2, 4, 1, 1))]


@criterion(
    points=2,
    title="The model is afterwards as it was: modes, batch-norm statistics, gradients",
    hint="A look must not change anything. In training mode batch norm learns from every input, and train() or "
    "eval() on the whole model forgets which part was in which mode.",
)
def test_model_is_left_alone(submission, props):
    for training in (False, True):
        props.switch_gradients(training)
        model = props.normed(training)
        before = props.state_of(model)
        same(submission.layer_shapes(model, (2, 3, 6, 7)), NORMED)
        same(props.state_of(model), before, what="the model's state afterwards", rtol=0, atol=0)


@criterion(
    points=1,
    title="No hook is left, and modes are restored, even when the model fails",
    hint="What has to happen in any case belongs into `finally`. Remove your own hooks, not those of others.",
)
def test_nothing_is_left_after_an_error(submission, props):
    model = props.normed(True)
    hooks = props.hooks_of(model)
    same(submission.layer_shapes(model, (2, 3, 6, 7)), NORMED)
    same(props.hooks_of(model), hooks, what="the number of hooks afterwards")
    for training in (True, False):
        failing = props.normed(training, fault=True)
        hooks, before = props.hooks_of(failing), props.state_of(failing)
        with suppress(Raised):  # that it comes through is not the point
            submission.layer_shapes(failing, (2, 3, 6, 7))
        same(props.hooks_of(failing), hooks, what="the number of hooks after an error")
        same(props.state_of(failing), before, what="the model's state after an error", rtol=0, atol=0)
