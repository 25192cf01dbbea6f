"""The hidden suite of backprop: central differences, gradients of a linear layer by hand, no autograd. Runs in the judge."""

import torch
from hypothesis import strategies as st

from grader.judge import Forbidden, Raised, call, criterion, keeps_inputs, once_right, raises, same, tensors, watched

_FUNC = ("grad", "grad_and_value", "vjp", "jvp", "jacrev", "jacfwd", "hessian", "linearize")
_FUNCTIONAL = ("jacobian", "vjp", "jvp", "hessian", "hvp", "vhp")
AUTOGRAD = Forbidden(
    "autograd",
    operations=(),
    functions=(
        *("torch.Tensor.backward", "torch.autograd.backward", "torch.autograd.grad", "torch.autograd.Function"),
        *("torch.autograd.gradcheck", "torch.autograd.gradcheck.get_numerical_jacobian", "torch.autograd.gradgradcheck"),
        "torch.autograd.graph._engine_run_backward",
        *("torch.autograd.forward_ad.dual_level", "torch.autograd.forward_ad.make_dual"),
        *(f"torch.func.{name}" for name in _FUNC),
        *(f"torch.autograd.functional.{name}" for name in _FUNCTIONAL),
    ),
)
DOUBLE = torch.float64


def normal(rng, *shape, dtype=DOUBLE, device="cpu"):
    return torch.randn(shape, generator=rng, dtype=DOUBLE).to(dtype).to(device)


def measures(submission, reference, props, judge_props, as_float=False, **tolerances):
    """Return the check of a case (weights, x, eps or None): the gradient of a Cubic."""

    def check(case):
        weights, x, eps = case
        kwargs = {} if eps is None else {"eps": eps}
        expected = reference.numerical_gradient(judge_props.Cubic(weights, as_float), x, **kwargs)
        got = submission.numerical_gradient(props.Cubic(weights, as_float), x, **kwargs)
        same(got, expected, what="the gradient", **tolerances)

    return check


def far_out():
    """Return a case (weights, x, eps) whose steps of 0.3 are others in float32, by one part in ten thousand."""
    return torch.ones(2, dtype=DOUBLE), torch.tensor([1000.1, -2.3], dtype=DOUBLE), 0.3


@st.composite
def cubics(draw):
    """Draw (weights, x, eps): a step that shows in the result."""
    shape = draw(st.lists(st.integers(1, 2), min_size=1, max_size=2))
    values = st.integers(-2, 2)
    return draw(tensors(shape, values, DOUBLE)), draw(tensors(shape, values, DOUBLE)), draw(st.sampled_from((0.5, 0.25)))


@st.composite
def layers(draw):
    """Draw a call of linear_gradients."""
    n, i, o = (draw(st.integers(1, 3)) for _ in range(3))
    values = st.integers(-3, 3)
    return call(*(draw(tensors(shape, values, DOUBLE)) for shape in ((n, i), (o, i), (o,), (n, o))))


def layer(rng, n, i, o, dtype=DOUBLE, device="cpu"):
    """Return (x, weight, bias, target)."""
    return tuple(normal(rng, *shape, dtype=dtype, device=device) for shape in ((n, i), (o, i), (o,), (n, o)))


def part_of(submission, reference, number, what):
    """Return the check that this part of linear_gradients' result is right."""

    def check(case):
        got = submission.linear_gradients(*case.args)
        same(got[number], reference.linear_gradients(*case.args)[number], what=what)

    return check


@criterion(
    title="The worked example",
    hint="Take one element of x, a step up and a step down: by how much does f change for each unit of the way?",
    rule="numerical_gradient: (f(up) - f(down)) / (2 * eps). linear_gradients: 2 * error / (N * O), taken back to weight and "
    "bias.",
    example="""f(x) = x * x at x = 3, eps = 0.5
f(3.5) = 12.25, f(2.5) = 6.25
(12.25 - 6.25) / (2 * 0.5) = 6""",
)
def test_worked_example(submission, props):
    x = torch.tensor([3.0, -5.0], dtype=DOUBLE)
    same(submission.numerical_gradient(f=props.absolute, x=x, eps=0.5), torch.tensor([1.0, -1.0], dtype=DOUBLE))
    x, weight, bias = torch.tensor([[1.0, 2], [3, 4]]), torch.tensor([[1.0, 1]]), torch.tensor([0.0])
    got = submission.linear_gradients(x=x, weight=weight, bias=bias, target=torch.tensor([[1.0], [5]]))
    same(got, (torch.tensor([[8.0, 12]]), torch.tensor([4.0])))


@criterion(
    points=2,
    title="Central differences: a step up, a step down, divided by both",
    hint="A step to one side also measures how f bends. How far apart are the two points that you compare?",
    rule="(f(x + eps) - f(x - eps)) / (2 * eps), with the eps that was passed.",
    example="""f(x) = x^3 at x = 1, eps = 0.5
central      (3.375 - 0.125) / 1   = 3.25
one-sided    (3.375 - 1) / 0.5     = 4.75
exact        3""",
)
def test_central_differences(submission, reference, props, judge_props, cases, rng):
    check = measures(submission, reference, props, judge_props)
    fixed = [(normal(rng, 3), normal(rng, 3), eps) for eps in (0.5, 0.125, 2.0)]
    fixed.append((normal(rng, 2, 2), normal(rng, 2, 2), 0.5))
    one = torch.ones(1, dtype=DOUBLE)
    cases.check(check, (one, one, 0.5), (one, one * 1000.1, 0.3), *fixed, drawn=cubics())
    zero = torch.zeros(2, dtype=DOUBLE)
    same(submission.numerical_gradient(props.absolute, zero, 0.5), zero, what="the gradient of |x| at 0")


@criterion(
    points=2,
    title="One element at a time, in tensors of any shape and layout",
    hint="While one element moves, all others stand where they were, in their places: f takes the whole tensor.",
    rule="The result has the shape of x; its element at an index comes from moving x at this index alone.",
    example="""f(x) = x[0] * x[1] at (3, 5)
move x[0]: 5
move x[1]: 3
move both at once: 8""",
)
def test_one_element_at_a_time(submission, reference, props, judge_props, cases, rng):
    check = measures(submission, reference, props, judge_props)
    fixed = [(normal(rng, *shape), normal(rng, *shape), 0.25) for shape in ((5,), (2, 3), (3, 1), (2, 2, 3), (1, 1, 1, 2))]
    fixed.append((normal(rng, 3, 2), normal(rng, 2, 3).t(), 0.25))
    fixed.append((normal(rng, 2, 3), normal(rng, 2, 6)[:, ::2], 0.25))
    fixed.append((normal(rng), normal(rng), 0.25))
    fixed.append(far_out())
    cases.check(check, *fixed, drawn=cubics())


@criterion(
    title="f may return a float",
    hint="Not everything that f returns is a tensor: what works for both a float and a 0-d tensor?",
    rule="Subtract and divide what f returns; float(value) makes a number of either.",
    example="""f(x) = x.sum()          a 0-d tensor
f(x) = x.sum().item()   a float, which has no .item()""",
)
def test_f_returns_a_float(submission, reference, props, judge_props, cases, rng):
    check = measures(submission, reference, props, judge_props, as_float=True)
    fixed = ((normal(rng, 2, 3), normal(rng, 2, 3), 0.5), (normal(rng, 4), normal(rng, 4), 0.25), far_out())
    cases.check(check, *fixed, drawn=cubics())


@criterion(
    title="Without eps a millionth is enough: everything stays float64",
    hint="float32 has seven digits: next to 1000 a step of 1e-6 gets lost in it.",
    rule="eps is 1e-6 unless it is passed; x, the steps and the result are float64.",
    example="""float32: 1000 + 1e-6 == 1000
float64: 1000 + 1e-6 == 1000.000001""",
)
def test_default_step(submission, reference, props, judge_props, rng):
    check = measures(submission, reference, props, judge_props, rtol=1e-5, atol=1e-5)
    check((normal(rng, 2, 2), normal(rng, 2, 2), None))
    check((normal(rng, 3) / 1e5, torch.tensor([1000.0, -999, 3], dtype=DOUBLE), None))
    check((torch.full((2,), 1e12, dtype=DOUBLE), torch.zeros(2, dtype=DOUBLE), None))  # 1e12 * eps^2: 1 for 1e-6 alone


@criterion(
    points=2,
    title="x holds the same bits afterwards",
    hint="0.1 + 0.3 - 0.3 is not 0.1. Work on a copy, or put the old number back instead of computing it.",
    rule="x.clone() for each step, or old = x[index].item(), and x[index] = old in the end.",
    example="""x = 0.1
x += 0.3; x -= 0.3
x    0.10000000000000003""",
)
def test_same_bits(submission, reference, props, judge_props, rng):
    for eps in (1e-6, 0.3):
        for x in (normal(rng, 3, 4) / 7, torch.tensor([0.1, -0.0, 1e-30, 3.3], dtype=DOUBLE)):
            weights = normal(rng, *x.shape)
            got, after, before = props.left(submission.numerical_gradient, props.Cubic(weights), x, eps)
            expected = reference.numerical_gradient(judge_props.Cubic(weights), x, eps)
            same(got, expected, what="the gradient", rtol=1e-5, atol=1e-6)
            same(after, before, what="the bits of x afterwards")


@criterion(
    points=2,
    title="The gradient of the weight",
    hint="Each weight multiplies one input of every sample. By how much does the loss grow with each prediction, and each "
    "prediction with this weight?",
    rule="slope = 2 * error / (N * O), [N, O]; d_weight = slope.T @ x, [O, I].",
    example="""x 1 2, errors of the two outputs 3 -1, N * O = 2
slope     3 -1
d_weight  3 * 1   3 * 2
         -1 * 1  -1 * 2""",
)
def test_weight(submission, reference, cases, rng):
    fixed = [call(*layer(rng, *sizes)) for sizes in ((4, 3, 2), (2, 3, 3), (1, 4, 5), (6, 1, 1), (3, 3, 3))]
    cases.check(part_of(submission, reference, 0, "the gradient of the weight"), *fixed, drawn=layers())


@criterion(
    points=2,
    title="The gradient of the bias",
    hint="A bias is added to the predictions of all samples: each of them has its share in the gradient.",
    rule="d_bias is the sum of slope = 2 * error / (N * O) over the samples: [O].",
    example="""slopes of two samples  3 -1
                       1  2
d_bias                 4  1""",
)
def test_bias(submission, reference, cases, rng):
    fixed = [call(*layer(rng, *sizes)) for sizes in ((4, 3, 2), (2, 3, 3), (1, 4, 5), (6, 1, 1), (3, 2, 1))]
    cases.check(part_of(submission, reference, 1, "the gradient of the bias"), *fixed, drawn=layers())


@criterion(
    title="linear_gradients takes any layout, float type and device, and leaves its arguments alone",
    hint="Compute with the tensors that came in, and make new ones of them; `-=` would write into the caller's.",
    rule="Both results have the dtype and the device of the arguments; the arguments hold the same numbers afterwards.",
    example="""float64 in -> float64 out
target before == target after""",
)
def test_layout_and_dtype(submission, reference, rng, device):
    for dtype in (torch.float32, DOUBLE):
        x, weight, bias, target = layer(rng, 3, 4, 6, dtype, device)
        arguments = (x.t().contiguous().t(), weight.repeat(1, 2)[:, :4], bias, target.t().contiguous().t())
        close = {"rtol": 1e-4, "atol": 1e-4} if dtype is torch.float32 else {}
        same(keeps_inputs(submission.linear_gradients, *arguments), reference.linear_gradients(*arguments), **close)
    exact = [torch.tensor(v, dtype=DOUBLE).to(device) for v in ([[1.0], [1]], [[0.0]], [0.0], [[-16777217.0], [16777216]])]
    same(submission.linear_gradients(*exact), reference.linear_gradients(*exact))
    small = [torch.tensor(v, dtype=torch.bfloat16).to(device) for v in ([[1.0, 2], [3, 4]], [[1.0, 1]], [0.0], [[1.0], [5]])]
    same(submission.linear_gradients(*small), reference.linear_gradients(*small))
    meta = [tensor.to("meta") for tensor in (x, weight, bias, target)]
    try:
        same(submission.linear_gradients(*meta), (meta[1], meta[2]))
    except Raised as raised:
        if "Tensor.item() cannot be called on meta" not in raised.text:
            raise


@criterion(
    title="eps not above 0 and shapes that do not fit raise ValueError",
    hint="A bias of one element, or a target with one column, would be broadcast without a word.",
    rule="Before anything is computed: eps > 0; x [N, I], weight [O, I], bias [O], target [N, O].",
    example="""x [4, 3], weight [2, 3], bias [2], target [4, 2]   fine
target [4, 1]   ValueError
bias [1]        ValueError""",
)
def test_bad_arguments(submission, reference, props, rng):
    x = torch.tensor([3.0, -5.0], dtype=DOUBLE)
    with once_right():
        same(submission.numerical_gradient(props.absolute, x, eps=1.0), torch.tensor([1.0, -1.0], dtype=DOUBLE))
    for eps in (0.0, -1e-6, -1):
        raises(lambda eps=eps: submission.numerical_gradient(props.absolute, x, eps=eps), ValueError)
    good = layer(rng, 4, 3, 2)
    with once_right():
        same(submission.linear_gradients(*good), reference.linear_gradients(*good))
    shapes = {
        0: ((4, 2), (5, 3), (3,), (1, 3), (4, 1)),
        1: ((3, 2), (3, 3), (2, 1), (3,), (1, 3)),
        2: ((3,), (1,), (), (1, 2), (4, 2)),
    }
    shapes[3] = ((4, 1), (1, 2), (2, 4), (4,), (2,), (4, 3), (1, 4, 2))
    as_many = {0: ((2, 2, 3), (2, 1, 3)), 1: ((2, 1, 3),), 2: ((2, 1),), 3: ((2, 2, 1),)}  # N = O: what is too long broadcasts
    for fitting, wrong in ((good, shapes), (layer(rng, 2, 3, 2), as_many)):
        for number, several in wrong.items():
            for shape in several:
                bad = [normal(rng, *shape) if place == number else right for place, right in enumerate(fitting)]
                raises(lambda bad=bad: submission.linear_gradients(*bad), ValueError)


@criterion(
    points=2,
    title="Without autograd",
    hint="Measure, or take the chain rule by hand: the formulas are short.",
    rule="No backward(), nothing of torch.autograd or torch.func; torch.no_grad() is no gradient and is fine.",
    example="""loss.backward(); weight.grad     forbidden
slope.T @ x                      yours""",
    alone=True,
)
def test_no_autograd(submission, reference, props, judge_props, rng):
    weights, x, good = normal(rng, 2, 2), normal(rng, 2, 2), layer(rng, 4, 3, 2)
    with watched(submission, AUTOGRAD):
        got = submission.numerical_gradient(props.Cubic(weights), x)
        expected = reference.numerical_gradient(judge_props.Cubic(weights), x)
        same(got, expected, what="the gradient", rtol=1e-5, atol=1e-5)
        same(submission.linear_gradients(*good), reference.linear_gradients(*good))
