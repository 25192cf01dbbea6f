"""The hidden suite of fit: history, weights, scalars, checkpoint, and a network that learns. Runs in the judge."""

from __future__ import annotations

import importlib
import sys
from functools import cache
from pathlib import Path

import torch

from grader.judge import criterion, expect, same


def course_module(name):
    """Import a module of the course's repository, whatever folder the grader was started in."""
    sys.path.insert(0, str(Path(__file__).parents[3]))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.pop(0)


# Here, not in the criterion: where the data's package is missing, that is no learner's fault.
DRAWS, PICTURES = course_module("datasets.draws"), course_module("datasets.pictures")
# Starts far from the mark for the known mistakes too (softmax and 0.01 at most 0.48, no zero_grad at least 0.83): a run takes one
# of them, so that no criterion is ever the draw's. Right answers reach 0.84 from each of 200 starts, 0.95 from these.
STARTS = (0, 1, 3, 4, 6, 7, 8, 11)
KEYS = ("epoch", "train_loss", "test_loss", "test_accuracy")


def drawn_weights(rng):
    """Return the weights of props.classifier."""
    shapes = {"0.weight": (5, 3), "0.bias": (5,), "2.weight": (4, 5), "2.bias": (4,)}
    return {name: torch.randn(shape, generator=rng) * 0.5 for name, shape in shapes.items()}


def batches_of(rng, *sizes):
    """Return [(inputs, targets)] of 3 numbers and 4 classes; each batch lies elsewhere, so that its loss is another."""
    return [
        (torch.randn(size, 3, generator=rng) + place, torch.randint(0, 4, (size,), generator=rng))
        for place, size in enumerate(sizes)
    ]


def same_history(got, expected):
    """Compare the values that the task names; more keys are welcome."""
    expect(isinstance(got, (list, tuple)), "fit did not return a list with one dict an epoch")
    same(len(got), len(expected), what="the number of dicts")
    for place, (one, other) in enumerate(zip(got, expected, strict=True)):
        expect(isinstance(one, dict), "fit did not return a list with one dict an epoch")
        missing = ", ".join(key for key in KEYS if key not in one)
        expect(not missing, "the dict of an epoch lacks {keys}", keys=missing)
        named, wanted = ({key: row[key] for key in KEYS} for row in (one, other))
        same(named, wanted, what=f"history[{place}]", rtol=1e-4, atol=1e-5)


def fitted_here(judge_props, reference, weights, train, test, epochs, **settings):
    """Return the reference's (history, state)."""
    model = judge_props.classifier(weights)
    return reference.fit(model, train, test, epochs, **settings), judge_props.state(model)


def case(judge_props, reference, rng, epochs, **settings):
    """Return (weights, train, test, expected history, expected state) of a run of the classifier."""
    weights, train, test = drawn_weights(rng), batches_of(rng, 4, 4), batches_of(rng, 3, 3)
    return weights, train, test, *fitted_here(judge_props, reference, weights, train, test, epochs, **settings)


def climbing(submission, props, answers, labels, **settings):
    """Run fit for as many epochs as `answers` has rows: row e is what the test pictures are called after e + 1 steps.

    Returns (history, final weight).
    """
    model = props.Climber(0.5, 3)
    train = [(torch.zeros(2, len(answers) + 1), torch.tensor([0, 1]))]
    told = torch.tensor([[0] * len(labels), *answers]).T.float()
    test = [(told[:3], torch.tensor(labels[:3])), (told[3:], torch.tensor(labels[3:]))]
    history = submission.fit(model, train, test, len(answers), learning_rate=0.5, **settings)
    return history, props.state(model)["weight"]


def climbed(steps):
    """Return the climber's state dict after so many steps."""
    return {"weight": torch.tensor(steps * 0.5), "statistic": torch.tensor(7.0)}


def accuracies(history):
    """Return the test accuracies of a history."""
    return [float(epoch["test_accuracy"]) for epoch in history]


LABELS = [0, 1, 2, 0]
ALL, NONE, TWO, ONE = [0, 1, 2, 0], [1, 2, 0, 2], [0, 1, 0, 1], [2, 2, 2, 2]  # answers with 4, 0, 2 and 1 of 4 right
# All right but hardly said; three right and loud, one wrong and hardly said: fewer right, and yet a lower loss.
ALL_QUIET, THREE = [3, 4, 5, 3], [0, 1, 2, 5]


@criterion(
    points=2,
    title="One dict an epoch: number, training loss, test loss, test accuracy",
    hint="train_loss is the mean over the samples while the epoch trains; the test values are measured after it, "
    "on the test loader.",
)
def test_history(submission, props, judge_props, reference, rng, device):
    weights, train, test = drawn_weights(rng), batches_of(rng, 4, 4, 1), batches_of(rng, 3, 3, 2)
    expected, _ = fitted_here(judge_props, reference, weights, train, test, 3, learning_rate=0.2)
    model = props.on(props.classifier(weights), device)
    same_history(submission.fit(model, train, test, 3, learning_rate=0.2, device=device), expected)


@criterion(
    points=2,
    title="Plain gradient descent with the learning rate that was asked for",
    hint="torch.optim.SGD with nothing but parameters and learning rate, made once, and one step for each batch of each epoch.",
)
def test_final_weights(submission, props, judge_props, reference, rng):
    for epochs, dtype in ((1, torch.float64), (3, torch.float32)):
        weights = {name: value.to(dtype) for name, value in drawn_weights(rng).items()}
        drawn = batches_of(rng, 4, 4, 1), batches_of(rng, 3, 2)
        train, test = ([(inputs.to(dtype), targets) for inputs, targets in batches] for batches in drawn)
        _, expected = fitted_here(judge_props, reference, weights, train, test, epochs, learning_rate=0.3)
        model = props.classifier(weights)
        submission.fit(model, train, test, epochs, learning_rate=0.3)
        same(props.state(model), expected, what=f"the parameters after {epochs} epochs", rtol=1e-4, atol=1e-5)


@criterion(
    points=1,
    title="The learning rate is 0.01 unless another is given",
    hint="Where does the default stand, and does the optimizer get it?",
)
def test_default_learning_rate(submission, props, judge_props, reference, rng):
    weights, train, test = drawn_weights(rng), batches_of(rng, 4, 3), batches_of(rng, 3)
    _, expected = fitted_here(judge_props, reference, weights, train, test, 2)
    model = props.classifier(weights)
    submission.fit(model, train, test, 2)
    same(props.state(model), expected, what="the parameters after 2 epochs", rtol=1e-6, atol=1e-6)


@criterion(
    points=1,
    title="Every epoch trains in training mode and tests in eval mode",
    hint="The test at the end of an epoch leaves the model in some mode. In which one does the next epoch begin?",
)
def test_modes(submission, props, judge_props, reference, rng):
    shapes = {"first.weight": (5, 3), "first.bias": (5,), "last.weight": (4, 5), "last.bias": (4,)}
    shapes |= {f"norm.{name}": (5,) for name in ("weight", "bias", "running_mean")}
    weights = {name: torch.randn(shape, generator=rng) for name, shape in shapes.items()}
    weights |= {"norm.running_var": torch.rand(5, generator=rng) + 0.5, "norm.num_batches_tracked": torch.tensor(0)}
    train, test = batches_of(rng, 4, 4), batches_of(rng, 3, 3)
    here, there = judge_props.Normed(weights).eval(), props.evaluating(props.Normed(weights))
    expected = reference.fit(here, train, test, 3, learning_rate=0.05)
    same_history(submission.fit(there, train, test, 3, learning_rate=0.05), expected)
    same(props.state(there), judge_props.state(here), what="the model", rtol=1e-4, atol=1e-5)


@criterion(
    points=1,
    title="No epoch, no dict, no change",
    hint="range(0) is empty: what does your function return when its loop never runs?",
)
def test_no_epochs(submission, props, rng):
    weights, train, test = drawn_weights(rng), batches_of(rng, 4), batches_of(rng, 3)
    model = props.classifier(weights)
    same_history(submission.fit(model, train, test, 0), [])
    same(props.state(model), weights, what="the parameters after 0 epochs", rtol=0, atol=0)
    same(len(submission.fit(model, train, test, 1)), 1, what="the number of dicts")


@criterion(
    points=1,
    title="The writer gets three scalars an epoch, with the epoch as step",
    hint="add_scalar takes a tag, a value and a step. Without a step all points lie on top of each other.",
)
def test_writer(submission, props, judge_props, reference, rng):
    weights, train, test, expected, _ = case(judge_props, reference, rng, 3, learning_rate=0.2)
    writer = props.Writer()
    submission.fit(props.classifier(weights), train, test, 3, learning_rate=0.2, writer=writer)
    scalars = writer.scalars
    for tag, key in (("train/loss", "train_loss"), ("test/loss", "test_loss"), ("test/accuracy", "test_accuracy")):
        got = [(step, value) for name, value, step in scalars if name == tag]
        wanted = [(epoch["epoch"], float(epoch[key])) for epoch in expected]
        same(got, wanted, what=f"(step, value) of {tag}", rtol=1e-4, atol=1e-5)
    writer = props.Writer()  # an epoch that is no better than those before is written, too
    climbing(submission, props, [ALL, NONE, TWO], LABELS, writer=writer)
    got = [(step, value) for name, value, step in writer.scalars if name == "test/accuracy"]
    same(got, [(1, 1.0), (2, 0.0), (3, 0.5)], what="(step, value) of test/accuracy")


@criterion(
    points=2,
    title="The checkpoint holds the weights of the best epoch",
    hint="state_dict() shows the weights themselves, not a copy: they go on changing. When is the moment to keep them?",
)
def test_best_checkpoint(submission, props):
    for answers, best in (
        ([ONE, ALL, TWO], 2),
        ([TWO, ONE, NONE, ALL], 4),
        ([ALL, NONE], 1),
        ([THREE, ALL_QUIET, ONE], 2),
        ([ALL, NONE, TWO], 1),  # better than the epoch before is not best
    ):
        path = submission.folder({}) + "/best.pt"
        history, _ = climbing(submission, props, answers, LABELS, checkpoint_path=path)
        rates = [sum(said % 3 == label for said, label in zip(row, LABELS, strict=True)) / 4 for row in answers]
        same(accuracies(history), rates, what="the accuracies")
        same(props.opened(path), climbed(best), what=f"the checkpoint, best in epoch {best},")


@criterion(
    points=1,
    title="Among equally good epochs the first is kept",
    hint="Is an epoch that is as good as the best so far better than it?",
)
def test_first_of_ties(submission, props):
    for answers, best in (([ONE, TWO, TWO, ONE], 2), ([ALL, ALL, ALL], 1)):
        path = submission.folder({}) + "/best.pt"
        climbing(submission, props, answers, LABELS, checkpoint_path=path)
        same(props.opened(path), climbed(best), what=f"the checkpoint, first best in epoch {best},")


@criterion(
    points=1,
    title="An accuracy of 0 counts: there is a checkpoint from the first epoch on",
    hint="Which number is below every accuracy that there can be?",
)
def test_zero_accuracy(submission, props):
    path = submission.folder({}) + "/best.pt"
    history, _ = climbing(submission, props, [NONE, NONE], LABELS, checkpoint_path=path)
    same(accuracies(history), [0.0, 0.0], what="the accuracies")
    same(props.opened(path), climbed(1), what="the checkpoint")


@criterion(
    points=1,
    title="The model ends with the last epoch's weights, checkpoint or not",
    hint="The best weights belong into the file; the model itself goes on from where it is.",
)
def test_ends_with_last_weights(submission, props):
    path = submission.folder({}) + "/best.pt"
    for settings in ({"checkpoint_path": path}, {}):
        history, weight = climbing(submission, props, [ALL, NONE, ONE], LABELS, **settings)
        same(accuracies(history), [1.0, 0.0, 0.25], what="the accuracies")
        same(weight, torch.tensor(1.5), what="the model's weight after 3 steps of 0.5")


@criterion(
    points=1,
    title="Loaders are only iterated: no length, no dataset",
    hint="A `for` loop asks nothing of a loader but its batches. Count the samples that you saw.",
)
def test_any_iterable(submission, props, judge_props, reference, rng):
    weights, train, test, expected, state = case(judge_props, reference, rng, 2, learning_rate=0.2)
    model = props.classifier(weights)
    same_history(submission.fit(model, props.Batches(train), props.Batches(test), 2, learning_rate=0.2), expected)
    same(props.state(model), state, what="the parameters", rtol=1e-4, atol=1e-5)


@criterion(
    points=1,
    title="Model and batches are moved to the device, for training and for testing",
    hint="model.to(device) moves the model itself; x.to(device) gives a new tensor and leaves x where it is.",
)
def test_everything_is_moved(submission, props, judge_props, reference, rng):
    weights, train, test, expected, state = case(judge_props, reference, rng, 2, learning_rate=0.2)
    model = props.far(weights)
    got = submission.fit(model, props.FarBatches(train), props.FarBatches(test), 2, learning_rate=0.2, device="cpu")
    same_history(got, expected)
    moved = {f"body.{name}": value for name, value in state.items()}
    same(props.state(model), moved, what="the parameters", rtol=1e-4, atol=1e-5)


@cache
def course_pictures():
    """Return (pictures, labels, test pictures, test labels) of the course's own kind, uint8 and int64 tensors."""
    draws = DRAWS.Draws(8)
    sets = [PICTURES.picture_set(count, draws) for count in (300, 200)]
    return tuple(part for rows, labels in sets for part in (torch.tensor(rows).reshape(-1, 3, 32, 32), torch.tensor(labels)))


def accuracy_here(judge_props, weights, pictures, labels):
    """Return the accuracy of the texture network with these weights, measured by the judge."""
    with torch.no_grad():
        logits = judge_props.texture_net(weights).eval()(pictures.float() / 255)
    return int((logits.argmax(1) == labels).sum()) / len(labels)


@criterion(
    points=2,
    title="It trains a small network on the course's pictures: more than 60 % of the test pictures right after 5 epochs",
    hint="Everything together: one step a batch, fresh gradients, the whole loader in every epoch. Does the "
    "training loss fall from epoch to epoch?",
)
def test_learns_pictures(submission, props, judge_props, seed, device):
    pictures, labels, test_pictures, test_labels = course_pictures()
    start = STARTS[seed % len(STARTS)]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(start)
        weights = judge_props.state(judge_props.texture_net())
    before = accuracy_here(judge_props, weights, test_pictures, test_labels)
    model = props.on(props.texture_net(weights), device)
    train, test = props.Pictures(pictures, labels, 20, start), props.Pictures(test_pictures, test_labels, 50)
    submission.fit(model, train, test, 5, 0.3, device)
    after = accuracy_here(judge_props, props.state(model), test_pictures, test_labels)
    expect(
        after > 0.6,
        "{after} of the test pictures are right after 5 epochs; before it was {before}",
        after=after,
        before=before,
    )
