"""The hidden suite of sgd: steps with known gradients, momentum, weight decay, what is left alone. Runs in the judge."""

import torch
from hypothesis import strategies as st

from grader.judge import Forbidden, Message, criterion, expect, once_right, raises, same, tensors, watched

_OPTIMIZERS = (
    *("SGD", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "ASGD", "LBFGS", "NAdam", "RAdam", "RMSprop", "Rprop"),
    *("SparseAdam", "Adafactor", "Muon", "Optimizer", "sgd.sgd", "sgd._single_tensor_sgd", "sgd._multi_tensor_sgd"),
)
OPTIMIZERS = Forbidden(
    "optimizers",
    operations=("aten::_fused_sgd", "aten::_fused_sgd_", "aten::_fused_adam", "aten::_fused_adam_"),
    functions=tuple(f"torch.optim.{name}" for name in _OPTIMIZERS),
)


def normal(rng, *shape, device="cpu", dtype=torch.float64):
    return torch.randn(shape, generator=rng, dtype=torch.float64).to(dtype).to(device)


def course_of(rng, shapes, steps, device="cpu", dtype=torch.float64):
    """Return (start, gradients of each step)."""
    start = [normal(rng, *shape, device=device, dtype=dtype) for shape in shapes]
    return start, [[normal(rng, *shape, device=device, dtype=dtype) for shape in shapes] for _ in range(steps)]


def steps_are_right(submission, reference, props, judge_props, given="list", clears=False):
    """Return the check of a case (start, gradients, settings): the parameters after each step."""

    def check(case):
        start, gradients, settings = case
        expected = judge_props.trained(reference.SGD, start, gradients, settings)
        got = props.trained(submission.SGD, start, gradients, settings, given, clears)
        same(len(got) if isinstance(got, list) else got, len(expected), what="the number of steps")
        for number, (one, other) in enumerate(zip(got, expected, strict=True), 1):
            for place, (parameter, right) in enumerate(zip(one, other, strict=True)):
                facts = {"place": place, "number": number, "settings": said(settings)}
                same(parameter, right, what=Message("parameter {place} after step {number} with {settings}", facts))

    return check


def said(settings):
    return ", ".join(f"{name}={value}" for name, value in settings.items())


@st.composite
def courses(draw, **settings):
    """Draw (start, gradients, settings) on whole numbers."""
    shapes = draw(st.lists(st.lists(st.integers(1, 2), min_size=1, max_size=2), min_size=1, max_size=2))
    values = st.integers(-2, 2)
    several = st.tuples(*(tensors(shape, values, torch.float64) for shape in shapes)).map(list)
    chosen = {name: draw(st.sampled_from(choices)) for name, choices in settings.items()}
    return draw(several), draw(st.lists(several, min_size=1, max_size=3)), chosen


@criterion(
    title="A step against the gradient",
    hint="The gradient points to where the loss grows. Which way makes it smaller, and how far is a step?",
    rule="p = p - lr * g for every parameter, in place: `p -= ...` under torch.no_grad().",
    example="""p 5, gradient 2, lr 0.5
after one step   5 - 0.5 * 2 = 4
after two steps  4 - 0.5 * 2 = 3""",
)
def test_plain_steps(submission, reference, props, judge_props, cases, rng, device):
    check = steps_are_right(submission, reference, props, judge_props)
    fixed = [(*course_of(rng, shapes, 4, device), {"lr": lr}) for shapes, lr in ((((3, 2), (3,)), 0.1), (((4,),), 2.0))]
    fixed.append((*course_of(rng, ((2, 3),), 2, device), {"lr": 0.0}))
    fixed.append((*course_of(rng, ((), (2,)), 2, device), {"lr": 0.5}))
    start, gradients = course_of(rng, ((2, 3),), 2, device)
    fixed.append(([start[0].t()], [[g.t()] for (g,) in gradients], {"lr": 0.5}))
    cases.check(check, *fixed, drawn=courses(lr=(0.5, 1.0)))


@criterion(
    points=2,
    title="Weight decay pulls every parameter towards 0",
    hint="Weight decay belongs to the gradient: what is the gradient of half a square, weight_decay / 2 * p^2?",
    rule="change = g + weight_decay * p, before momentum and lr come in.",
    example="""p 4, gradient 1, lr 0.5, weight_decay 0.25
change  1 + 0.25 * 4   = 2
p       4 - 0.5 * 2    = 3""",
)
def test_weight_decay(submission, reference, props, judge_props, cases, rng, device):
    check = steps_are_right(submission, reference, props, judge_props)
    fixed = [(*course_of(rng, ((3, 2), (3,)), 4, device), {"lr": 0.3, "weight_decay": decay}) for decay in (0.5, 0.1, 0.0)]
    one, zero = (torch.tensor([value], dtype=torch.float64, device=device) for value in (1.0, 0.0))
    fixed.append(([one], [[zero], [one], [zero]], {"lr": 0.5, "weight_decay": 0.5}))
    cases.check(check, *fixed, drawn=courses(lr=(0.5, 1.0), weight_decay=(0.25, 0.5)))


@criterion(
    points=2,
    title="Momentum keeps some of the former speed",
    hint="What does the first step do, when there is no speed yet? And is the new gradient made smaller by PyTorch?",
    rule="speed = change at first, then momentum * speed + change, the gradient in full; p -= lr * speed.",
    example="""gradient 2 each time, momentum 0.5
step 1: speed 2
step 2: speed 0.5 * 2 + 2 = 3
step 3: speed 0.5 * 3 + 2 = 3.5""",
)
def test_momentum(submission, reference, props, judge_props, cases, rng, device):
    check = steps_are_right(submission, reference, props, judge_props)
    fixed = [(*course_of(rng, ((3, 2), (3,)), 6, device), {"lr": 0.1, "momentum": momentum}) for momentum in (0.9, 0.5)]
    fixed.append((*course_of(rng, ((2, 3), (2, 3)), 3, device), {"lr": 0.1, "momentum": 0.5}))  # two of one shape
    one, zero = (torch.tensor([value], dtype=torch.float64, device=device) for value in (1.0, 0.0))
    fixed.append(([one], [[one], [zero], [zero]], {"lr": 0.5, "momentum": 0.5}))
    start, gradient = (torch.tensor([value], dtype=torch.float64, device=device) for value in (25165830.5, 16777219.0))
    fixed.append(([start], [[gradient]], {"lr": 1.0, "momentum": 0.5}))  # in float32 the speed is another
    cases.check(check, *fixed, drawn=courses(lr=(0.5, 1.0), momentum=(0.5, 0.25)))


@criterion(
    points=2,
    title="Nesterov looks ahead, and all settings work together over many steps",
    hint="With nesterov the speed is computed as before. What is added to it before the step?",
    rule="change = g + weight_decay * p; the speed from it; then change + momentum * speed is what lr multiplies.",
    example="""gradient 2, momentum 0.5, the first step
speed            2
plain            p -= lr * 2
nesterov         p -= lr * (2 + 0.5 * 2)""",
)
def test_nesterov_and_all(submission, reference, props, judge_props, cases, rng, device):
    check = steps_are_right(submission, reference, props, judge_props)
    ways = ({"nesterov": True}, {"nesterov": True, "weight_decay": 0.1}, {"weight_decay": 0.2})
    fixed = [(*course_of(rng, ((2, 3), (4,)), 20, device), {"lr": 0.05, "momentum": 0.8, **way}) for way in ways]
    start, gradient = (torch.tensor([value], dtype=torch.float64, device=device) for value in (25165830.5, 16777219.0))
    fixed.append(([start], [[gradient]], {"lr": 1.0, "momentum": 0.5, "nesterov": True}))  # in float32 the speed is another
    fixed.append(([start], [[start], [torch.zeros_like(start)]], {"lr": 0.5, "momentum": 0.5, "nesterov": True}))
    drawn = courses(lr=(0.5, 1.0), momentum=(0.5,), weight_decay=(0.0, 0.5), nesterov=(True, False))
    cases.check(check, *fixed, drawn=drawn)


@criterion(
    points=2,
    title="A usual training loop: zero_grad, backward, step",
    hint="The model holds the same parameter objects as you do. A new tensor under an old name changes nothing in it.",
    rule="Change the parameters in place and without gradients; they remain leaves that require gradients.",
    example="""p = p - lr * g                        a new tensor: the model keeps the old one
with torch.no_grad(): p -= lr * g     the model's own""",
)
def test_training_loop(submission, reference, props, judge_props, rng):
    for settings in ({"lr": 0.1}, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01}):
        weights = [normal(rng, 4, 3), normal(rng, 2, 4)]
        batches = [(normal(rng, 5, 3), normal(rng, 5, 2)) for _ in range(4)]
        losses, parameters, own = props.fitted(submission.SGD, weights, batches, settings)
        right_losses, right, _ = judge_props.fitted(reference.SGD, weights, batches, settings)
        same(losses, right_losses, what="the losses")
        same(parameters, right, what="the parameters after training")
        expect(own, "the model's parameters were replaced, or require no gradients any more")


@criterion(
    title="A parameter without a gradient is left alone",
    hint="A frozen layer has no gradient: None. Neither weight decay nor momentum may touch it, nor may it stop the others.",
    rule="`if p.grad is None: continue`, before anything else; the parameters that follow still take their step.",
    example="""p 4, .grad None, weight_decay 0.5
after step()   4""",
)
def test_no_gradient(submission, reference, props, judge_props, cases, rng):
    check = steps_are_right(submission, reference, props, judge_props)
    fixed = []
    for settings in ({"lr": 0.1}, {"lr": 0.1, "weight_decay": 0.5}, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.1}):
        start, gradients = course_of(rng, ((2, 3), (2, 3), (4,)), 3)
        for missing in (0, 1):
            without = [[None if place == missing else g for place, g in enumerate(several)] for several in gradients]
            fixed.append((start, without, settings))
    cases.check(check, *fixed)
    cases.check(steps_are_right(submission, reference, props, judge_props, clears=True), *fixed)


@criterion(
    title="The parameters may come as a generator",
    hint="model.parameters() can be gone through once. When do you need the parameters again?",
    rule="Make a list of them in __init__, and look at the list only.",
    example="""numbers = (n for n in [1, 2])
list(numbers)   [1, 2]
list(numbers)   []""",
)
def test_generator(submission, reference, props, judge_props, cases, rng):
    check = steps_are_right(submission, reference, props, judge_props, given="generator")
    ways = ({"lr": 0.5}, {"lr": 0.25})
    fixed = [(*course_of(rng, ((2, 3), (2, 3)), 3), way) for way in ways]
    cases.check(check, *fixed, drawn=courses(lr=(0.5, 1.0)))
    cases.check(steps_are_right(submission, reference, props, judge_props, given="tuple"), *fixed)


@criterion(
    points=2,
    title="step leaves the gradients as they are, zero_grad clears them",
    hint="`g += weight_decay * p` writes into p.grad, and a speed that is p.grad itself changes with it.",
    rule="Compute with new tensors in step(). In zero_grad() set p.grad to None, or to zeros, for every parameter.",
    example="""            p.grad
backward()   2
step()       2
zero_grad()  None, or 0""",
)
def test_gradients_are_kept_and_cleared(submission, props, rng):
    ways = ({"weight_decay": 0.5}, {"momentum": 0.9}, {"momentum": 0.5, "weight_decay": 0.1})
    for settings in ({"lr": 0.5}, *({"lr": 0.5, **way} for way in ways)):
        start, gradients = [normal(rng, 3), normal(rng, 2, 2)], [normal(rng, 3), normal(rng, 2, 2)]
        kept, cleared = props.left_gradients(submission.SGD, start, gradients, settings)
        same(kept, gradients, what="the gradients after step()", rtol=0, atol=0)
        same(cleared, [torch.zeros_like(g) for g in gradients], what="the gradients after zero_grad()")


@criterion(
    title="Any float type and device",
    hint="Make the speeds from the gradients or parameters: torch.zeros alone is float32, on the CPU.",
    rule="Whatever is kept for a parameter has its dtype and device: torch.zeros_like(p), g.clone().",
    example="""p of float64
torch.zeros(p.shape)    float32
torch.zeros_like(p)     float64""",
)
def test_dtype_and_device(submission, reference, props, judge_props, rng):
    check = steps_are_right(submission, reference, props, judge_props)
    settings = {"lr": 0.5, "momentum": 0.5, "weight_decay": 0.25}
    check((*course_of(rng, ((2, 3),), 3, dtype=torch.float32), settings))
    start = torch.tensor([16777217.0, 0], dtype=torch.float64)
    check(([start], [[torch.tensor([16777219.0, 1e-9], dtype=torch.float64)]] * 2, {"lr": 1.0, "momentum": 1.0}))
    check((*course_of(rng, ((2, 3),), 2, dtype=torch.bfloat16), {"lr": 0.5}))
    check((*course_of(rng, ((2, 3),), 2, device="meta"), settings | {"nesterov": True}))


@criterion(
    title="No parameters, negative settings and nesterov without momentum raise ValueError",
    hint="An empty list of parameters trains nothing, without a word. When is it too late to notice?",
    rule="Check in __init__: at least one parameter; lr, momentum and weight_decay not below 0; nesterov only with momentum.",
    example="""SGD([], lr=0.1)                   ValueError
SGD([p], lr=-0.1)                 ValueError
SGD([p], lr=0.1, nesterov=True)   ValueError
SGD([p], lr=0.0)                  fine""",
)
def test_bad_arguments(submission, reference, props, judge_props, rng):
    check = steps_are_right(submission, reference, props, judge_props)
    with once_right():
        check((*course_of(rng, ((2,),), 1), {"lr": 0.5, "momentum": 0.0, "weight_decay": 0.0, "nesterov": False}))
    p = torch.ones(2, requires_grad=True)
    submission.SGD([p], lr=1.5, momentum=1.5, weight_decay=1.5)  # no upper bounds
    raises(lambda: submission.SGD([], lr=0.1), ValueError)
    raises(lambda: submission.SGD(params=[], lr=0.1), ValueError)
    raises(lambda: props.trained(submission.SGD, [], [], {"lr": 0.1}, "generator"), ValueError)
    bad = ({"lr": -0.1}, {"lr": 0.1, "momentum": -0.5}, {"lr": 0.1, "weight_decay": -1e-4}, {"lr": 0.1, "nesterov": True})
    for settings in bad:
        raises(lambda settings=settings: submission.SGD([p], **settings), ValueError)
    raises(lambda: submission.SGD([p], 0.1, 0.0, 0.1, True), ValueError)


@criterion(
    title="Built without torch.optim",
    hint="A list of parameters, a few numbers, a list of speeds: it takes no more.",
    rule="Neither an optimizer of torch.optim nor a class built on its Optimizer may be reached.",
    example="""class SGD(torch.optim.Optimizer)   forbidden
class SGD                          yours""",
    alone=True,
)
def test_no_optim(submission, reference, props, judge_props, rng):
    check = steps_are_right(submission, reference, props, judge_props)
    p = torch.ones(2, requires_grad=True)
    with watched(submission, OPTIMIZERS):
        check((*course_of(rng, ((2, 3),), 2), {"lr": 0.5, "momentum": 0.75}))  # with 0.5 a speed that doubles looks forgotten
        submission.SGD([p], lr=0.1).zero_grad()
