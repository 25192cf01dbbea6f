"""The hidden suite of evaluate: mean loss and accuracy, and a model left as it was. Runs in the judge."""

from __future__ import annotations

from contextlib import suppress

import torch
from torch.nn import functional

from grader.judge import Raised, criterion, raises, same


def batch_with(rng, right, labels, classes):
    """Return (logits, targets): sample i is classified rightly where right[i]; every logit is negative."""
    targets = torch.tensor(labels)
    said = torch.tensor([label if ok else (label + 1) % classes for ok, label in zip(right, labels, strict=True)])
    logits = -torch.rand(len(labels), classes, generator=rng) - 3
    return logits + 2 * functional.one_hot(said, classes), targets


def expected_of(batches):
    """Return (mean loss, accuracy) over all samples of batches whose logits are known."""
    logits, targets = (torch.cat(tensors) for tensors in zip(*batches, strict=True))
    loss = functional.cross_entropy(logits.double(), targets)
    return float(loss), int((logits.argmax(1) == targets).sum()) / len(targets)


def uneven(rng):
    """Return batches of 4, 4 and 1 samples: the last is wrong and its loss is large."""
    last_logits, last_target = batch_with(rng, [0], [2], 3)
    return [
        batch_with(rng, [1, 1, 0, 1], [0, 2, 1, 1], 3),
        batch_with(rng, [1, 0, 1, 1], [1, 1, 0, 2], 3),
        (last_logits * 4, last_target),
    ]


@criterion(
    points=2,
    title="The accuracy is the share of right answers",
    hint="Which axis holds the classes? A batch with as many samples as classes does not complain about the wrong one.",
)
def test_accuracy(submission, props, rng):
    cases = (
        ("4 samples of 4 classes", [1, 1, 0, 1], [0, 0, 2, 1], 4),
        ("3 samples of 5 classes", [1, 0, 0], [4, 4, 0], 5),
        ("5 samples of 2 classes", [1, 1, 1, 0, 1], [1, 1, 0, 1, 1], 2),
        ("all wrong", [0, 0, 0], [0, 1, 2], 3),
        ("all right", [1, 1, 1, 1], [3, 1, 2, 2], 4),
        ("one sample", [1], [2], 4),
    )
    for name, right, labels, classes in cases:
        batch = batch_with(rng, right, labels, classes)
        got = submission.evaluate(props.Echo(), [batch], props.cross_entropy)
        same(got, expected_of([batch]), what=f"(mean loss, accuracy) of {name}", rtol=1e-5)


@criterion(
    points=2,
    title="Loss and accuracy are means over samples, not over batches",
    hint="Four right of four and none of one is four of five. Add up over the samples and divide once, by how many you saw.",
)
def test_short_last_batch(submission, props, rng, device):
    batches = uneven(rng)
    same(
        submission.evaluate(props.Echo(), batches, props.cross_entropy, device),
        expected_of(batches),
        what="(mean loss, accuracy)",
        rtol=1e-5,
    )
    batches = [batch_with(rng, [1] * 6, [0, 1, 2, 3, 4, 5], 6), batch_with(rng, [0, 0], [5, 1], 6)]
    same(
        submission.evaluate(props.Echo(), batches, props.cross_entropy, device),
        expected_of(batches),
        what="(mean loss, accuracy)",
        rtol=1e-5,
    )


def even(rng):
    """Return two batches of 3 samples."""
    return [batch_with(rng, [1, 0, 1], [0, 3, 1], 4), batch_with(rng, [0, 1, 1], [2, 2, 0], 4)]


def same_loss(got, expected):
    """Compare the first of (mean loss, accuracy)."""
    same(float(got[0]), expected[0], what="the mean loss", rtol=1e-4)


def normed_weights(rng):
    """Return the weights and statistics of props.Normed."""
    shapes = {"body.0.weight": (5, 3), "body.0.bias": (5,), "last.weight": (4, 5), "last.bias": (4,)}
    for norm in ("body.1", "body.3"):
        shapes |= {f"{norm}.{name}": (5,) for name in ("weight", "bias", "running_mean")}
    weights = {name: torch.randn(shape, generator=rng) for name, shape in shapes.items()}
    for norm in ("body.1", "body.3"):
        weights |= {
            f"{norm}.running_var": torch.rand(5, generator=rng) + 0.5,
            f"{norm}.num_batches_tracked": torch.tensor(3),
        }
    return weights


def normed_case(rng, judge_props, dtype=torch.float32):
    """Return (weights, batches, expected (mean loss, accuracy)) of a network with batch norm and dropout."""
    weights = {name: value.to(dtype if value.is_floating_point() else value.dtype) for name, value in normed_weights(rng).items()}
    inputs, targets = torch.randn(8, 3, generator=rng).to(dtype), torch.randint(0, 4, (8,), generator=rng)
    with torch.no_grad():
        logits = judge_props.Normed(weights).eval()(inputs)
    batches = [(inputs[start : start + 4], targets[start : start + 4]) for start in (0, 4)]
    return weights, batches, expected_of([(logits, targets)])


@criterion(
    points=2,
    title="The model is evaluated in eval mode and learns nothing from it",
    hint="Dropout and batch norm have to know that this is no training; switching gradients off does not tell them.",
)
def test_eval_mode(submission, props, judge_props, rng):
    for training, dtype in ((True, torch.float32), (False, torch.float64)):
        weights, batches, expected = normed_case(rng, judge_props, dtype)
        model = props.Normed(weights, training)
        same_loss(submission.evaluate(model, batches, props.cross_entropy), expected)
        same(props.state(model), weights, what="the model afterwards", rtol=0, atol=0)


@criterion(
    points=1,
    title="No graph for gradients is built, and nothing of that stays switched off",
    hint="eval() does not switch gradients off. There is a context for that, which also ends by itself.",
)
def test_no_gradients(submission, props, rng):
    batches = even(rng)
    props.gradients_on()
    model = props.GradShy()
    before = props.traces(model)
    same_loss(submission.evaluate(model, batches, props.cross_entropy), expected_of(batches))
    same(props.traces(model), before, what="what is left behind")


@criterion(
    points=1,
    title="Each module is afterwards in the mode that it was in",
    hint="Someone may have frozen a batch norm inside a model that trains: train() or eval() on the whole model "
    "forgets that. Which modules does model.modules() give?",
)
def test_modes_are_restored(submission, props, judge_props, rng):
    weights, batches, expected = normed_case(rng, judge_props)
    for training in (True, False):
        model = props.Normed(weights, training)
        before = props.modes(model)
        same_loss(submission.evaluate(model, batches, props.cross_entropy), expected)
        same(props.modes(model), before, what="which part trains")


@criterion(
    points=1,
    title="The modes are restored even when something fails in the middle",
    hint="Model, loader or loss may fail, and an empty loader is an error too. An error leaves the function at once; "
    "only what stands in `finally` is still done.",
)
def test_modes_after_an_error(submission, props, judge_props, rng):
    weights, batches, expected = normed_case(rng, judge_props)
    model = props.Normed(weights)
    same_loss(submission.evaluate(model, batches, props.cross_entropy), expected)
    for training, fail_at, loader, loss, what in (
        (True, 1, batches, props.cross_entropy, "an error of the model"),
        (False, 0, batches, props.cross_entropy, "an error of the model"),
        (True, -1, props.Broken(batches), props.cross_entropy, "an error of the loader"),
        (True, -1, batches, props.broken_loss, "an error of the loss"),
        (True, -1, [], props.cross_entropy, "an empty loader"),
    ):
        model = props.Normed(weights, training)
        before = props.modes(model)
        model.fail_at = fail_at
        with suppress(Raised):  # that it comes through is not the point
            submission.evaluate(model, loader, loss)
        same(props.modes(model), before, what=f"which part trains after {what}")


@criterion(
    points=1,
    title="Any iterable of batches will do: no length, no dataset, one pass",
    hint="A `for` loop asks nothing of a loader but its batches. Count the samples that you saw instead of asking "
    "how many there are.",
)
def test_any_iterable(submission, props, rng):
    batches = even(rng)
    for loader in (props.Stream(batches), [list(batch) for batch in batches]):
        loss, accuracy = submission.evaluate(props.Echo(), loader, props.cross_entropy)
        same((float(loss), float(accuracy)), expected_of(batches), what="(mean loss, accuracy)", rtol=1e-5)


@criterion(
    points=1,
    title="The loss is the one that was handed over: loss_fn(outputs, targets)",
    hint="The caller chooses the loss. What the model said comes first, what it should have said second.",
)
def test_loss_function(submission, props, judge_props, rng):
    batches = [*even(rng), batch_with(rng, [1], [2], 4)]
    losses = [float(judge_props.lopsided(*batch)) * len(batch[1]) for batch in batches]
    same_loss(submission.evaluate(props.Echo(), batches, props.lopsided), (sum(losses) / 7,))


@criterion(
    points=1,
    title="Model, inputs and targets are moved to the device",
    hint="model.to(device) moves the model itself; x.to(device) gives a new tensor and leaves x where it is.",
)
def test_everything_is_moved(submission, props, rng):
    batches = even(rng)
    got = submission.evaluate(props.far(), props.FarBatches(batches), props.careful, device="cpu")
    same_loss(got, expected_of(batches))


@criterion(
    points=1,
    title="A loader without batches: ValueError",
    hint="Without a sample there is no mean. Say what is wrong, before Python complains about a division by zero.",
)
def test_empty_loader(submission, props):
    for loader in ([], props.Stream([])):
        raises(lambda loader=loader: submission.evaluate(props.Echo(), loader, props.cross_entropy), ValueError)
