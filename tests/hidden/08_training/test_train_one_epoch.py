"""The hidden suite of train_one_epoch: parameters and mean loss, whatever the loader is. Runs in the judge."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from grader.judge import Message, criterion, once_right, raises, same, tensors


def drawn_weights(rng, *shapes):
    """Return a state dict of random values: {name: tensor}."""
    return {name: torch.randn(shape, generator=rng) * 0.5 for name, shape in shapes}


def epoch_of(rng, *sizes, lr=0.5, dtype=torch.float32, **more):
    """Return an epoch with batches of these sizes: 3 numbers, 4 classes; each batch lies elsewhere, its loss is another."""
    weights = drawn_weights(rng, ("0.weight", (5, 3)), ("0.bias", (5,)), ("2.weight", (4, 5)), ("2.bias", (4,)))
    batches = [
        (torch.randn(size, 3, generator=rng).to(dtype) + 2 * place, torch.randint(0, 4, (size,), generator=rng))
        for place, size in enumerate(sizes)
    ]
    return {"weights": {name: value.to(dtype) for name, value in weights.items()}, "batches": batches, "lr": lr} | more


@st.composite
def epochs(draw, sizes, lr=0.5, classes=2, **more):
    """Draw a small epoch with batches of `sizes`: a linear layer from one number to the classes."""
    few = st.integers(-2, 2)
    weights = {"0.weight": draw(tensors((classes, 1), few)), "0.bias": draw(tensors((classes,), few))}
    batches = [
        (draw(tensors((size, 1), few)), draw(tensors((size,), st.integers(0, classes - 1), torch.int64))) for size in draw(sizes)
    ]
    return {"weights": weights, "batches": batches, "lr": lr} | more


def batches(least, most, size=None):
    """Return the strategy for the sizes of `least` to `most` batches."""
    return st.lists(st.just(size) if size else st.integers(1, 3), min_size=least, max_size=most)


def run(train, props, epoch, loader=None, loss="cross_entropy", device=None):
    """Train a new model with the submission's function or the reference's; return (mean loss, parameters)."""
    settings = {name: epoch[name] for name in ("lr", "momentum") if name in epoch}
    place = () if device is None else (device,)
    model, optimizer = props.ready(
        epoch["weights"],
        epoch.get("frozen", ()),
        epoch.get("optimizer", "sgd"),
        settings,
        device or torch.device("cpu"),
    )
    mean = train(model, epoch["batches"] if loader is None else loader, getattr(props, loss), optimizer, *place)
    state, _ = props.left(model, optimizer)  # its second part is not graded: it tells apart why parameters did not move
    return mean, state


def value(mean):
    """Return the number, also of a tensor: that it is a float is graded once."""
    return float(torch.as_tensor(mean).detach())


@criterion(
    points=1,
    title="One batch is one step down along its gradient",
    hint="backward() fills in the gradients and step() uses them. What does step() find when it comes first, or "
    "when the gradients were just cleared?",
    rule="For each batch: zero_grad(), the loss, backward(), step(). The loss has to be the tensor that loss_fn gave.",
    example="""weight 3, learning rate 0.5
zero_grad()   gradient: none
backward()    gradient: 4
step()        weight: 3 - 0.5 * 4 = 1""",
)
def test_one_step(submission, props, judge_props, reference, cases, rng):
    def check(epoch):
        _, expected = run(reference.train_one_epoch, judge_props, epoch)
        _, got = run(submission.train_one_epoch, props, epoch)
        same(got, expected, what="the parameters after one batch")

    fixed = [epoch_of(rng, size, dtype=dtype) for size, dtype in ((4, torch.float32), (1, torch.float32), (3, torch.float64))]
    steep = {"weights": {"0.weight": torch.zeros(2, 1), "0.bias": torch.zeros(2)}, "lr": 0.5}
    steep["batches"] = [(torch.full((1, 1), 4000.0), torch.tensor([0]))]  # a gradient of 2000
    cases.check(check, *fixed, steep, drawn=epochs(batches(1, 1)))


@criterion(
    points=1,
    title="Each batch starts with fresh gradients",
    hint="backward() adds to the gradients that are there. Whose gradients are still there when the second batch comes?",
    rule="Clear the gradients once for each batch, inside the loop: the step of a batch uses the gradient of this batch alone.",
    example="""gradients of two batches: 4, then 1
cleared for each batch: steps with 4 and 1
never cleared:          steps with 4 and 5""",
)
def test_fresh_gradients(submission, props, judge_props, reference, cases, rng):
    def check(epoch):
        _, expected = run(reference.train_one_epoch, judge_props, epoch)
        _, got = run(submission.train_one_epoch, props, epoch)
        same(got, expected, what="the parameters after two batches")

    cases.check(check, epoch_of(rng, 3, 3), drawn=epochs(batches(2, 2, size=2)))


@criterion(
    points=2,
    title="After an epoch with a short last batch the parameters are right",
    hint="Every batch takes part once, in order, the short last one too; the optimizer that was handed over makes the steps.",
    rule="One pass over all batches, one optimizer.step() for each; parameters that were frozen stay frozen.",
    example="""batches of 4, 4 and 1 samples: 3 steps
    the last one with the gradient of a single sample""",
)
def test_whole_epoch(submission, props, judge_props, reference, cases, rng, device):
    def check(epoch):
        _, expected = run(reference.train_one_epoch, judge_props, epoch)
        _, got = run(submission.train_one_epoch, props, epoch, device=device)
        what = Message("the parameters after an epoch with {optimizer}", {"optimizer": epoch["optimizer"]})
        same(got, expected, what=what, rtol=1e-4, atol=1e-5)

    cases.check(
        check,
        epoch_of(rng, 4, 4, 4, 1, optimizer="sgd", lr=0.1, momentum=0.9, frozen=("0.bias",)),
        epoch_of(rng, 4, 4, 4, 1, optimizer="adam", lr=0.05, frozen=("0.bias",)),
        drawn=epochs(batches(1, 3), optimizer="sgd", momentum=0.5),
    )


@criterion(
    points=2,
    title="The mean loss is a mean over samples, as a float",
    hint="A batch's loss is the mean of its own samples. How much should the loss of a last batch with a single sample weigh?",
    rule="Add up each batch's loss times its number of samples, before the step, and divide once by the number of samples.",
    example="""batches of 2 and 1 samples, losses 2.0 and 8.0
    sum:  2 * 2.0 + 1 * 8.0 = 12.0
    mean: 12.0 / 3 = 4.0    (not 5.0)""",
)
def test_mean_loss(submission, props, judge_props, reference, cases, rng):
    def check(epoch):
        expected, _ = run(reference.train_one_epoch, judge_props, epoch)
        got, _ = run(submission.train_one_epoch, props, epoch)
        sizes = ", ".join(str(len(targets)) for _, targets in epoch["batches"])
        what = Message("the mean loss of batches of {sizes} samples", {"sizes": sizes})
        same(got, float(expected), what=what, rtol=1e-5)

    # up to two batches, or a learning rate of 0: gradients that pile up show elsewhere
    fixed = (((4, 4, 1), 0.0), ((2, 5), 0.2), ((6,), 0.2))
    drawn = st.one_of(epochs(batches(1, 3), lr=0.0), epochs(batches(1, 2)))
    cases.check(check, *(epoch_of(rng, *sizes, lr=lr) for sizes, lr in fixed), drawn=drawn)


@criterion(
    points=1,
    title="The model trains in training mode, whatever mode it came in",
    hint="Dropout and batch norm behave differently while learning, and the last evaluation left the model in eval mode.",
    rule="Call model.train() before the first batch.",
    example="""batch norm, values 1 and 3 in the batch
    train(): subtracts their mean, 2, and remembers it
    eval():  subtracts the mean that it remembers""",
)
def test_training_mode(submission, props, judge_props, reference, cases, rng):
    shapes = [(f"parts.first.{name}", shape) for name, shape in (("weight", (1, 3)), ("bias", (1,)))]
    shapes += [(f"parts.norm.{name}", (1,)) for name in ("weight", "bias", "running_mean")]
    weights = drawn_weights(rng, *shapes, ("parts.last.weight", (4, 1)), ("parts.last.bias", (4,)))
    weights |= {"parts.norm.running_var": torch.rand(1, generator=rng) + 0.5, "parts.norm.num_batches_tracked": torch.tensor(7)}

    def check(case):
        training, norm_training, lr, epoch = case
        here, there = (made.normed(weights, training, norm_training) for made in (judge_props, props))
        reference.train_one_epoch(here, epoch["batches"], judge_props.cross_entropy, judge_props.sgd(here, lr))
        submission.train_one_epoch(there, epoch["batches"], props.cross_entropy, props.sgd(there, lr))
        same(props.state(there), judge_props.state(here), what="the model", rtol=1e-4, atol=1e-5)
        if training and norm_training:  # whether another mode comes back afterwards is not said
            same(props.modes(there), judge_props.modes(here), what="the modes afterwards")

    two, one = epoch_of(rng, 3, 3), epoch_of(rng, 4)
    cases.check(check, (True, True, 0.0, two), (False, False, 0.0, two), (False, False, 0.1, one), (True, False, 0.0, two))


@criterion(
    points=1,
    title="Any iterable of batches will do: no length, no dataset, one pass",
    hint="A `for` loop asks nothing of a loader but its batches. Count the samples that you saw instead of asking "
    "how many there are.",
    rule="Go through the loader once, with `for`; no len(), no .dataset, no second look at a batch.",
    example="""def stream():
    yield inputs, targets
loader = stream()
for inputs, targets in loader: ...   works
len(loader)                          TypeError""",
)
def test_any_iterable(submission, props, judge_props, reference, rng):
    epoch = epoch_of(rng, 1, 1, lr=0.3)
    expected, _ = run(reference.train_one_epoch, judge_props, epoch)
    _, usual = run(submission.train_one_epoch, props, epoch)
    for loader in (props.Stream(epoch["batches"]), [list(batch) for batch in epoch["batches"]]):
        mean, state = run(submission.train_one_epoch, props, epoch, loader)
        same(value(mean), float(expected), what="the mean loss", rtol=1e-5)
        same(state, usual, what="the parameters, compared with those after a list of the same batches")


@criterion(
    points=1,
    title="The loss is the one that was handed over: loss_fn(outputs, targets)",
    hint="The caller chooses the loss. What the model said comes first, what it should have said second.",
    rule="loss = loss_fn(model(inputs), targets), and nothing in between.",
    example="""loss_fn(a, b) = (a - 3 * b) ** 2
output 5, target 1
    loss_fn(5, 1) = 4
    loss_fn(1, 5) = 196""",
)
def test_loss_function(submission, props, judge_props, reference, cases, rng):
    def check(epoch):
        epoch = epoch | {"batches": [(inputs, targets.float()[:, None]) for inputs, targets in epoch["batches"]]}
        still = epoch | {"lr": 0.0}
        expected, _ = run(reference.train_one_epoch, judge_props, still, loss="lopsided")
        got, _ = run(submission.train_one_epoch, props, still, loss="lopsided")
        same(value(got), float(expected), what="the mean loss", rtol=1e-5)
        _, expected = run(reference.train_one_epoch, judge_props, epoch, loss="lopsided")
        _, got = run(submission.train_one_epoch, props, epoch, loss="lopsided")
        same(got, expected, what="the parameters")

    weights = drawn_weights(rng, ("0.weight", (1, 3)), ("0.bias", (1,)))
    fixed = {"weights": weights, "batches": [(torch.randn(1, 3, generator=rng), torch.randn(1, generator=rng) + 2)], "lr": 0.05}
    picture = fixed | {"batches": [(torch.randn(1, 2, 2, 3, generator=rng), torch.randn(1, generator=rng) + 2)]}
    cases.check(check, fixed, picture, drawn=epochs(batches(1, 1, size=1), classes=1))


@criterion(
    points=1,
    title="Inputs and targets are moved to the device",
    hint="x.to(device) gives a new tensor and leaves x where it is. Which of the two did the model get, and which the loss?",
    rule="Move both, and keep what .to gives: inputs, targets = inputs.to(device), targets.to(device).",
    example="""x on the CPU
x.to("cuda")       x is still on the CPU
x = x.to("cuda")   x is on the GPU""",
)
def test_batches_are_moved(submission, props, judge_props, reference, rng):
    epoch = epoch_of(rng, 3, 2, lr=0.3)
    first = epoch | {"batches": epoch["batches"][:1]}
    _, expected = run(reference.train_one_epoch, judge_props, first)
    model = props.far(epoch["weights"])
    submission.train_one_epoch(model, props.FarBatches(first["batches"]), props.careful, props.sgd(model, 0.3), device="cpu")
    same(props.state(model), {f"body.{name}": value for name, value in expected.items()}, what="the parameters")
    submission.train_one_epoch(model, props.FarBatches(epoch["batches"]), props.careful, props.sgd(model, 0.3), device="cpu")


@criterion(
    points=1,
    title="A loader without batches: ValueError",
    hint="Without a sample there is no mean. Say what is wrong, before Python complains about a division by zero.",
    rule="When no sample came out of the loop, raise a ValueError; a loader with a single sample is fine.",
    example="""loader [(inputs, targets)]   a float
loader []                    ValueError""",
)
def test_empty_loader(submission, props, judge_props, reference, rng):
    epoch = epoch_of(rng, 1, lr=0.0)
    expected, _ = run(reference.train_one_epoch, judge_props, epoch)
    with once_right():
        got, _ = run(submission.train_one_epoch, props, epoch)
        same(value(got), float(expected), what="the mean loss", rtol=1e-5)
    for loader in ([], props.Stream([])):
        raises(lambda loader=loader: run(submission.train_one_epoch, props, epoch, loader), ValueError)
