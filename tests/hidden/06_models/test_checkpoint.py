"""The hidden suite of checkpoint: a run that goes on, a save that does not, a file that does not fit. Runs in the judge."""

import torch

from grader.judge import Message, criterion, expect, once_right, raises, same

EXACT = {"rtol": 0, "atol": 0}
CLOSE = {"rtol": 1e-4, "atol": 1e-5}  # the judge's own run may add in another order
LEFT = ("the modes and flags in a save", "the model's values in a save", "the optimizer's state in a save")
LEFT += ("the random generator in a save", "the model's device")
LEFT += tuple(
    f"{name} ({training})"
    for training in (True, False)
    for name in ("modes in a load", "generator in a load", "the parameter objects", "the values of the load")
)


def drawn_seed(rng):
    return int(torch.randint(2**30, (), generator=rng))


def loaded(got, epoch, right):
    """Fail unless (epoch, loaded values, saved values) are right: as saved to the bit, and as the judge's own run."""
    same(got[0], epoch, what="the epoch that came back")
    same(got[1], got[2], what="the loaded values", **EXACT)
    same(got[1], right, what="the loaded values", **CLOSE)


def comes_back(submission, props, judge_props, rng, epoch, dtype=torch.float32):
    """Fail unless what was saved is loaded."""
    seed = drawn_seed(rng)
    got = props.round_trip(submission.save_checkpoint, submission.load_checkpoint, submission.folder({}), seed, epoch, dtype)
    loaded(got, epoch, judge_props.values_of(seed, dtype=dtype))


@criterion(
    title="What was saved comes back: weights, statistics, epoch",
    hint="parameters() is not all of a model: batch norm's statistics are buffers. Where do you find both by name?",
    rule="Save model.state_dict() and the epoch, load them with load_state_dict, return the epoch as it was.",
    example="""save_checkpoint(path, model, optimizer, 3)
load_checkpoint(path, other, optimizer)   3
other has the weights and the running means of model""",
)
def test_round_trip(submission, props, judge_props, rng):
    for epoch, dtype in ((3, torch.float32), (0, torch.float32), (2, torch.float64)):
        comes_back(submission, props, judge_props, rng, epoch, dtype)


@criterion(
    points=3,
    title="A run that goes on gives the same weights, bit for bit",
    hint="The next step does not depend on the weights alone. What do SGD with momentum and Adam remember, and where is the "
    "learning rate kept?",
    rule="Save optimizer.state_dict() too, and load it into the new optimizer: its speeds, its settings, its counts.",
    example="""step 1 2 3 save 4 5
           load 4 5    the same weights after step 5""",
)
def test_resume(submission, props, judge_props, rng):
    # groups with learning rates of their own; a file from before the first step, which empties an optimizer that has memories
    for kind, groups, steps, used in (
        ("sgd", "one", 3, False),
        ("adam", "one", 3, False),
        ("sgd", "two", 3, False),
        ("sgd", "one", 0, True),
    ):
        root, seed = submission.folder({}), drawn_seed(rng)
        save, load = submission.save_checkpoint, submission.load_checkpoint
        straight, resumed = props.resumed(save, load, root, seed, kind, groups, steps, used)
        what = Message("the values after going on with {optimizer}", {"optimizer": kind})
        same(resumed, straight, what=what, **EXACT)
        if kind == "sgd":  # Adam makes whole steps of gradients that are nothing but rounding
            same(resumed, judge_props.values_later(seed, kind, groups=groups, steps=steps), what=what, **CLOSE)


@criterion(
    title="Without an optimizer the model alone is loaded",
    hint="To use a model you need no optimizer: what is load_checkpoint given then?",
    rule="`optimizer` may be None: load the model all the same, and return the epoch.",
    example="""load_checkpoint(path, model)   the epoch; model has the saved weights""",
)
def test_without_optimizer(submission, props, judge_props, rng):
    root, seed = submission.folder({}), drawn_seed(rng)
    got = props.without_optimizer(submission.save_checkpoint, submission.load_checkpoint, root, seed)
    loaded(got, 4, judge_props.values_of(seed))


@criterion(
    points=2,
    title="The file opens with torch.load(weights_only=True)",
    hint="A pickled model runs code of whoever wrote the file when it is opened; so torch.load refuses it. What is there to save "
    "instead?",
    rule="Save dicts of tensors and numbers, the two state_dicts, never the model or the optimizer themselves.",
    example="""torch.save(model, path)                refused: an object of a class
torch.save(model.state_dict(), path)   opens: tensors by name""",
)
def test_weights_only(submission, props, rng):
    same(props.opened(submission.save_checkpoint, submission.folder({}), drawn_seed(rng)), True)


@criterion(
    points=2,
    title="An interrupted save leaves the older file whole",
    hint="Opening a file for writing empties it at once. When is it safe to give up the older one?",
    rule="Write to another name in the same folder, then os.replace(new, path): it takes the place in one step.",
    example="""torch.save(..., path)             half a file, and the old one is gone
torch.save(..., path + ".new")    half a file, and the old one is there""",
)
def test_interrupted_save(submission, props, judge_props, rng):
    seed = drawn_seed(rng)
    for name in ("run.pt", "run.ckpt"):
        got = props.interrupted(submission.save_checkpoint, submission.load_checkpoint, submission.folder({}), seed, name)
        loaded(got, 1, judge_props.values_of(seed))
    got = props.before_the_name(submission.save_checkpoint, submission.load_checkpoint, submission.folder({}), seed)
    expect(got is not None, "a save was interrupted before the new file had its name, and the older file is gone")
    epoch, values, older, newer = got
    right = judge_props.values_of(seed, more=range(3, 5) if epoch == 2 else ())
    loaded((epoch, values, newer if epoch == 2 else older), 2 if epoch == 2 else 1, right)
    over = props.written_over(submission.save_checkpoint, submission.folder({}), seed)
    expect(not over, "the second save wrote into the older file: what interrupts it leaves half a file")


def refused(submission, props, judge_props, rng, kind, groups, saved="usual", dtype=torch.float32):
    """Fail unless a checkpoint of another network, or of other groups, raises and changes nothing."""
    root, seed = submission.folder({}), drawn_seed(rng)
    got = props.misfit(submission.save_checkpoint, submission.load_checkpoint, root, seed, kind, groups, saved, dtype)
    raised, model, model_after, optimizer, optimizer_after = got
    expect(raised, "the checkpoint does not fit, and no error was raised")
    same(model_after, model, what="the model after the error", **EXACT)
    groups = "one" if groups == "none" else groups
    right = judge_props.values_of(seed + 1, steps=2, network_kind=kind, groups=groups, dtype=dtype)
    same(model_after, right, what="the model after the error", **CLOSE)
    same(optimizer_after, optimizer, what="the optimizer's state after the error", **EXACT)


@criterion(
    points=2,
    title="A checkpoint of another model raises an error and changes nothing",
    hint="load_state_dict copies what fits before it complains about the rest. What do you need to undo that, and is "
    "state_dict() a copy?",
    rule="Keep copy.deepcopy(model.state_dict()) and load it again where an error comes; strict=False hides the error.",
    example="""the file:  first.weight [40, 4], last.weight [3, 40]
the model: first.weight [40, 4], last.weight [1, 40]
an error, and first.weight is what it was""",
)
def test_another_model(submission, props, judge_props, rng):
    comes_back(submission, props, judge_props, rng, 3)
    for kind in ("one output", "wide", "renamed", "more", "fewer"):
        for groups in ("one", "none"):
            refused(submission, props, judge_props, rng, kind, groups)
    # one row would fill three, as many numbers lie in another order, names differ in buffers alone
    for saved, kind in (("one output", "usual"), ("usual", "turned"), ("no statistics", "usual"), ("usual", "no statistics")):
        refused(submission, props, judge_props, rng, kind, "one", saved)
    refused(submission, props, judge_props, rng, "one output", "one", dtype=torch.float64)


@criterion(
    points=2,
    title="Other parameter groups raise an error, and the model is unchanged too",
    hint="The model fits, the optimizer does not: what has happened to the model by then?",
    rule="All or nothing: undo both where either of them fails.",
    example="""the file:       one group of 6 parameters
the optimizer:  groups of 2 and 4
an error, and the model's weights are what they were""",
)
def test_other_groups(submission, props, judge_props, rng):
    comes_back(submission, props, judge_props, rng, 3)
    for groups in ("two", "some"):
        refused(submission, props, judge_props, rng, "usual", groups)


@criterion(
    title="A file that is not there is a FileNotFoundError",
    hint="Who passes a path that is wrong wants to know, rather than to start from epoch 0.",
    rule="torch.load raises it by itself: let it through.",
    example="""load_checkpoint("no such file.pt", model)   FileNotFoundError""",
)
def test_missing_file(submission, props, judge_props, rng):
    root = submission.folder({})
    with once_right():
        comes_back(submission, props, judge_props, rng, 4)
    raises(lambda: props.missing(submission.load_checkpoint, root, drawn_seed(rng)), FileNotFoundError)


@criterion(
    title="A file from a GPU opens without one",
    hint="A file remembers where each tensor lay. Which argument of torch.load says where it shall lie now?",
    rule="torch.load(path, map_location=device, weights_only=True).",
    example="""a file whose tensors lay on cuda:0, on a machine without GPU
torch.load(path)                      RuntimeError
torch.load(path, map_location="cpu")  opens""",
)
def test_file_from_a_gpu(submission, props, judge_props, rng):
    root, seed = submission.folder({}), drawn_seed(rng)
    got = props.from_gpu(submission.save_checkpoint, submission.load_checkpoint, root, seed)
    loaded(got, 5, judge_props.values_of(seed))


@criterion(
    title="The model stays where it is and in its modes; random generators are the caller's",
    hint="Loading is about values. Who calls train(), eval() and to(), and who seeds?",
    rule="No train(), eval(), to(), requires_grad_() or manual_seed() in either function.",
    example="""model.norm in eval mode, the rest in training mode
load_checkpoint(path, model)
model.norm in eval mode, the rest in training mode""",
)
def test_the_rest_is_left_alone(submission, props, judge_props, rng):
    root, seed = submission.folder({}), drawn_seed(rng)
    found = props.left_alone(submission.save_checkpoint, submission.load_checkpoint, root, seed)
    same(sorted(found) if isinstance(found, dict) else found, sorted(LEFT), what="what was looked at")
    right = judge_props.values_of(seed)
    same(found[LEFT[1]][1], right, what=Message("after the call, compared with before: {what}", {"what": LEFT[1]}), **CLOSE)
    for name in LEFT:
        before, after = found[name]
        same(after, before, what=Message("after the call, compared with before: {what}", {"what": name}), **EXACT)
