"""The hidden suite of checkpoint: a run that goes on, a save that does not, a file that does not fit. Runs in the judge."""

import torch

from grader.judge import Message, criterion, expect, raises, same

EXACT = {"rtol": 0, "atol": 0}


def drawn_seed(rng):
    return int(torch.randint(2**30, (), generator=rng))


def loaded(got, epoch):
    """Fail unless (epoch, loaded values, saved values) are right."""
    same(got[0], epoch, what="the epoch that came back")
    same(got[1], got[2], what="the loaded values", **EXACT)


@criterion(
    title="What was saved comes back: weights, statistics, epoch",
    hint="parameters() is not all of a model: batch norm's statistics are buffers. Where do you find both by name?",
    rule="Save model.state_dict() and the epoch, load them with load_state_dict, return the epoch as it was.",
    example="""save_checkpoint(path, model, optimizer, 3)
load_checkpoint(path, other, optimizer)   3
other has the weights and the running means of model""",
)
def test_round_trip(submission, props, rng):
    for epoch in (3, 0):
        root = submission.folder({})
        loaded(props.round_trip(submission.save_checkpoint, submission.load_checkpoint, root, drawn_seed(rng), epoch), epoch)


@criterion(
    points=3,
    title="A run that goes on gives the same weights, bit for bit",
    hint="The next step does not depend on the weights alone. What do SGD with momentum and Adam remember, and where is the "
    "learning rate kept?",
    rule="Save optimizer.state_dict() too, and load it into the new optimizer: its speeds, its settings, its counts.",
    example="""step 1 2 3 save 4 5
           load 4 5    the same weights after step 5""",
)
def test_resume(submission, props, rng):
    for kind in ("sgd", "adam"):
        root = submission.folder({})
        straight, resumed = props.resumed(submission.save_checkpoint, submission.load_checkpoint, root, drawn_seed(rng), kind)
        same(resumed, straight, what=Message("the values after going on with {optimizer}", {"optimizer": kind}), **EXACT)


@criterion(
    title="Without an optimizer the model alone is loaded",
    hint="To use a model you need no optimizer: what is load_checkpoint given then?",
    rule="`optimizer` may be None: load the model all the same, and return the epoch.",
    example="""load_checkpoint(path, model)   the epoch; model has the saved weights""",
)
def test_without_optimizer(submission, props, rng):
    root = submission.folder({})
    loaded(props.without_optimizer(submission.save_checkpoint, submission.load_checkpoint, root, drawn_seed(rng)), 4)


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
def test_interrupted_save(submission, props, rng):
    root = submission.folder({})
    loaded(props.interrupted(submission.save_checkpoint, submission.load_checkpoint, root, drawn_seed(rng)), 1)
    root = submission.folder({})
    got = props.before_the_name(submission.save_checkpoint, submission.load_checkpoint, root, drawn_seed(rng))
    expect(got is not None, "a save was interrupted before the new file had its name, and the older file is gone")
    epoch, values, older, newer = got
    loaded((epoch, values, newer if epoch == 2 else older), 2 if epoch == 2 else 1)
    over = props.written_over(submission.save_checkpoint, submission.folder({}), drawn_seed(rng))
    expect(not over, "the second save wrote into the older file: what interrupts it leaves half a file")


def refused(submission, props, rng, kind, groups):
    """Fail unless a checkpoint of the usual network raises and changes nothing."""
    root = submission.folder({})
    got = props.misfit(submission.save_checkpoint, submission.load_checkpoint, root, drawn_seed(rng), kind, groups)
    raised, model, model_after, optimizer, optimizer_after = got
    expect(raised, "the checkpoint does not fit, and no error was raised")
    same(model_after, model, what="the model after the error", **EXACT)
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
def test_another_model(submission, props, rng):
    root = submission.folder({})
    loaded(props.round_trip(submission.save_checkpoint, submission.load_checkpoint, root, drawn_seed(rng), 3), 3)
    for kind in ("one output", "wide", "renamed", "more", "fewer"):
        for groups in ("one", "none"):
            refused(submission, props, rng, kind, groups)


@criterion(
    points=2,
    title="Other parameter groups raise an error, and the model is unchanged too",
    hint="The model fits, the optimizer does not: what has happened to the model by then?",
    rule="All or nothing: undo both where either of them fails.",
    example="""the file:       one group of 6 parameters
the optimizer:  groups of 2 and 4
an error, and the model's weights are what they were""",
)
def test_other_groups(submission, props, rng):
    root = submission.folder({})
    loaded(props.round_trip(submission.save_checkpoint, submission.load_checkpoint, root, drawn_seed(rng), 3), 3)
    for groups in ("two", "some"):
        refused(submission, props, rng, "usual", groups)


@criterion(
    title="A file that is not there is a FileNotFoundError",
    hint="Who passes a path that is wrong wants to know, rather than to start from epoch 0.",
    rule="torch.load raises it by itself: let it through.",
    example="""load_checkpoint("no such file.pt", model)   FileNotFoundError""",
)
def test_missing_file(submission, props, rng):
    root = submission.folder({})
    loaded(props.round_trip(submission.save_checkpoint, submission.load_checkpoint, root, drawn_seed(rng), 4), 4)
    raises(lambda: props.missing(submission.load_checkpoint, root, drawn_seed(rng)), FileNotFoundError)


@criterion(
    title="A file from a GPU opens without one",
    hint="A file remembers where each tensor lay. Which argument of torch.load says where it shall lie now?",
    rule="torch.load(path, map_location=device, weights_only=True).",
    example="""a file whose tensors lay on cuda:0, on a machine without GPU
torch.load(path)                      RuntimeError
torch.load(path, map_location="cpu")  opens""",
)
def test_file_from_a_gpu(submission, props, rng):
    root = submission.folder({})
    loaded(props.from_gpu(submission.save_checkpoint, submission.load_checkpoint, root, drawn_seed(rng)), 5)


@criterion(
    title="The model stays where it is and in its modes; random generators are the caller's",
    hint="Loading is about values. Who calls train(), eval() and to(), and who seeds?",
    rule="No train(), eval(), to(), requires_grad_() or manual_seed() in either function.",
    example="""model.norm in eval mode, the rest in training mode
load_checkpoint(path, model)
model.norm in eval mode, the rest in training mode""",
)
def test_the_rest_is_left_alone(submission, props, rng):
    root = submission.folder({})
    found = props.left_alone(submission.save_checkpoint, submission.load_checkpoint, root, drawn_seed(rng))
    for name, (before, after) in found.items():
        same(after, before, what=Message("after the call, compared with before: {what}", {"what": name}), **EXACT)
