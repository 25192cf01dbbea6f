"""The hidden suite of activations: values, large inputs, in place, layouts, gradients, errors. Runs in the judge."""

from contextlib import suppress

import torch
from hypothesis import strategies as st

from grader.judge import (
    Forbidden,
    Raised,
    agreeing,
    call,
    criterion,
    expect,
    gradients,
    keeps_inputs,
    once_right,
    raises,
    same,
    tensors,
    watched,
)

FIVE = ("relu", "leaky_relu", "sigmoid", "tanh", "softmax")
SPELLINGS = (*FIVE, "relu_", "leaky_relu_", "sigmoid_", "tanh_", "_softmax", "_safe_softmax", "special_expit", "special_softmax")
SPELLINGS += ("_foreach_sigmoid", "_foreach_sigmoid_", "_foreach_tanh", "_foreach_tanh_", "_masked_softmax")
OWN_FIVE = Forbidden(
    "PyTorch's relu, leaky_relu, sigmoid, tanh and softmax",
    operations=tuple(f"aten::{name}" for name in SPELLINGS),
    functions=tuple(
        [f"{home}.{name}" for home in ("torch", "torch.Tensor", "torch.nn.functional", "torch._C._nn") for name in SPELLINGS]
        + [f"torch.special.{name}" for name in ("expit", "softmax")]
        + [f"torch.nn.{name}" for name in ("ReLU", "LeakyReLU", "Sigmoid", "Tanh", "Softmax", "Softmax2d")]
    ),
)
# What PyTorch says to comparisons and loops on a device without values: those are right on real devices.
READS_VALUES = ("Tensor.item() cannot be called on meta", "register_meta function", "attempted to run this operator with Meta")
FEW = st.integers(1, 3)


def numbers(rng, *shape, dtype=torch.float32):
    """Return numbers from -4 to 4, none of them within 0.01 of 0; small ones are always there: 0.5 is first, -0.5 last."""
    x = torch.rand(shape, generator=rng, dtype=torch.float64) * 3.98 + 0.01
    x *= torch.randint(0, 2, shape, generator=rng) * 2 - 1
    x.view(-1)[-1] = -0.5
    x.view(-1)[0] = 0.5
    return x.to(dtype)


def shapes(rng, device):
    """Return inputs of one to four axes, a batch of one among them."""
    return [numbers(rng, *shape).to(device) for shape in ((7,), (3, 5), (1, 4), (2, 3, 4), (2, 3, 4, 5))]


def small(device, *settings):
    """Return the strategy for calls with a small matrix, and these arguments behind it."""
    return tensors((FEW, FEW)).map(lambda x: call(x.to(device), *settings))


@criterion(
    points=2,
    title="relu: what is below 0 becomes 0, the rest stays; whole numbers stay whole",
    hint="Compare each number with 0. Which dtype does your zero have, and which the result?",
    rule="The result is the larger one of x and 0, in the dtype of x: int64 goes in, int64 comes out, to the last digit.",
    example="""x        -2  0  3.5
relu(x)   0  0  3.5
x        -2  0  3     (int64)
relu(x)   0  0  3     (int64)""",
)
def test_relu(submission, reference, cases, rng, device):
    whole = torch.randint(-9, 9, (3, 4), generator=rng)
    whole[0] = torch.tensor([-5, 0, 1, 7])
    huge = whole * 2**50 + 2**53 * whole.sign() + whole.sign()  # no float64 holds these
    many = (whole * 2**20 + 2**24 * whole.sign() + whole.sign()).to(torch.int32)  # and no float32 these
    cases.check(
        agreeing(submission.relu, reference.relu),
        *(call(x) for x in shapes(rng, device)),
        *(call(x.to(device)) for x in (whole, huge, many, torch.tensor([2**62, -(2**62)]))),
        drawn=st.one_of(small(device), tensors((FEW, FEW), dtype=torch.int64).map(lambda x: call(x.to(device)))),
    )


@criterion(
    title="relu in place: x itself is changed and comes back",
    hint="`inplace=True` asks for no new tensor. What writes into the tensor that is there?",
    rule="Write the zeros into x (`x[...] = 0`, or a method whose name ends in _), then return x itself.",
    example="""x = [-2, 3]
y = relu(x, inplace=True)
x is now [0, 3], and `y is x`""",
)
def test_relu_in_place(submission, props, reference, cases, rng, device):
    def check(x):
        expected = reference.relu(x)
        result, after, is_x = props.in_place(submission.relu, x)
        same(result, expected)
        same(after, expected, what="x after relu in place")
        expect(is_x, "relu in place returned another tensor than x")

    fixed = [*shapes(rng, device), numbers(rng, 4, 6).to(device).t(), torch.tensor([[-2, 3], [0, -1]]).to(device)]
    cases.check(check, *fixed, drawn=tensors((FEW, FEW)).map(lambda x: x.to(device)))


@criterion(
    points=2,
    title="leaky_relu: below 0 a small slope is left",
    hint="Two cases again: which numbers are multiplied by the slope, and which stay?",
    rule="x where x is above 0, negative_slope * x where it is below. Without a second argument the slope is 0.01.",
    example="""x                   -2    0  3
leaky_relu(x)       -0.02 0  3
leaky_relu(x, 0.5)  -1    0  3""",
)
def test_leaky_relu(submission, reference, cases, rng, device):
    x = numbers(rng, 3, 5).to(device)
    cases.check(
        agreeing(submission.leaky_relu, reference.leaky_relu),
        *(call(x) for x in shapes(rng, device)),
        *(call(x, slope) for slope in (0.2, 0.5, 0.0, 1.0, 1)),
        call(x, negative_slope=0.3),
        call(x.double() * 250),
        drawn=st.one_of(small(device), small(device, 0.5), small(device, 0.25)),
    )


@criterion(
    title="sigmoid: 1 / (1 + e^-x)",
    hint="At 0 it is a half, far to the right nearly 1, far to the left nearly 0.",
    rule="1 / (1 + exp(-x)), for each number by itself. Mind the sign of the exponent.",
    example="""x           -2      0    2
sigmoid(x)  0.1192  0.5  0.8808""",
)
def test_sigmoid(submission, reference, cases, rng, device):
    xs = [*shapes(rng, device), torch.tensor([-16.0, -9, -6, 0, 6, 9, 16]).to(device)]
    cases.check(agreeing(submission.sigmoid, reference.sigmoid), *map(call, xs), drawn=small(device))


@criterion(
    title="tanh: (e^x - e^-x) / (e^x + e^-x)",
    hint="It looks like sigmoid, but from -1 to 1, and it is twice as fast: how often is e^x taken times itself?",
    rule="(exp(x) - exp(-x)) / (exp(x) + exp(-x)). It is odd: tanh(-x) is -tanh(x).",
    example="""x        -1       0  1
tanh(x)  -0.7616  0  0.7616""",
)
def test_tanh(submission, reference, cases, rng, device):
    xs = [*shapes(rng, device), torch.tensor([-16.0, -9, -6, -5e-4, 0, 6, 9, 16]).to(device)]
    cases.check(agreeing(submission.tanh, reference.tanh), *map(call, xs), drawn=small(device))


@criterion(
    points=2,
    title="softmax: shares along one axis, whichever it is",
    hint="Which numbers are added up, and is each one divided by the sum of its own row? What keeps the axis of a sum?",
    rule="exp(x) / exp(x).sum(dim, keepdim=True): along `dim` the results add up to 1. A negative dim counts from the last axis.",
    example="""x   0 0     dim 0: 0.5 0.12    dim 1: 0.5  0.5
    0 2            0.5 0.88           0.12 0.88""",
)
def test_softmax(submission, reference, cases, rng, device):
    x, y = numbers(rng, 2, 3, 4).to(device), numbers(rng, 3, 3).to(device)
    drawn = st.tuples(tensors((FEW, FEW)), st.integers(-2, 1)).map(lambda pair: call(pair[0].to(device), pair[1]))
    cases.check(
        agreeing(submission.softmax, reference.softmax),
        *(call(x, dim) for dim in range(-3, 3)),
        *(call(y, dim) for dim in (0, 1, -1)),
        call(numbers(rng, 5).to(device), 0),
        call(numbers(rng, 1, 4).to(device), dim=1),
        call(numbers(rng, 2, 3, 2, 2).to(device), 1),
        drawn=drawn,
    )


@criterion(
    points=2,
    title="Inputs of 1000 and -1000 give finite and right values",
    hint="e^1000 is inf in a float, and inf / inf is nan. Can you write the same fraction so that no exponent is above 0?",
    rule="sigmoid and tanh: work with exp(-|x|). softmax: first subtract the largest number along dim, which changes no share.",
    example="""softmax of  1000  1001
       e^1000 = inf, e^1001 = inf      -> nan  nan
minus 1001:   -1     0
       e^-1 = 0.37,  e^0 = 1           -> 0.27 0.73""",
)
def test_large_inputs(submission, reference, rng, device):
    x = torch.tensor(
        [[1000.0, 999, 998], [-1000, -1001, -999], [3, 2, -2], [1000, -1000, 2], [300, 40, -90]], dtype=torch.float64
    )
    x = (x + numbers(rng, 5, 3, dtype=torch.float64) / 8).to(device)
    for name in FIVE:
        function, right = getattr(submission, name), getattr(reference, name)
        for dim in (0, 1) if name == "softmax" else (None,):
            settings = () if dim is None else (dim,)
            same(function(x, *settings), right(x, *settings), rtol=1e-6)
            same(function(x.float(), *settings), right(x.float(), *settings), rtol=2e-4, atol=2e-4)
    x.requires_grad_()
    for name in ("relu", "leaky_relu"):
        with suppress(Raised):  # a gradient that is cut is looked at elsewhere
            got = gradients(getattr(submission, name), x, cotangent=torch.ones_like(x))
            same(got, gradients(getattr(reference, name), x, cotangent=torch.ones_like(x)), what="the gradient")


@criterion(
    points=2,
    title="Gradients flow through all five",
    hint="Use tensor operations on x itself: `.item()`, `.detach()`, numpy and new tensors cut the gradient.",
    rule="autograd finds the gradients of what is computed with tensors. relu's is 1 above 0 and 0 below, leaky_relu's the "
    "slope below.",
    example="""x                 -2    3
relu's gradient    0    1
leaky_relu's      0.01  1""",
)
def test_gradients(submission, reference, rng, device):
    x = distinct_numbers(rng).to(device)
    asked = [(name, {"leaky_relu": (0.2,), "softmax": (1,)}.get(name, ())) for name in FIVE]
    with once_right():
        for name, settings in asked:
            same(getattr(submission, name)(x, *settings), getattr(reference, name)(x, *settings))
    x.requires_grad_()
    for name, settings in asked:
        cotangent = numbers(rng, *x.shape, dtype=torch.float64).to(device)
        got = gradients(getattr(submission, name), x, *settings, cotangent=cotangent)
        right = gradients(getattr(reference, name), x, *settings, cotangent=cotangent)
        same(got, right, what="the gradient")


def distinct_numbers(rng):
    """Return float64 numbers from -3 to 3 without equals, none of them near 0."""
    steps = torch.randperm(24, generator=rng).to(torch.float64).reshape(2, 3, 4)
    return (steps - 11.5) / 4


@criterion(
    points=2,
    title="Shape, dtype, device and layout are free, and x is left alone",
    hint="Does anything write into x? Does a new tensor lie on the CPU, or have another dtype than x?",
    rule="Results have the dtype and device of x; new tensors are made like x (zeros_like, x.new_zeros). x holds the same "
    "numbers afterwards, but with inplace=True.",
    example="""x[x < 0] = 0       changes the caller's x
x.clamp(min=0)     makes a new tensor
torch.zeros(3)     on the CPU, float32
torch.zeros_like(x)  where x is, in its dtype""",
)
def test_layout_and_dtype(submission, reference, rng, device):
    far = torch.empty(2, 3, 4, device="meta", dtype=torch.float16)
    for name in FIVE:
        function, right = getattr(submission, name), getattr(reference, name)
        settings = (1,) if name == "softmax" else ()
        for x in (numbers(rng, 2, 5, 3, dtype=torch.float64).transpose(1, 2), numbers(rng, 4, 6)[:, ::2]):
            x = x.to(device)
            same(keeps_inputs(function, x, *settings), right(x, *settings))
        try:
            got = function(far, *settings)
        except Raised as raised:
            if not any(said in raised.text for said in READS_VALUES):
                raise
        else:
            same(got, far)


@criterion(
    title="softmax: a dimension that does not exist is a ValueError",
    hint="Which numbers are axes of a tensor with x.ndim of them, counted from the front and from the back?",
    rule="Axes are -x.ndim, ..., x.ndim - 1. Check dim before anything is computed: PyTorch itself raises an IndexError.",
    example="""x [2, 3]: axes 0 and 1, or -2 and -1
softmax(x, -2)  fine
softmax(x, 2)   ValueError
softmax(x, -3)  ValueError""",
)
def test_dimension_exists(submission, reference, rng):
    for x in (numbers(rng, 2, 3), numbers(rng, 2, 3, 2), numbers(rng, 4)):
        with once_right():
            for dim in (x.ndim - 1, -x.ndim):
                same(submission.softmax(x, dim), reference.softmax(x, dim))
        for dim in (-x.ndim - 1, x.ndim, x.ndim + 3):
            raises(lambda x=x, dim=dim: submission.softmax(x, dim), ValueError)


@criterion(
    title="Built without PyTorch's own five",
    hint="exp, abs, clamp, where, maximum and sums are all that is needed.",
    rule="relu, leaky_relu, sigmoid, tanh and softmax may not be reached as functions, methods, modules or aten operations.",
    example="""torch.relu(x), x.relu(), F.relu(x), nn.ReLU()(x)   forbidden
torch.where(x > 0, x, 0)                           welcome""",
    alone=True,
)
def test_built_by_hand(submission, reference, rng):
    x = numbers(rng, 3, 4)
    with watched(submission, OWN_FIVE):
        for name in FIVE:
            settings = (1,) if name == "softmax" else ()
            same(getattr(submission, name)(x, *settings), getattr(reference, name)(x, *settings))
        submission.relu(x, inplace=True)
