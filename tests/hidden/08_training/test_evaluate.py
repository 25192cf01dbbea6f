"""The hidden suite of evaluate: mean loss and accuracy, and a model left as it was. Runs in the judge."""

from __future__ import annotations

from contextlib import suppress

import torch
from hypothesis import strategies as st
from torch.nn import functional

from grader.judge import Message, Raised, criterion, once_right, raises, same

BOTH = Message("(mean loss, accuracy)")
MIXED = [True, True, False, True, True]  # of props.Nest: a frozen batch norm in a model that trains
FAULTS = {
    "model": Message("which part trains after an error of the model"),
    "loader": Message("which part trains after an error of the loader"),
    "loss": Message("which part trains after an error of the loss"),
    "nothing": Message("which part trains after an empty loader"),
}


def batch_with(rng, right, labels, classes):
    """Return (logits, targets): sample i is classified rightly where right[i]; every logit is negative."""
    targets = torch.tensor(labels)
    said = torch.tensor([label if ok else (label + 1) % classes for ok, label in zip(right, labels, strict=True)])
    logits = -torch.rand(len(labels), classes, generator=rng) - 3
    return logits + 2 * functional.one_hot(said, classes), targets


def telling(rng):
    """Return a batch with 8 samples of 8 classes, 5 answered rightly: each wrong idea of accuracy gives another number."""
    logits, targets = batch_with(rng, [1, 1, 1, 1, 1, 0, 0, 0], [2, 2, 2, 2, 2, 2, 0, 5], 8)
    logits[(5, 6, 7), (2, 0, 0)] = -9  # the smallest logit is right twice
    return logits + torch.tensor([20.0, 10, 10, 10, 0, 0, 0, 0])[:, None], targets  # that of the target is positive 4 times


@st.composite
def answers(draw, sizes):
    """Draw batches (logits, targets) of `sizes`: negative logits, no equals in a row."""
    count = draw(st.integers(2, 3))
    rows, label = st.permutations(range(-count, 0)), st.integers(0, count - 1)
    return [
        (torch.tensor([draw(rows) for _ in range(size)]).float(), torch.tensor([draw(label) for _ in range(size)]))
        for size in draw(sizes)
    ]


def batches(least, most, size=None):
    """Return the strategy for the sizes of `least` to `most` batches."""
    return st.lists(st.just(size) if size else st.integers(1, 3), min_size=least, max_size=most)


def expected_of(batches):
    """Return (mean loss, accuracy) over all samples of batches whose logits are known."""
    logits, targets = (torch.cat(tensors) for tensors in zip(*batches, strict=True))
    loss = functional.cross_entropy(logits.double(), targets)
    return float(loss), int((logits.argmax(1) == targets).sum()) / len(targets)


def singles(rng):
    """Return two batches of one sample: neither weights nor the axis of the classes matter to their loss."""
    return [batch_with(rng, [1], [0], 3), batch_with(rng, [0], [2], 3)]


def same_loss(got, expected):
    """Compare the first of (mean loss, accuracy)."""
    same(float(got[0]), expected[0], what="the mean loss", rtol=1e-4)


@criterion(
    points=2,
    title="The accuracy is the share of right answers",
    hint="Which axis holds the classes? A batch with as many samples as classes does not complain about the wrong one.",
    rule="logits are [N, K]: the answer to a sample is the argmax of its row, dim=1. Divide the right ones by the samples.",
    example="""logits  1 3    argmax 1    target 1   right
        2 0    argmax 0    target 0   right
        0 5    argmax 1    target 0   wrong
accuracy 2 / 3""",
)
def test_accuracy(submission, props, cases, rng):
    def check(batch):
        got = submission.evaluate(props.Echo(), batch, props.cross_entropy)
        same(got, expected_of(batch), what=BOTH, rtol=1e-5)

    fixed = (
        ([1, 1, 0, 1], [0, 0, 2, 1], 4),
        ([1, 0, 0], [4, 4, 0], 5),
        ([1, 1, 1, 0, 1], [1, 1, 0, 1, 1], 2),
        ([0, 0, 0], [0, 1, 2], 3),
        ([1, 1, 1, 1], [3, 1, 2, 2], 4),
        ([1], [2], 4),
    )
    cases.check(check, [telling(rng)], *([batch_with(rng, *case)] for case in fixed), drawn=answers(batches(1, 1)))
    some = [batch_with(rng, *fixed[0])]
    got = submission.evaluate(model=props.identity(), loader=some, loss_fn=props.cross_entropy, device="cpu")
    same(got, expected_of(some), what=BOTH, rtol=1e-5)


@criterion(
    points=2,
    title="Loss and accuracy are means over samples, not over batches",
    hint="Four right of four and none of one is four of five. Add up over the samples and divide once, by how many you saw.",
    rule="Each batch's loss weighs as much as it has samples; right answers are counted; both sums are divided by the samples.",
    example="""batches of 2 and 1 samples
losses 1.0 and 4.0:  (2 * 1.0 + 1 * 4.0) / 3 = 2.0
right 2 and 0:       (2 + 0) / 3 = 0.6667""",
)
def test_short_last_batch(submission, props, cases, rng, device):
    def check(batches):
        got = submission.evaluate(props.Echo(), batches, props.cross_entropy, device)
        same(got, expected_of(batches), what=BOTH, rtol=1e-5)

    last_logits, last_target = batch_with(rng, [0], [2], 3)
    uneven = [batch_with(rng, [1, 1, 0, 1], [0, 2, 1, 1], 3), batch_with(rng, [1, 0, 1, 1], [1, 1, 0, 2], 3)]
    uneven.append((last_logits * 4, last_target))
    halves = [batch_with(rng, [1] * 6, [0, 1, 2, 3, 4, 5], 6), batch_with(rng, [0, 0], [5, 1], 6)]
    cases.check(check, [telling(rng), telling(rng)], uneven, halves, drawn=answers(batches(2, 2)))


def normed_case(rng, judge_props, dtype=torch.float32):
    """Return (weights, batches, expected (mean loss, accuracy)) of a network with batch norm and dropout."""
    shapes = {"body.0.weight": (5, 3), "body.0.bias": (5,), "last.weight": (4, 5), "last.bias": (4,)}
    for norm in ("body.1", "body.3"):
        shapes |= {f"{norm}.{name}": (5,) for name in ("weight", "bias", "running_mean")}
    weights = {name: torch.randn(shape, generator=rng).to(dtype) for name, shape in shapes.items()}
    for norm in ("body.1", "body.3"):
        weights[f"{norm}.running_var"] = torch.rand(5, generator=rng).to(dtype) + 0.5
        weights[f"{norm}.num_batches_tracked"] = torch.tensor(3)
    inputs, targets = torch.randn(8, 3, generator=rng).to(dtype), torch.randint(0, 4, (8,), generator=rng)
    with torch.no_grad():
        logits = judge_props.Normed(weights).eval()(inputs)
    return weights, [(inputs[:4], targets[:4]), (inputs[4:], targets[4:])], expected_of([(logits, targets)])


@criterion(
    points=2,
    title="The model is evaluated in eval mode and learns nothing from it",
    hint="Dropout and batch norm have to know that this is no training; switching gradients off does not tell them.",
    rule="Call model.eval() before the first batch: it reaches all modules, also those whose kind you do not know.",
    example="""dropout of 0.5 on 2 4 6
    train():  0 8 0    or 4 0 12, ...
    eval():   2 4 6    each time""",
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
    rule="Run model and loss inside `with torch.no_grad():`, and leave requires_grad of the parameters alone.",
    example="""with torch.no_grad():
    y = model(x)    y.requires_grad is False
y = model(x)        y.requires_grad is True again""",
)
def test_no_gradients(submission, props, rng):
    props.gradients_on()
    model, batches = props.GradShy(), singles(rng)[:1]
    before = props.traces(model)
    same_loss(submission.evaluate(model, batches, props.shy_loss), expected_of(batches))
    same(props.traces(model), before, what="what is left behind")


@criterion(
    points=1,
    title="Each module is afterwards in the mode that it was in",
    hint="Someone may have frozen a batch norm inside a model that trains: train() or eval() on the whole model "
    "forgets that. Which modules does model.modules() give?",
    rule="Before model.eval(), note `training` of each module in model.modules(); afterwards set each one back by itself.",
    example="""            before   eval()   afterwards
the model   True     False    True
batch norm  False    False    False
dropout     True     False    True""",
)
def test_modes_are_restored(submission, props, cases, rng):
    batches = singles(rng)[:1]

    def check(modes):
        model = props.Nest(modes)
        before = props.modes(model)
        same_loss(submission.evaluate(model, batches, props.cross_entropy), expected_of(batches))
        same(props.modes(model), before, what="which part trains")

    fixed = [False] * 5, [True] * 5, MIXED, [not mode for mode in MIXED]
    cases.check(check, *fixed, drawn=st.lists(st.booleans(), min_size=5, max_size=5))


@criterion(
    points=1,
    title="The modes are restored even when something fails in the middle",
    hint="Model, loader or loss may fail, and an empty loader is an error too. An error leaves the function at once; "
    "only what stands in `finally` is still done.",
    rule="Put the whole loop into `try:`, and set the modes back in `finally:`.",
    example="""try:
    1 / 0
finally:
    print("still done")   printed, then the error goes on""",
)
def test_modes_after_an_error(submission, props, cases, rng):
    batches = singles(rng)

    def check(case):
        modes, fault, fail_at = case
        model = props.Nest(modes)
        before = props.modes(model)
        same_loss(submission.evaluate(model, batches[:1], props.cross_entropy), expected_of(batches[:1]))
        same(props.modes(model), before, what="which part trains")
        model = props.Nest(modes, fail_at if fault == "model" else -1)
        loader = {"loader": props.Broken(batches), "nothing": []}.get(fault, batches)
        with suppress(Raised):  # that it comes through is not the point
            submission.evaluate(model, loader, props.broken_loss if fault == "loss" else props.cross_entropy)
        same(props.modes(model), before, what=FAULTS[fault])

    fixed = [(MIXED, "model", 1), ([not mode for mode in MIXED], "model", 0), *((MIXED, fault, 0) for fault in FAULTS)]
    drawn = st.tuples(st.lists(st.booleans(), min_size=5, max_size=5), st.sampled_from(list(FAULTS)), st.integers(0, 1))
    cases.check(check, *fixed, drawn=drawn)


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
def test_any_iterable(submission, props, cases, rng):
    def check(batches):
        usual = submission.evaluate(props.Echo(), batches, props.cross_entropy)
        for loader in (props.Stream(batches), [list(batch) for batch in batches]):
            got = submission.evaluate(props.Echo(), loader, props.cross_entropy)
            same_loss(got, expected_of(batches))
            same(got, usual, what="the result, compared with that of a list of the same batches")

    cases.check(check, singles(rng), drawn=answers(batches(2, 2, size=1)))
    some = [batch_with(rng, [1], [1], 3)]
    loader = props.Stream(some)
    submission.evaluate(props.Mirror(), loader, props.cross_entropy)
    same(props.given(loader), some, what="the batches afterwards", rtol=0, atol=0)


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
def test_loss_function(submission, props, judge_props, cases, rng):
    def check(batches):
        got = submission.evaluate(props.Echo(), batches, props.lopsided)
        same_loss(got, (float(judge_props.lopsided(*batches[0])),))

    cases.check(check, singles(rng)[:1], drawn=answers(batches(1, 1, size=1)))


@criterion(
    points=1,
    title="Model, inputs and targets are moved to the device",
    hint="model.to(device) moves the model itself; x.to(device) gives a new tensor and leaves x where it is.",
    rule="model.to(device) once, before the loop; inputs, targets = inputs.to(device), targets.to(device) for each batch.",
    example="""x on the CPU
x.to("cuda")       x is still on the CPU
x = x.to("cuda")   x is on the GPU""",
)
def test_everything_is_moved(submission, props, rng):
    batches = singles(rng)
    got = submission.evaluate(props.far(), props.FarBatches(batches), props.careful, device="cpu")
    same_loss(got, expected_of(batches))


@criterion(
    points=1,
    title="A loader without batches: ValueError",
    hint="Without a sample there is no mean. Say what is wrong, before Python complains about a division by zero.",
    rule="When no sample came out of the loop, raise a ValueError; a loader with a single sample is fine.",
    example="""loader [(inputs, targets)]   (a float, a float)
loader []                    ValueError""",
)
def test_empty_loader(submission, props, rng):
    batches = singles(rng)[:1]
    with once_right():
        same_loss(submission.evaluate(props.Echo(), batches, props.cross_entropy), expected_of(batches))
        sure = [(torch.tensor([[200.0, 0.0]]), torch.tensor([0]))]  # the loss is 0
        same_loss(submission.evaluate(props.Echo(), sure, props.cross_entropy), (0.0, 1.0))
    for loader in ([], props.Stream([])):
        raises(lambda loader=loader: submission.evaluate(props.Echo(), loader, props.cross_entropy), ValueError)
