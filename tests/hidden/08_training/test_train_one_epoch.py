"""The hidden suite of train_one_epoch: parameters and mean loss, whatever the loader is. Runs in the judge."""

from __future__ import annotations

import torch

from grader.judge import criterion, raises, same

FROZEN = ("0.bias",)  # of the classifier in test_whole_epoch


def drawn_weights(rng, *shapes):
    """Return a state dict of random values: {name: tensor}."""
    return {name: torch.randn(shape, generator=rng) * 0.5 for name, shape in shapes}


def classifier_weights(rng):
    """Return the weights of props.classifier."""
    return drawn_weights(rng, ("0.weight", (5, 3)), ("0.bias", (5,)), ("2.weight", (4, 5)), ("2.bias", (4,)))


def batches_of(rng, *sizes):
    """Return [(inputs, targets)] of 3 numbers and 4 classes; each batch lies elsewhere, so that its loss is another."""
    return [
        (torch.randn(size, 3, generator=rng) + 2 * place, torch.randint(0, 4, (size,), generator=rng))
        for place, size in enumerate(sizes)
    ]


def epoch_here(judge_props, reference, weights, batches, optimizer="sgd", **settings):
    """Return the reference's (mean loss, state after the epoch)."""
    model = judge_props.classifier(weights)
    loss = reference.train_one_epoch(
        model, batches, judge_props.cross_entropy, getattr(judge_props, optimizer)(model, **settings)
    )
    return loss, judge_props.state(model)


def epoch_there(submission, props, weights, batches, optimizer="sgd", **settings):
    """Return the submission's (mean loss, state after the epoch)."""
    model = props.classifier(weights)
    loss = submission.train_one_epoch(model, batches, props.cross_entropy, getattr(props, optimizer)(model, **settings))
    return loss, props.state(model)


@criterion(
    points=1,
    title="One batch is one step down along its gradient",
    hint="backward() fills in the gradients and step() uses them. What does step() find when it comes first, or "
    "when the gradients were just cleared?",
)
def test_one_step(submission, props, judge_props, reference, rng):
    for size, dtype in ((4, torch.float32), (1, torch.float32), (3, torch.float64)):
        weights = {name: value.to(dtype) for name, value in classifier_weights(rng).items()}
        batches = [(inputs.to(dtype), targets) for inputs, targets in batches_of(rng, size)]
        _, expected = epoch_here(judge_props, reference, weights, batches, lr=0.5)
        _, got = epoch_there(submission, props, weights, batches, lr=0.5)
        same(got, expected, what="the parameters after one batch")


@criterion(
    points=1,
    title="Each batch starts with fresh gradients",
    hint="backward() adds to the gradients that are there. Whose gradients are still there when the second batch comes?",
)
def test_fresh_gradients(submission, props, judge_props, reference, rng):
    weights, batches = classifier_weights(rng), batches_of(rng, 3, 3)
    _, expected = epoch_here(judge_props, reference, weights, batches, lr=0.5)
    _, got = epoch_there(submission, props, weights, batches, lr=0.5)
    same(got, expected, what="the parameters after two batches")


@criterion(
    points=2,
    title="After an epoch with a short last batch the parameters are right",
    hint="Every batch takes part once, in order, the short last one too; the optimizer that was handed over makes the steps.",
)
def test_whole_epoch(submission, props, judge_props, reference, rng, device):
    weights, batches = classifier_weights(rng), batches_of(rng, 4, 4, 4, 1)
    for optimizer, settings in (("sgd", {"lr": 0.1, "momentum": 0.9}), ("adam", {"lr": 0.05})):
        here = judge_props.classifier(weights, frozen=FROZEN)
        handed = getattr(judge_props, optimizer)(here, **settings)
        reference.train_one_epoch(here, batches, judge_props.cross_entropy, handed)
        model = props.on(props.classifier(weights, frozen=FROZEN), device)
        handed = getattr(props, optimizer)(model, **settings)
        submission.train_one_epoch(model, batches, props.cross_entropy, handed, device)
        got = {name: value.cpu() for name, value in props.state(model).items()}
        same(got, judge_props.state(here), what=f"the parameters after an epoch with {optimizer}", rtol=1e-4, atol=1e-5)


@criterion(
    points=2,
    title="The mean loss is a mean over samples, as a float",
    hint="A batch's loss is the mean of its own samples. How much should the loss of a last batch with a single sample weigh?",
)
def test_mean_loss(submission, props, judge_props, reference, rng):
    for sizes in ((4, 4, 1), (2, 5, 3), (6,)):
        weights, batches = classifier_weights(rng), batches_of(rng, *sizes)
        expected, _ = epoch_here(judge_props, reference, weights, batches, lr=0.2)
        got, _ = epoch_there(submission, props, weights, batches, lr=0.2)
        same(got, float(expected), what=f"the mean loss of batches of {', '.join(map(str, sizes))} samples", rtol=1e-5)


@criterion(
    points=1,
    title="The model trains in training mode, whatever mode it came in",
    hint="Dropout and batch norm behave differently while learning, and the last evaluation left the model in eval mode.",
)
def test_training_mode(submission, props, judge_props, reference, rng):
    shapes = [(f"parts.first.{name}", shape) for name, shape in (("weight", (5, 3)), ("bias", (5,)))]
    shapes += [(f"parts.norm.{name}", (5,)) for name in ("weight", "bias", "running_mean")]
    shapes += [("parts.last.weight", (4, 5)), ("parts.last.bias", (4,))]
    weights = drawn_weights(rng, *shapes)
    weights |= {
        "parts.norm.running_var": torch.rand(5, generator=rng) + 0.5,
        "parts.norm.num_batches_tracked": torch.tensor(7),
    }
    batches = batches_of(rng, 4, 4, 3)
    here, there = judge_props.normed(weights), props.normed(weights)
    reference.train_one_epoch(here, batches, judge_props.cross_entropy, judge_props.sgd(here, 0.1))
    submission.train_one_epoch(there, batches, props.cross_entropy, props.sgd(there, 0.1))
    same(props.state(there), judge_props.state(here), what="the model", rtol=1e-4, atol=1e-5)


@criterion(
    points=1,
    title="Any iterable of batches will do: no length, no dataset, one pass",
    hint="A `for` loop asks nothing of a loader but its batches. Count the samples that you saw instead of asking "
    "how many there are.",
)
def test_any_iterable(submission, props, judge_props, reference, rng):
    weights, batches = classifier_weights(rng), batches_of(rng, 3, 3)
    loss, state = epoch_here(judge_props, reference, weights, batches, lr=0.3)
    for loader in (props.Stream(batches), [list(batch) for batch in batches]):
        model = props.classifier(weights)
        got = submission.train_one_epoch(model, loader, props.cross_entropy, props.sgd(model, 0.3))
        same(float(torch.as_tensor(got).detach()), float(loss), what="the mean loss", rtol=1e-5)
        same(props.state(model), state, what="the parameters")


@criterion(
    points=1,
    title="The loss is the one that was handed over: loss_fn(outputs, targets)",
    hint="The caller chooses the loss. What the model said comes first, what it should have said second.",
)
def test_loss_function(submission, props, judge_props, reference, rng):
    weights = drawn_weights(rng, ("0.weight", (1, 3)), ("0.bias", (1,)))
    batches = [(torch.randn(size, 3, generator=rng), torch.randn(size, 1, generator=rng)) for size in (3, 3)]
    here, there = judge_props.regressor(weights), props.regressor(weights)
    expected = reference.train_one_epoch(here, batches, judge_props.lopsided, judge_props.sgd(here, 0.05))
    got = submission.train_one_epoch(there, batches, props.lopsided, props.sgd(there, 0.05))
    same(float(torch.as_tensor(got).detach()), float(expected), what="the mean loss", rtol=1e-5)
    same(props.state(there), judge_props.state(here), what="the parameters")


@criterion(
    points=1,
    title="Inputs and targets are moved to the device",
    hint="x.to(device) gives a new tensor and leaves x where it is. Which of the two did the model get, and which the loss?",
)
def test_batches_are_moved(submission, props, judge_props, reference, rng):
    weights, batches = classifier_weights(rng), batches_of(rng, 3, 2)
    _, expected = epoch_here(judge_props, reference, weights, batches, lr=0.3)
    model = props.far(weights)
    submission.train_one_epoch(model, props.FarBatches(batches), props.careful, props.sgd(model, 0.3), device="cpu")
    same(props.state(model), {f"body.{name}": value for name, value in expected.items()}, what="the parameters")


@criterion(
    points=1,
    title="A loader without batches: ValueError",
    hint="Without a sample there is no mean. Say what is wrong, before Python complains about a division by zero.",
)
def test_empty_loader(submission, props, rng):
    weights = classifier_weights(rng)
    for loader in ([], props.Stream([])):
        model = props.classifier(weights)
        raises(
            lambda model=model, loader=loader: submission.train_one_epoch(
                model, loader, props.cross_entropy, props.sgd(model, 0.1)
            ),
            ValueError,
        )
