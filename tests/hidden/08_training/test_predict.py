"""The hidden suite of predict: what reaches the network, what comes back, what is left behind. Runs in the judge."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import torch
from hypothesis import strategies as st
from PIL import Image

from grader.judge import Message, Raised, criterion, same

MODES = ("RGB", "RGBA", "L", "P", "CMYK", "1", "LA", "HSV", "YCbCr", "I", "F")
NAMES = ["ant", "bee", "cat", "dog", "emu", "fly", "gnu"]
MIXED = [True, True, False, True, False]  # of props.Nest: a frozen batch norm in a model that trains


def drawn_image(seed, mode, width, height):
    """Return a picture without repetitions, in a mode; colours are smooth, so that resizing shows and is no noise."""
    rng = torch.Generator().manual_seed(seed)
    noise = torch.randint(0, 256, (height, width, 4), generator=rng, dtype=torch.uint8).numpy()
    colours = Image.fromarray(np.ascontiguousarray(noise[:, :, :3]))
    alpha = Image.fromarray(np.ascontiguousarray(noise[:, :, 3]))
    if mode == "RGBA":
        colours.putalpha(alpha)
        return colours
    if mode == "LA":
        return Image.merge("LA", (colours.convert("L"), alpha))
    return colours.convert(mode)


def right_inputs(image):
    """Return what must reach the network."""
    small = image.convert("RGB").resize((32, 32), Image.Resampling.BILINEAR)
    return torch.from_numpy(np.array(small)).permute(2, 0, 1)[None].float() / 255


def drawn_seed(rng):
    """Return a number that pictures can be drawn with again and again."""
    return int(torch.randint(2**31, (), generator=rng))


def inputs_are_right(submission, props, seed):
    """Return the check of what reaches the network; a case is (mode, width, height)."""

    def check(case):
        mode, width, height = case
        image = drawn_image(seed, mode, width, height)
        got = props.looked(submission.predict, [0.0, 1.0], image, ["a", "b"])
        what = Message(
            "what the network was given for a picture {mode} {width}x{height}", {"mode": mode, "width": width, "height": height}
        )
        same(got["inputs"][-1] if got["inputs"] else None, right_inputs(image), what=what)

    return check


def right_answer(logits, classes):
    """Return (name, probability)."""
    shares = torch.tensor(logits, dtype=torch.float64).softmax(0)
    return classes[int(shares.argmax())], float(shares.max())


@criterion(
    points=2,
    title="The network is given [1, 3, 32, 32] in float32, from 0 to 1",
    hint="An image as an array is [H, W, C] with whole numbers up to 255. What does a network take?",
    rule="permute moves the axes to [C, H, W], [None] or unsqueeze(0) adds the batch, and all is divided by 255.",
    example="""image 32x32    [32, 32, 3], 0 to 255
permute(2, 0, 1)  [3, 32, 32]
unsqueeze(0)      [1, 3, 32, 32]
/ 255             0 to 1""",
)
def test_inputs(submission, props, cases, rng):
    seed = drawn_seed(rng)
    cases.check(inputs_are_right(submission, props, seed), ("RGB", 32, 32), drawn=st.just(("RGB", 32, 32)))


@criterion(
    points=2,
    title="Any mode: converted to RGB first, then resized",
    hint="A network for three channels can't take one or four. And why does it matter which comes first, converting or resizing?",
    rule="image.convert(\"RGB\") first: a palette's numbers are no colours, and can't be mixed by resizing.",
    example="""grey.png   "L"     -> three equal channels
logo.png   "RGBA"  -> three channels, alpha dropped
anim.gif   "P"     -> the palette's colours""",
)
def test_any_mode(submission, props, cases, rng):
    seed = drawn_seed(rng)
    fixed = [(mode, 32, 32) for mode in MODES] + [(mode, 40, 25) for mode in MODES]
    cases.check(
        inputs_are_right(submission, props, seed), *fixed, drawn=st.tuples(st.sampled_from(MODES), st.just(2), st.just(1))
    )
    for mode, mark in (("RGB", "turned"), ("P", "transparent")):
        image = drawn_image(seed, mode, 32, 32)
        same(props.marked(submission.predict, image, mark), right_inputs(image))


@criterion(
    title="Any size: resized to exactly 32x32, bilinear",
    hint="Some ways of making a picture smaller keep its proportions, and never make it larger. Which gives 32x32 always?",
    rule="resize((32, 32), Image.BILINEAR) of the whole picture: nothing is cut off, nothing is added.",
    example="""64x20 -> 32x32
5x5   -> 32x32
32x32 stays""",
)
def test_any_size(submission, props, cases, rng):
    seed = drawn_seed(rng)
    fixed = [("RGB", *size) for size in ((64, 20), (20, 64), (5, 5), (33, 31), (32, 50), (50, 32), (1, 1), (100, 90), (400, 300))]
    side = st.integers(1, 4)
    cases.check(inputs_are_right(submission, props, seed), *fixed, drawn=st.tuples(st.just("RGB"), side, side))


@criterion(
    points=2,
    title="The answer is (name, probability): the largest softmax and its class",
    hint="Logits may be negative or above 1. What makes probabilities of them, and along which axis stand the classes?",
    rule="softmax of [1, K] along dim=1; the index of the largest is that of the name. A str and a float, in this order.",
    example="""classes ["ant", "bee", "cat"], logits [[0, 2, 0]]
softmax [[0.107, 0.787, 0.107]]
-> ("bee", 0.787)""",
)
def test_answer(submission, props, cases, rng):
    seed = drawn_seed(rng)
    image = drawn_image(seed, "RGB", 3, 3)

    def check(logits):
        classes = NAMES[: len(logits)]
        got = props.looked(submission.predict, logits, image, classes)["answer"]
        same(got, right_answer(logits, classes), what="(class name, probability)")

    drawn = st.lists(st.integers(-9, 9), min_size=1, max_size=4, unique=True).map(lambda some: [float(one) for one in some])
    shuffled = torch.randperm(7, generator=rng).tolist()
    fixed = ([0.0, 2.0, 0.0], [-3.0, -1.0, -4.0, -2.0], [200.0, 201.0], [1.5], [one / 4 for one in shuffled], [0.3, 0.2, 0.1])
    cases.check(check, *fixed, drawn=drawn)
    logits = [one / 2 for one in shuffled]
    got = submission.predict(model=props.Probe(logits), image=image, classes=tuple(NAMES), device="cpu")
    same(got, right_answer(logits, NAMES), what="(class name, probability)")


@criterion(
    title="Eval mode: dropout is off, batch norm learns nothing",
    hint="Batch norm can't train on one picture, and dropout would guess. Who switches them?",
    rule="model.eval() before the forward pass.",
    example="""train()  drops half of the features: another answer each time
eval()   the same answer each time""",
)
def test_eval_mode(submission, props, rng):
    image, logits = drawn_image(drawn_seed(rng), "RGB", 4, 4), [0.5, -1.0, 2.0]
    model = props.Fickle(logits, False)
    before = props.state(model)
    same(submission.predict(model, image, NAMES[:3]), right_answer(logits, NAMES[:3]), what="(class name, probability)")
    same(props.state(model)["statistics"], before["statistics"], what="the statistics of batch norm afterwards", rtol=0, atol=0)


@criterion(
    title="No graph for gradients is built, and nothing of that stays switched off",
    hint="eval() does not switch gradients off. There is a context for that, which also ends by itself.",
    rule="Run the model inside `with torch.no_grad():`, and leave requires_grad of the parameters alone.",
    example="""with torch.no_grad():
    y = model(x)    y.requires_grad is False
y = model(x)        y.requires_grad is True again""",
)
def test_no_gradients(submission, props, rng):
    props.gradients_on()
    image, logits = drawn_image(drawn_seed(rng), "RGB", 4, 4), [0.5, -1.0, 2.0]
    model = props.Fickle(logits, True)
    before = {name: value for name, value in props.state(model).items() if name != "statistics"}
    same(submission.predict(model, image, NAMES[:3]), right_answer(logits, NAMES[:3]), what="(class name, probability)")
    after = {name: value for name, value in props.state(model).items() if name != "statistics"}
    same(after, before, what="what is left behind")


@criterion(
    points=2,
    title="Each module is afterwards in the mode that it was in, also after an error",
    hint="Someone may have frozen a batch norm inside a model that trains: train() or eval() on the whole model "
    "forgets that. And what is still done when the model raises?",
    rule="Note `training` of each module in model.modules() before model.eval(); in `finally`, set each one back by itself.",
    example="""            before   eval()   afterwards
the model   True     False    True
batch norm  False    False    False""",
)
def test_modes(submission, props, cases, rng):
    image = drawn_image(drawn_seed(rng), "RGB", 2, 3)

    def check(case):
        modes, fault = case
        model = props.Nest([0.0, 1.0], modes, fault is True)
        before = props.modes(model)
        if fault:
            with suppress(Raised):  # that it comes through is not the point
                if fault == "cut off":
                    props.predict_cut_off(submission.predict, model, image)
                else:
                    submission.predict(model, image, ["a"] if fault == "no name" else ["a", "b"])
        else:
            answer = submission.predict(model, image, ["a", "b"])
            same(answer, right_answer([0.0, 1.0], ["a", "b"]), what="(class name, probability)")
        what = Message("which part trains after an error") if fault else Message("which part trains")
        same(props.modes(model), before, what=what)

    several = [[True] * 5, [False] * 5, MIXED, [not mode for mode in MIXED]]
    fixed = [(modes, fault) for fault in (False, True, "cut off", "no name") for modes in several]
    cases.check(check, *fixed, drawn=st.tuples(st.lists(st.booleans(), min_size=5, max_size=5), st.booleans()))


@criterion(
    title="Model and picture are moved to the device",
    hint="model.to(device) moves the model itself; x.to(device) gives a new tensor and leaves x where it is.",
    rule="model.to(device), and model(inputs.to(device)).",
    example="""x on the CPU
x.to("cuda")       x is still on the CPU
x = x.to("cuda")   x is on the GPU""",
)
def test_device(submission, props, rng, device):
    image, logits = drawn_image(drawn_seed(rng), "RGB", 4, 4), [0.5, -1.0, 2.0]
    for place in ("meta", torch.device("meta"), device):
        model = props.Placed(logits)
        answer = submission.predict(model, image, NAMES[:3], place)
        kind = torch.device(place).type
        same(props.places_of(model)[:1], [[kind, kind]], what="where model and picture lay")
        same(answer, right_answer(logits, NAMES[:3]), what="(class name, probability)")


@criterion(
    title="One forward pass, and the image is left alone",
    hint="Is the model asked twice, for the name and for the probability? Does anything change the caller's image?",
    rule="Keep the logits and take both from them. convert and resize return new images; thumbnail and putalpha "
    "change the old one.",
    example="""logits = model(inputs)          once
logits.softmax(1), then .max(1)  value and index""",
)
def test_one_pass(submission, props, rng):
    for mode, width, height in (("RGB", 40, 30), ("L", 32, 32), ("RGBA", 64, 64), ("P", 8, 9)):
        image = drawn_image(drawn_seed(rng), mode, width, height)
        got = props.looked(submission.predict, [1.0, 0.0], image, ["a", "b"], device="cpu")
        same(got["answer"], right_answer([1.0, 0.0], ["a", "b"]), what="(class name, probability)")
        same(got["image"], image, what="the image afterwards")
        same(len(got["inputs"]), 1, what="the number of forward passes")
