"""The hidden suite of tensorboard_log: pictures, steps, limits, graph and histograms, read back. Runs in the judge."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from PIL import Image

from grader.judge import Message, criterion, expect, once_right, raises, same

SHAPES = {"body.0.weight": (2, 3, 2, 2), "body.0.bias": (2,), "body.1.weight": (2,), "body.1.bias": (2,), "head.weight": (5, 8)}
SHAPES |= {"scale": ()}
FROZEN = ("body.0.bias", "body.0.weight")


def batches_of(rng, *sizes, channels=3):
    """Return [(pictures, targets)] with so many pictures each."""
    return [(torch.rand(size, channels, 2, 3, generator=rng), torch.randint(0, 10, (size,), generator=rng)) for size in sizes]


def grid_of(inputs):
    """Return the picture that add_images makes of these: up to eight in a row, black where none is left, in [0, 255]."""
    pictures = inputs if inputs.dtype == torch.uint8 else (inputs * 255).clamp(0, 255).to(torch.uint8)
    columns = min(len(pictures), 8)
    black = pictures.new_zeros(-len(pictures) % columns, *pictures.shape[1:])
    places = torch.cat([pictures, black]).expand(-1, 3, -1, -1)
    grid = torch.cat([torch.cat(list(row), dim=2) for row in places.split(columns)], dim=1)  # [3, rows * H, columns * W]
    return Image.fromarray(grid.permute(1, 2, 0).contiguous().numpy())


def images_of(batches, tag):
    """Return the entries that these batches make."""
    return [["image", tag, step, grid_of(inputs)] for step, (inputs, _) in enumerate(batches)]


def new_writer(submission, props):
    """Return a writer into a new folder."""
    return props.writer(submission.folder({}))


def weights_of(rng):
    """Return values for props.Net."""
    return {name: torch.randn(shape, generator=rng) for name, shape in SHAPES.items()}


def same_entries(got, expected):
    """Compare what was written, first what stands where."""
    places = [[(kind, tag, step) for kind, tag, step, _ in entries] for entries in (got, expected)]
    same(*places, what="(kind, tag, step) of all that was written")
    for (_, tag, step, value), (_, _, _, wanted) in zip(got, expected, strict=True):
        same(value, wanted, what=Message("what was written under {tag} at step {step}", {"tag": tag, "step": step}))


def images_are_right(submission, props, rng):
    """Return the check of one call; a case is (sizes of the batches, limit)."""
    seed = int(torch.randint(2**31, (), generator=rng))

    def check(case):
        sizes, limit = case
        batches = batches_of(torch.Generator().manual_seed(seed), *sizes)
        writer, expected = new_writer(submission, props), batches[:limit]
        settings = () if limit is None else (limit,)
        got = submission.log_images(writer, batches, "train/images", *settings)
        same_entries(props.events(writer), images_of(expected, "train/images"))
        same(got, len(expected), what="the number of batches that was returned")

    return check


def stays_open(props, writer):
    """Fail where the writer was closed."""
    expect(props.is_open(writer), "the writer was closed: whoever made it closes it")


SIZES = st.lists(st.integers(1, 3), min_size=1, max_size=3)


@criterion(
    points=2,
    title="Each batch's pictures are written under the tag, at the steps 0, 1, 2, ...",
    hint="A step is what the slider in TensorBoard moves over. What happens to pictures that share a step?",
    rule="One add_images(tag, inputs, step) for each batch; the step is the batch's number, from 0.",
    example="""batches of 2 and 1 pictures
step 0: 2 pictures side by side
step 1: 1 picture""",
)
def test_images(submission, props, cases, rng):
    cases.check(images_are_right(submission, props, rng), ((4, 4, 3), None), ((1,), None), drawn=st.tuples(SIZES, st.none()))
    writer = new_writer(submission, props)
    first, second = (
        batches_of(rng, 2, 3),
        [(pictures.mul(255).to(torch.uint8), _) for pictures, _ in batches_of(rng, 2, channels=1)],
    )
    submission.log_images(writer, first, "b")
    submission.log_images(writer=writer, loader=second, tag="a", limit=9)
    stays_open(props, writer)
    same_entries(props.events(writer), images_of(second, "a") + images_of(first, "b"))
    writer, many = new_writer(submission, props), [(pictures * 3 - 1, _) for pictures, _ in batches_of(rng, 18, 2)]  # -1 to 2
    loader = props.Kept(many)
    submission.log_images(writer, loader, "some pictures")
    submission.log_images(writer, first[:1], "some pictures")
    once, again = images_of(many, "some pictures"), images_of(first[:1], "some pictures")
    same_entries(props.events(writer), [once[0], again[0], once[1]])
    same(props.pictures(loader), [pictures for pictures, _ in many], what="the pictures afterwards", rtol=0, atol=0)


@criterion(
    points=2,
    title="`limit` and the result count batches",
    hint="Which is it that is counted: batches, or the pictures in them? And is 0 a limit?",
    rule="The first `limit` batches are written, all of them without one; the result is how many were written, an int.",
    example="""batches of 4, 4 and 1 pictures
limit 2     writes 2 batches, returns 2
limit 0     writes none, returns 0
limit 9     writes 3 batches, returns 3""",
)
def test_limit(submission, props, cases, rng):
    sizes = (3, 2, 4, 1)
    drawn = st.tuples(SIZES, st.integers(0, 3))
    fixed = [(sizes, limit) for limit in (None, 2, 1, 0, 3, 4, 9)]
    cases.check(images_are_right(submission, props, rng), *fixed, ((), None), drawn=drawn)


@criterion(
    title="A negative limit is a ValueError, and nothing is written",
    hint="A loop that counts up to a limit never meets -1. Who notices, and when?",
    rule="Check the limit before the loop.",
    example="""limit 0   nothing is written, returns 0
limit -1  ValueError""",
)
def test_negative_limit(submission, props, rng):
    batches = batches_of(rng, 3, 2, 2)
    writer = new_writer(submission, props)
    with once_right():
        same(submission.log_images(writer, batches, "some", 1), 1, what="the number of batches that was returned")
    for limit in (-1, -2, -50):
        raises(lambda limit=limit: submission.log_images(writer, batches, "none", limit=limit), ValueError)
    with once_right():
        same_entries(props.events(writer), images_of(batches[:1], "some"))


@criterion(
    title="Any iterable of batches will do: no length, no dataset, one pass",
    hint="A `for` loop asks nothing of a loader but its batches. What tells you the number of a batch?",
    rule="Go through the loader once, with `for` and `enumerate`; no len(), no .dataset, no loader[0].",
    example="""def stream():
    yield inputs, targets
for step, (inputs, targets) in enumerate(stream()): ...""",
)
def test_any_iterable(submission, props, rng):
    batches = batches_of(rng, 2, 3, 1)
    for loader, limit in ((props.Stream(batches), None), (props.Stream(batches), 2), ([list(batch) for batch in batches], None)):
        writer = new_writer(submission, props)
        got = submission.log_images(writer, loader, "stream", limit=limit)
        same_entries(props.events(writer), images_of(batches[:limit], "stream"))
        same(got, len(batches[:limit]), what="the number of batches that was returned")


@criterion(
    points=2,
    title="The graph holds the model's layers, followed with the example",
    hint="To draw the graph, TensorBoard sends an input through the model. Which input has the right shape?",
    rule="writer.add_graph(model, example): all of the example, as the caller gave it. Then set each module back to its own "
    "mode, in `finally:`.",
    example="""model Linear(3, 5), example [2, 3]
in the graph: input [2, 3], Linear [2, 5]""",
)
def test_graph(submission, props, rng):
    count = int(torch.randint(2, 6, (), generator=rng))
    writer = new_writer(submission, props)
    submission.log_graph(writer, props.Net(weights_of(rng)), torch.rand(count, 3, 3, 3, generator=rng))
    stays_open(props, writer)
    found = props.graphs(writer)
    expect(len(found) == 1, "graphs that were written: {count}, expected: 1", count=len(found))
    wanted = {"input": (count, 3, 3, 3), "Net/Linear[head]": (count, 5)}
    for number, (layer, shape) in enumerate(
        (("Conv2d", (2, 2, 2)), ("BatchNorm2d", (2, 2, 2)), ("ReLU", (2, 2, 2)), ("Flatten", (8,)))
    ):
        wanted[f"Net/Sequential[body]/{layer}[{number}]"] = (count, *shape)
    got = {layer: tuple(found[0].get(layer, [()])[0]) for layer in wanted}
    same(got, wanted, what="the shapes in the graph")
    writer = new_writer(submission, props)
    submission.log_graph(writer=writer, model=props.words(), example=torch.randint(0, 10, (count,), generator=rng))
    found = props.graphs(writer)
    expect(len(found) == 1, "graphs that were written: {count}, expected: 1", count=len(found))
    got = {layer: tuple(found[0].get(layer, [()])[0]) for layer in ("input", "Sequential/Linear[1]")}
    same(got, {"input": (count,), "Sequential/Linear[1]": (count, 2)}, what="the shapes in the graph")
    for modes in ([True] * 7, [False] * 7):
        model = props.in_modes(props.Net(weights_of(rng)), modes)
        submission.log_graph(new_writer(submission, props), model, torch.rand(count, 3, 3, 3, generator=rng))
        same(props.modes(model), modes, what="the modes in the model afterwards")


def histograms_of(values, steps):
    """Return the entries that these parameters make: smallest, largest, count, sum and sum of squares."""
    return [
        ["histo", name, step, [float(v.min()), float(v.max()), float(v.numel()), float(v.sum()), float(v.square().sum())]]
        for name, v in sorted((name, value.double()) for name, value in values.items())
        for step in steps
    ]


def trained_only(entries):
    """Return the entries without those of frozen layers, which another criterion is about."""
    return [entry for entry in entries if entry[1] not in FROZEN]


@criterion(
    points=2,
    title="Each parameter has a histogram of its values, under its name, at the step",
    hint="Which method of a module gives names and parameters together? What does a slider need to move over?",
    rule="for name, parameter in model.named_parameters(): writer.add_histogram(name, parameter, step).",
    example="""head.weight, head.bias at step 7
tags "head.weight" and "head.bias", both at step 7""",
)
def test_histograms(submission, props, rng):
    for steps in ((3, 8), (0,)):
        writer, values = new_writer(submission, props), weights_of(rng)
        model = props.with_gradients(props.Net(values))
        for step in steps:
            submission.log_parameters(writer, model, step=step)
        stays_open(props, writer)
        same_entries(trained_only(props.events(writer)), trained_only(histograms_of(values, steps)))


@criterion(
    title="Frozen parameters are written as well",
    hint="A layer that does not learn is still part of the picture. Do you leave some parameters out?",
    rule="All of named_parameters(), whether requires_grad is True or False.",
    example="""head.weight   trained  written
body.0.weight frozen   written""",
)
def test_frozen_parameters(submission, props, rng):
    writer, values = new_writer(submission, props), weights_of(rng)
    submission.log_parameters(writer, props.Net(values), 2)
    got = [entry for entry in props.events(writer) if entry[1] in FROZEN]
    same_entries(got, histograms_of({name: values[name] for name in FROZEN}, (2,)))
