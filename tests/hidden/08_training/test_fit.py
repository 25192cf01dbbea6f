"""The hidden suite of fit: history, weights, scalars, checkpoint, and a network that learns. Runs in the judge."""

from __future__ import annotations

import importlib
import sys
from functools import cache
from pathlib import Path

import torch
from hypothesis import strategies as st

from grader.judge import Message, criterion, distinct_tensors, expect, same


def course_module(name):
    """Import a module of the course's repository, whatever folder the grader was started in."""
    sys.path.insert(0, str(Path(__file__).parents[3]))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.pop(0)


# Here, not in the criterion: where the data's package is missing, that is no learner's fault.
DRAWS, PICTURES = course_module("datasets.draws"), course_module("datasets.pictures")
# Starts that keep one epoch far below the mark and leave five far above it (tests/course/test_references_training.py holds that):
# a run takes one of them, so that the verdict is never the draw's.
STARTS = (1, 3, 6, 7, 11)
MARK = 0.6
KEYS = ("epoch", "train_loss", "test_loss", "test_accuracy")
CLASSES, RATE = 3, 2.0  # the climber's; a rate of 1 would hide what is squared or clipped


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


@st.composite
def loaders(draw, least, most):
    """Draw batches of 3 numbers and 4 classes, `least` to `most` samples each; no two samples are alike."""
    batches = []
    for size in draw(st.lists(st.integers(least, most), min_size=1, max_size=2)):
        labels = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
        batches.append((draw(distinct_tensors((size, 3))) / 2, torch.tensor(labels)))
    return batches


def runs(least=1, most=3):
    """Draw (epochs, training batches, test batches)."""
    return st.tuples(st.integers(1, 3), loaders(least, most), loaders(least, most))


def to(dtype, batches):
    """Return the batches with inputs of the dtype."""
    return [(inputs.to(dtype), targets) for inputs, targets in batches]


def same_history(got, expected, keys=KEYS):
    """Compare the values of these keys; more keys are welcome."""
    expect(isinstance(got, (list, tuple)), "fit did not return a list with one dict an epoch")
    same(len(got), len(expected), what="the number of dicts")
    for place, (one, other) in enumerate(zip(got, expected, strict=True)):
        expect(isinstance(one, dict), "fit did not return a list with one dict an epoch")
        missing = ", ".join(key for key in keys if key not in one)
        expect(not missing, "the dict of an epoch lacks {keys}", keys=missing)
        named, wanted = ({key: row[key] for key in keys} for row in (one, other))
        same(named, wanted, what=Message("history[{place}]", {"place": place}), rtol=1e-4, atol=1e-5)


def same_state(got, expected, epochs):
    """Compare a model's state after so many epochs."""
    same(got, expected, what=Message("the model's state after {epochs} epochs", {"epochs": epochs}), rtol=1e-4, atol=1e-5)


# A model's state is asked for before anything is compared: what a diagnosis compares ends at the first failure.
# The climber's weight grows by the learning rate in each step, and what it answers after each step is said beforehand: a case
# is (answers, labels), row e of the answers being those of the test pictures after epoch e + 1, which has one step.
LABELS = [0, 1, 2, 0]
ALL, NONE, TWO, ONE = [0, 1, 2, 0], [1, 2, 0, 2], [0, 1, 0, 1], [2, 2, 2, 2]  # answers with 4, 0, 2 and 1 of 4 right
# None right: first loudly the next class, then quietly the one after it (lower loss; all right for the training samples).
NEXT, AFTER_NEXT = [1, 2, 0, 1], [5, 3, 4, 5]
# All right but hardly said; three right and loud, one wrong and hardly said: fewer right, and yet a lower loss.
ALL_QUIET, THREE = [3, 4, 5, 3], [0, 1, 2, 5]
HALF, HALF_AND_ONE = [0] * 125 + [1] * 125, [0] * 126 + [1] * 124  # of 250 pictures of class 0: 50 and 50.4 % right


@st.composite
def climbs(draw, accuracies=lambda counts: True, least=1, most=3):
    """Draw a case whose numbers of right answers, one an epoch, satisfy `accuracies`; the batches are of one size."""
    pictures = draw(st.sampled_from((1, 2, 4)))
    labels = draw(st.lists(st.integers(0, CLASSES - 1), min_size=pictures, max_size=pictures))
    answers = st.lists(st.integers(0, 2 * CLASSES - 1), min_size=pictures, max_size=pictures)
    rows = draw(st.lists(answers, min_size=least, max_size=most).filter(lambda rows: accuracies(right(rows, labels))))
    return rows, labels


def right(answers, labels):
    """Return how many of the answers are right in each epoch."""
    return [sum(said % CLASSES == label for said, label in zip(row, labels, strict=True)) for row in answers]


def climb(answers, labels):
    """Return (training batches, test batches, epochs) of a case for the climber."""
    told = torch.tensor([[0] * len(labels), *answers]).T.float()
    targets = torch.tensor(labels)
    test = list(zip(told.split(2), targets.split(2), strict=True))
    return [((told + 1) % CLASSES, targets)], test, len(answers)


def climbed(steps, learning_rate=RATE):
    """Return the climber's state after so many steps."""
    return {"weight": torch.tensor(steps * learning_rate), "statistic": torch.tensor(steps)}


def climbed_here(judge_props, reference, case):
    """Return the reference's history of a case."""
    return reference.fit(judge_props.Climber(RATE, CLASSES), *climb(*case), learning_rate=RATE)


def checkpoints(submission, props, as_path=False):
    """Return the check that the checkpoint is that of the first epoch with the best accuracy."""

    def check(case):
        counts, path = right(*case), submission.folder({}) + "/best.pt"
        given = props.as_path(path) if as_path else path
        submission.fit(props.Climber(RATE, CLASSES), *climb(*case), learning_rate=RATE, checkpoint_path=given)
        kept = props.opened(path)
        expect(kept != "missing", "there is no file at checkpoint_path after fit")
        expect(isinstance(kept, dict), "the file at checkpoint_path holds no state_dict")
        facts = {"counts": ", ".join(map(str, counts)), "total": len(case[1])}
        what = Message("the checkpoint of epochs with {counts} of {total} right (the weight grows by 2 an epoch)", facts)
        same(kept, climbed(counts.index(max(counts)) + 1), what=what)

    return check


@criterion(
    points=2,
    title="One dict an epoch: number, training loss, test loss, test accuracy",
    hint="Which model does each number speak of: the one that is still learning, or the one after the epoch?",
    rule="train_loss is the mean over the samples while the epoch trains, each batch's loss weighed by its size; test_loss and "
    "test_accuracy (0 to 1) are measured after it on the test loader. All are plain numbers.",
    example="""training batches of 2 and 1 samples, losses 3 and 6:
    train_loss = (2*3 + 1*6) / 3 = 4
afterwards 3 of 4 test samples are right:
    test_accuracy = 3 / 4 = 0.75""",
)
def test_history(submission, props, judge_props, reference, cases, rng, device):
    weights = drawn_weights(rng)

    def check(case):
        epochs, train, test = case
        expected = reference.fit(judge_props.classifier(weights), train, test, epochs, learning_rate=0.2)
        model, loaders = props.on(props.classifier(weights), device), {"train_loader": train, "test_loader": test}
        history = submission.fit(model=model, **loaders, epochs=epochs, learning_rate=0.2, device=device)
        same_history(history, expected)
        expect(isinstance(history, list), "fit did not return a list with one dict an epoch")

    one_right = torch.randn(1, 3, generator=rng).repeat(4, 1), torch.arange(4)  # one input with each label: 1 of 4 is right
    test = [*batches_of(rng, 3, 3), one_right, *batches_of(rng, 2)]
    cases.check(check, (3, batches_of(rng, 4, 4, 1), test), drawn=runs(), draws=2)


@criterion(
    points=2,
    title="Plain gradient descent with the learning rate that was asked for",
    hint="Which lines change the weights, and how often does each of them run?",
    rule="torch.optim.SGD with nothing but parameters and learning rate, and for each batch of each epoch: fresh gradients, "
    "cross entropy of the logits, backward, one step.",
    example="""learning rate 0.5, a weight 3 with the gradient 2:
    3 - 0.5*2 = 2
2 epochs of 3 batches: 6 steps""",
)
def test_final_weights(submission, props, judge_props, reference, cases, rng):
    weights = drawn_weights(rng)

    def check(case):
        epochs, train, test = case
        typed = {name: value.to(train[0][0].dtype) for name, value in weights.items()}
        here, there = judge_props.classifier(typed), props.classifier(typed)
        reference.fit(here, train, test, epochs, learning_rate=0.3)
        submission.fit(there, train, test, epochs, learning_rate=0.3)
        same_state(props.state(there), judge_props.state(here), epochs)

    train, test = batches_of(rng, 4, 4, 1), batches_of(rng, 3, 2)
    cases.check(check, (1, to(torch.float64, train), to(torch.float64, test)), (3, train, test), drawn=runs(), draws=2)


@criterion(
    points=1,
    title="The learning rate is 0.01 unless another is given",
    hint="Where does the default stand, and does the optimizer get it?",
    rule="The parameter is `learning_rate=0.01`, and the optimizer gets `lr=learning_rate`.",
    example="""fit(model, train, test, 2)
    each step takes 0.01 times the gradient away
    a weight 1 with the gradient 3: 1 - 0.01*3 = 0.97""",
)
def test_default_learning_rate(submission, props, cases):
    def check(epochs):
        better = [[0] * right + [1] * (epochs - right) for right in range(1, epochs + 1)]
        train, test, _ = climb(better, [0] * epochs)
        model = props.Climber(0.01, CLASSES)
        submission.fit(model, train, test, epochs)
        same_state(props.state(model), climbed(epochs, 0.01), epochs)

    cases.check(check, 1, 2, 12, drawn=st.integers(1, 4))


@criterion(
    points=1,
    title="Every epoch trains in training mode and tests in eval mode",
    hint="The test at the end of an epoch leaves the model in some mode. In which one does the next epoch begin?",
    rule="Call model.train() at the start of each epoch's training and model.eval() before each test; the model may come in "
    "either mode.",
    example="""epoch 1: train() ... eval() ...
epoch 2: train() ... eval() ...
without the second train(): epoch 2 trains without dropout""",
)
def test_modes(submission, props, judge_props, reference, cases, rng):
    shapes = {"first.weight": (5, 3), "first.bias": (5,), "last.weight": (4, 5), "last.bias": (4,)}
    shapes |= {f"norm.{name}": (5,) for name in ("weight", "bias", "running_mean")}
    weights = {name: torch.randn(shape, generator=rng).double() for name, shape in shapes.items()}
    weights |= {"norm.running_var": torch.rand(5, generator=rng).double() + 0.5, "norm.num_batches_tracked": torch.tensor(0)}

    def check(case):
        epochs, train, test = case[0], to(torch.float64, case[1]), to(torch.float64, case[2])
        here, there = judge_props.Normed(weights).eval(), props.evaluating(props.Normed(weights))
        expected = reference.fit(here, train, test, epochs, learning_rate=0.05)
        history = submission.fit(there, train, test, epochs, learning_rate=0.05)
        state = props.state(there)
        same_history(history, expected, ("test_loss",))
        same_state(state, judge_props.state(here), epochs)

    cases.check(check, (3, batches_of(rng, 4, 4), batches_of(rng, 3, 3)), drawn=runs(2, 2), draws=2)


@criterion(
    points=1,
    title="No epoch, no dict, no change",
    hint="range(0) is empty: what does your function return when its loop never runs?",
    rule="The list has exactly `epochs` dicts: none for 0 epochs, and then no step is taken.",
    example="""fit(model, train, test, 0) -> []
fit(model, train, test, 1) -> a list of one dict""",
)
def test_no_epochs(submission, props, cases):
    def check(case):
        epochs, rate = case
        train, test, _ = climb([ONE] * max(epochs, 1), LABELS)
        model = props.Climber(RATE, CLASSES)
        history = submission.fit(model, train, test, epochs, learning_rate=rate)
        expect(isinstance(history, (list, tuple)), "fit did not return a list with one dict an epoch")
        same(len(history), epochs, what="the number of dicts")
        same_state(props.state(model), climbed(epochs, rate), epochs)

    cases.check(check, (0, RATE), (1, RATE), (3, RATE), (12, 0.0))


@criterion(
    points=1,
    title="The writer gets three scalars an epoch, with the epoch as step",
    hint="add_scalar takes a tag, a value and a step. Without a step all points lie on top of each other.",
    rule="In every epoch, better or worse: train/loss, test/loss and test/accuracy, the values of the epoch's dict, with the "
    "epoch's number (from 1) as step.",
    example="""2 epochs with the accuracies 0.5 and 0.25:
    add_scalar("test/accuracy", 0.5, 1)
    add_scalar("test/accuracy", 0.25, 2)""",
)
def test_writer(submission, props, judge_props, reference, cases):
    def check(case):
        writer, model = props.Writer(), props.Climber(RATE, CLASSES)
        submission.fit(model, *climb(*case), learning_rate=RATE, writer=writer)
        points, state, expected = writer.points(), props.state(model), climbed_here(judge_props, reference, case)
        for tag in ("train/loss", "test/loss", "test/accuracy"):
            got = [(step, value) for name, value, step in points if name == tag]
            wanted = [(epoch["epoch"], float(epoch[tag.replace("/", "_")])) for epoch in expected]
            same(got, wanted, what=Message("(step, value) of {tag}", {"tag": tag}), rtol=1e-4, atol=1e-5)
        same_state(state, climbed(len(expected)), len(expected))

    cases.check(check, ([ALL, NONE, TWO], LABELS), drawn=climbs())


@criterion(
    points=2,
    title="The checkpoint holds the weights of the best epoch",
    hint="state_dict() shows the weights themselves, not a copy: they go on changing. When is the moment to keep them?",
    rule="The file holds model.state_dict() as it was after the epoch with the highest test accuracy of all epochs, nothing "
    "around it and nothing left out.",
    example="""test accuracies 0.5, 0.75, 0.25, 0.5
    epoch 1: best so far, saved
    epoch 2: better than 0.5, saved
    epochs 3 and 4: not better than 0.75""",
)
def test_best_checkpoint(submission, props, cases):
    cases.check(
        checkpoints(submission, props),
        ([ONE, ALL, TWO], LABELS),
        ([TWO, ONE, NONE, ALL], LABELS),
        ([ALL, NONE], LABELS),
        ([THREE, ALL_QUIET, ONE], LABELS),
        ([ALL, NONE, TWO], LABELS),  # better than the epoch before is not best
        ([HALF, HALF_AND_ONE], [0] * 250),
        drawn=climbs(lambda counts: max(counts) > 0 and counts.count(max(counts)) == 1),
    )
    checkpoints(submission, props, as_path=True)(([ONE, ALL, TWO], LABELS))


@criterion(
    points=1,
    title="Among equally good epochs the first is kept",
    hint="Is an epoch that is as good as the best so far better than it?",
    rule="Save only where the accuracy is greater than the best so far.",
    example="""test accuracies 0.25, 0.5, 0.5, 0.25
    -> the weights after epoch 2""",
)
def test_first_of_ties(submission, props, cases):
    cases.check(
        checkpoints(submission, props),
        ([ONE, TWO, TWO, ONE], LABELS),
        ([ALL, ALL, ALL], LABELS),
        ([ALL_QUIET, ALL], LABELS),  # as many right, and a lower loss
        ([TWO, NONE, TWO], LABELS),  # a worse epoch between them
        drawn=climbs(lambda counts: max(counts) > 0 and counts.count(max(counts)) > 1, least=2),
    )


@criterion(
    points=1,
    title="An accuracy of 0 counts: there is a checkpoint from the first epoch on",
    hint="Which number is below every accuracy that there can be?",
    rule="The first epoch is always the best so far, with an accuracy of 0 too.",
    example="""test accuracies 0, 0
    -> the weights after epoch 1""",
)
def test_zero_accuracy(submission, props, cases):
    drawn = climbs(lambda counts: max(counts) == 0, most=2)
    cases.check(checkpoints(submission, props), ([NONE], LABELS), ([NEXT, AFTER_NEXT], LABELS), drawn=drawn)


@criterion(
    points=1,
    title="The model ends with the last epoch's weights, checkpoint or not",
    hint="The best weights belong into the file; the model itself goes on from where it is.",
    rule="Saving leaves the model alone: after the last epoch nothing is loaded into it.",
    example="""test accuracies 0.25, 1, 0.5
    the file: the weights after epoch 2
    the model: the weights after epoch 3""",
)
def test_ends_with_last_weights(submission, props, cases):
    def check(case):
        answers, labels, kept = case
        settings = {"checkpoint_path": submission.folder({}) + "/best.pt"} if kept else {}
        model = props.Climber(RATE, CLASSES)
        submission.fit(model, *climb(answers, labels), learning_rate=RATE, **settings)
        same_state(props.state(model), climbed(len(answers)), len(answers))

    drawn = st.tuples(climbs(), st.booleans()).map(lambda pair: (*pair[0], pair[1]))
    cases.check(check, ([ALL, NONE, ONE], LABELS, True), ([ALL, NONE, ONE], LABELS, False), drawn=drawn)


@criterion(
    points=1,
    title="Loaders are only iterated: no length, no dataset",
    hint="A `for` loop asks nothing of a loader but its batches. Count the samples that you saw.",
    rule="Use neither len(loader) nor loader.dataset nor loader[0]; sum up len(inputs) in the loop.",
    example="""batches of 4, 4 and 1 samples:
    samples += len(inputs)   -> 4, 8, 9""",
)
def test_any_iterable(submission, props, judge_props, reference, cases):
    def check(case):
        train, test, epochs = climb(*case)
        model = props.Climber(RATE, CLASSES)
        history = submission.fit(model, props.Batches(train), props.Batches(test), epochs, learning_rate=RATE)
        state = props.state(model)
        same_history(history, climbed_here(judge_props, reference, case))
        same_state(state, climbed(epochs), epochs)

    cases.check(check, ([TWO, ONE], LABELS), drawn=climbs())


@criterion(
    points=1,
    title="Model and batches are moved to the device, for training and for testing",
    hint="model.to(device) moves the model itself; x.to(device) gives a new tensor and leaves x where it is.",
    rule="model.to(device) once; inputs and targets of each batch, in training and in the test: x = x.to(device).",
    example="""x.to(device)       x is where it was
x = x.to(device)   x is on the device""",
)
def test_everything_is_moved(submission, props, judge_props, reference, cases):
    def check(case):
        train, test, epochs = climb(*case)
        model = props.far(props.Climber(RATE, CLASSES))
        far = props.FarBatches(train), props.FarBatches(test)
        history = submission.fit(model, *far, epochs, learning_rate=RATE, device="cpu")
        state = props.state(model)
        same_history(history, climbed_here(judge_props, reference, case))
        moved = {f"body.{name}": value for name, value in climbed(epochs).items()}
        same_state(state, moved, epochs)

    cases.check(check, ([TWO, ONE], LABELS), drawn=climbs())


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
    hint="Does the training loss fall from epoch to epoch? If not, look at the order of the lines around the step.",
    rule="Everything together: one step a batch, fresh gradients, the whole loader in every epoch, logits for cross entropy.",
    example="""300 pictures in batches of 20, 5 epochs:
    15 steps an epoch, 75 in all
10 classes: guessing gets 10 % right""",
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
        after > MARK,
        "{after} of the test pictures are right after 5 epochs; before it was {before}",
        after=after,
        before=before,
    )
