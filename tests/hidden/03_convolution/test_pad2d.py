"""Suite of 03_convolution/pad2d: the four modes, the four sides, corners, layouts, gradients, errors. Runs in the judge."""

from contextlib import suppress
from itertools import product

import torch
from hypothesis import strategies as st

from grader.judge import (
    Forbidden,
    Raised,
    agreeing,
    call,
    criterion,
    distinct_tensors,
    gradients,
    keeps_inputs,
    once_right,
    raises,
    same,
    watched,
)

MODES = ("zeros", "constant", "reflect", "replicate")
NAMES = ("pad", "constant_pad_nd", "_pad_enum", "_pad_circular")
NAMES += tuple(f"{kind}_pad{dimension}d" for kind, dimension in product(("reflection", "replication"), (1, 2, 3)))
MODULES = product(("ZeroPad", "ConstantPad", "ReflectionPad", "ReplicationPad", "CircularPad"), (1, 2, 3))
FORBIDDEN = Forbidden(
    "padding",
    operations=tuple(f"aten::{name}" for name in NAMES),
    functions=(
        *(f"{module}.{name}" for module in ("torch.nn.functional", "torch", "torch._C._nn") for name in NAMES),
        *(f"torch.nn.{kind}{dimension}d" for kind, dimension in MODULES),
        "numpy.pad",
        "torchvision.transforms.functional.pad",
        "torchvision.transforms.v2.functional.pad",
        "torchvision.transforms.Pad",
        "torchvision.transforms.v2.Pad",
    ),
)
# What PyTorch says to comparisons and masks on a device without values: those are right on real devices.
READS_VALUES = ("Tensor.item() cannot be called on meta", "register_meta function", "attempted to run this operator with Meta")


def distinct(shape, rng, device="cpu", dtype=torch.float32):
    """Values without equals and without 0, of both signs, unlike in each channel and row."""
    count = torch.Size(shape).numel()
    values = torch.randperm(count, generator=rng).to(dtype) + 1
    return (values * (torch.randint(0, 2, (count,), generator=rng) * 2 - 1)).reshape(shape).to(device) / 4


def padded(device, *modes, most=2, plain=False, **kwargs):
    """Draw a small image, four sides below its own, and one of the modes; `plain` draws an image and one number."""
    side = st.integers(0, most)
    images = distinct_tensors((1, st.integers(1, 2), st.integers(3, 4), st.integers(3, 4)))
    if plain:
        return st.builds(lambda x, p: call(x.to(device) + 0.5, p), images, side)
    sides = st.one_of(side, st.tuples(side, side, side, side))
    return st.builds(lambda x, p, mode: call(x.to(device) + 0.5, p, mode, **kwargs), images, sides, st.sampled_from(modes))


@criterion(
    points=2,
    title="The plain case: one border of zeros, no options",
    hint="Make a larger tensor of zeros first. Where in it does the image belong?",
    rule="pad2d(x, n) is n rows and n columns longer on each side; the image lies in the middle, and the rest is 0.",
    example="""pad2d(x, 1) on 3 4
    0 0 0 0
    0 3 4 0
    0 0 0 0""",
)
def test_plain(submission, reference, cases, rng, device):
    cases.check(
        agreeing(submission.pad2d, reference.pad2d),
        *(call(distinct(shape, rng, device), n) for shape, n in (((1, 1, 2, 3), 1), ((2, 3, 4, 5), 1), ((3, 2, 5, 2), 2))),
        drawn=padded(device, plain=True),
    )


@criterion(
    title="The worked example: a row in four modes",
    hint="Write the row down, and two more places on each side. What does each mode put there?",
    rule="zeros: 0. constant: value. reflect: mirrored, the outermost number stands only once. replicate: the outermost number.",
    example="""zeros      0 0 a b c 0 0
constant   v v a b c v v
reflect    c b a b c b a
replicate  a a a b c c c""",
)
def test_worked_example(submission, device):
    row = torch.tensor([[[[1.0, 2, 3]]]]).to(device)
    rows = {"zeros": [0.0, 0, 1, 2, 3, 0, 0], "constant": [7.0, 7, 1, 2, 3, 7, 7]}
    rows |= {"reflect": [3.0, 2, 1, 2, 3, 2, 1], "replicate": [1.0, 1, 1, 2, 3, 3, 3]}
    for mode, expected in rows.items():
        same(submission.pad2d(row, (2, 2, 0, 0), mode, 7.0), torch.tensor([[[expected]]]).to(device))


@criterion(
    title="zeros, the default: 0 on all sides, whatever value says",
    hint="What is the mode when none is given? And which of the four modes looks at value?",
    rule="An int is for all four sides. In the mode zeros the border is 0; `value` is for the mode constant alone.",
    example="""pad2d(x, 1) on 1 2
    0 0 0 0
    0 1 2 0
    0 0 0 0
pad2d(x, 1, "zeros", 5.0)   the same""",
)
def test_zeros(submission, reference, cases, rng, device):
    x = distinct((2, 3, 4, 5), rng, device)
    cases.check(
        agreeing(submission.pad2d, reference.pad2d),
        call(x, 1),
        call(x, 3),
        call(x, 2, value=5.0),
        call(x, (1, 3, 2, 0), "zeros", -3.5),
        call(x, 1, "zeros", torch.inf),
        call(x, 0),
        drawn=padded(device, "zeros", value=4.0),
    )


@criterion(
    title="constant: the border is value",
    hint="Fill the whole result with value first, then put the image into its middle.",
    rule="Any number may be asked for, below 0 and infinity as well; a float64 result holds it with all its digits.",
    example="""pad2d(x, 1, "constant", 9.0) on 1 2
    9 9 9 9
    9 1 2 9
    9 9 9 9""",
)
def test_constant(submission, reference, cases, rng, device):
    x = distinct((2, 3, 4, 5), rng, device)
    tenth = float(torch.rand((), generator=rng, dtype=torch.float64))
    cases.check(
        agreeing(submission.pad2d, reference.pad2d, rtol=0, atol=0),
        call(x, 1, "constant", 5.0),
        call(x, 2, "constant", value=-2.5),
        call(x, 1, "constant"),
        call(x, (1, 3, 0, 2), "constant", -torch.inf),
        call(x.double(), 1, "constant", 16777216 + tenth),
        drawn=padded(device, "constant", value=4.0),
    )


@criterion(
    points=2,
    title="Four sides in the order left, right, top, bottom",
    hint="Pad one side alone and look where the border is.",
    rule="padding[0] columns on the left, padding[1] on the right, padding[2] rows on top, padding[3] at the bottom.",
    example="""(1, 0, 0, 0) on 1 2   ->  0 1 2
(0, 0, 1, 0) on 1 2   ->  0 0
                          1 2""",
)
def test_sides(submission, reference, cases, rng, device):
    x = distinct((1, 2, 5, 6), rng, device)
    sides = ((1, 0, 0, 0), (0, 2, 0, 0), (0, 0, 3, 0), (0, 0, 0, 1), (1, 2, 3, 4), [4, 0, 1, 2])
    cases.check(
        agreeing(submission.pad2d, reference.pad2d),
        *(call(x, each, mode, 5.0) for each in sides for mode in ("zeros", "reflect")),
        call(x, 2, "replicate"),
        call(x, (1, 0, 2, 3), "replicate"),
        *(call(x, (2, 1, 0, 3), mode, 5.0) for mode in ("constant", "replicate")),
        drawn=padded(device, *MODES, value=4.0),
    )


@criterion(
    points=2,
    title="reflect: the edge is the mirror, and is not repeated",
    hint="The first number beside the image is the second one of the image.",
    rule="Row -1 is row 1, row -2 is row 2; behind the last row h - 1 come h - 2, h - 3. The corners are mirrored in both axes.",
    example="""1 on each side of
    1 2 3         5 4 5 6 5
    4 5 6    ->   2 1 2 3 2
                  5 4 5 6 5
                  2 1 2 3 2""",
)
def test_reflect(submission, reference, cases, rng, device):
    cases.check(
        agreeing(submission.pad2d, reference.pad2d),
        call(distinct((2, 3, 4, 6), rng, device), 1, "reflect"),
        call(distinct((2, 3, 4, 6), rng, device), 3, "reflect"),
        call(distinct((1, 1, 3, 5), rng, device), (4, 3, 2, 1), "reflect", 5.0),
        call(distinct((1, 2, 5, 2), rng, device), (1, 1, 4, 4), "reflect"),
        call(distinct((1, 2, 1, 3), rng, device), (2, 1, 0, 0), "reflect"),
        drawn=padded(device, "reflect"),
    )


@criterion(
    points=2,
    title="replicate: the edge goes on and on",
    hint="Outside the image the nearest pixel of it counts; in a corner that is the corner pixel.",
    rule="Row -k is row 0, row h - 1 + k is row h - 1, for any k, also beyond the size of the image.",
    example="""1 on each side of
    1 2 3         1 1 2 3 3
    4 5 6    ->   1 1 2 3 3
                  4 4 5 6 6
                  4 4 5 6 6""",
)
def test_replicate(submission, reference, cases, rng, device):
    cases.check(
        agreeing(submission.pad2d, reference.pad2d),
        call(distinct((2, 3, 4, 6), rng, device), 1, "replicate"),
        call(distinct((2, 3, 4, 6), rng, device), 3, "replicate"),
        call(distinct((1, 2, 2, 3), rng, device), (5, 4, 3, 2), "replicate", 5.0),
        call(distinct((1, 1, 1, 1), rng, device), (1, 2, 3, 0), "replicate"),
        drawn=padded(device, "replicate", most=4),
    )


@criterion(
    title="Any layout, batch and float type, and the input is left alone",
    hint="Work on a copy where you write; keep the dtype that came in.",
    rule="The result has the dtype of `x`, whatever its strides are; N and C stay as they are, and `x` is the same afterwards.",
    example="""x of float64, permuted -> a float64 result with the right numbers
x before == x after""",
)
def test_layout_and_dtype(submission, reference, rng, device):
    for mode in MODES:
        x = distinct((3, 5, 4, 2), rng, device, torch.float64).permute(0, 3, 1, 2) + 2**-30
        same(keeps_inputs(submission.pad2d, x, (1, 2, 3, 0), mode, 5.0), reference.pad2d(x, (1, 2, 3, 0), mode, 5.0))
        y = distinct((1, 1, 8, 6), rng, device)[:, :, ::2, 1:]
        same(keeps_inputs(submission.pad2d, y, 2, mode, 5.0), reference.pad2d(y, 2, mode, 5.0))
        z = distinct((2, 1, 3, 4), rng, device, torch.float16)
        same(submission.pad2d(z, 1, mode, 5.0), reference.pad2d(z, 1, mode, 5.0))
    same(submission.pad2d(x, 1, "replicate"), reference.pad2d(x, 1, "replicate"), rtol=0, atol=0)


@criterion(
    title="Gradients come back from the border too",
    hint="Use tensor operations on x itself: `.item()`, `.tolist()`, `.detach()` and NumPy cut the gradient.",
    rule="A pixel that stands in several places gets the sum of their gradients; what is constant gets none.",
    example="""replicate, 2 on the left:   a a a b
gradients of the result     1 2 3 4
gradient of a: 1 + 2 + 3 = 6, of b: 4""",
)
def test_gradients(submission, reference, rng, device):
    for mode in MODES:
        x = distinct((2, 2, 4, 5), rng, device, torch.float64)
        result = reference.pad2d(x, (2, 1, 3, 2), mode, 5.0)
        with once_right():
            same(submission.pad2d(x, (2, 1, 3, 2), mode, 5.0), result)
        x.requires_grad_()
        cotangent = torch.rand(result.shape, generator=rng, dtype=torch.float64).to(device)
        got = gradients(submission.pad2d, x, (2, 1, 3, 2), mode, 5.0, cotangent=cotangent)
        same(got, gradients(reference.pad2d, x, (2, 1, 3, 2), mode, 5.0, cotangent=cotangent), what="the gradient")


@criterion(
    title="Bad arguments raise ValueError",
    hint="Which rows can a mirror show? And what happens with a mode that you do not know?",
    rule="Padding starts at 0; it is one int or four; the mode is one of four; a reflection is smaller than its own side.",
    example="""a row of 3, reflect by 2   fine: c b a b c
a row of 3, reflect by 3   ValueError: there is no fourth number
a row of 3, replicate by 3 fine""",
)
def test_bad_arguments(submission, reference, rng):
    x = distinct((1, 2, 3, 5), rng)
    with once_right():
        same(submission.pad2d(x, 1), reference.pad2d(x, 1))
    for args in (((4, 4, 2, 2), "reflect"), (6, "replicate"), (6, "zeros")):
        submission.pad2d(x, *args)  # as much as each mode has
    for padding in ((5, 0, 0, 0), (0, 5, 0, 0), (0, 0, 3, 0), (0, 0, 0, 3), 3, (0, 0, 4, 0), (7, 0, 0, 0)):
        raises(lambda padding=padding: submission.pad2d(x, padding, "reflect"), ValueError)
    raises(lambda: submission.pad2d(x[:, :, :1], (0, 0, 1, 0), "reflect"), ValueError)
    for mode, padding in product(MODES, (-1, (0, 0, -1, 0), (-1, 0, 0, 0), (1, -1, 0, 0), (0, 0, 1, -1))):
        raises(lambda padding=padding, mode=mode: submission.pad2d(x, padding, mode), ValueError)
    for mode in ("mirror", "edge", "", "circular", "Zeros", "reflection"):
        raises(lambda mode=mode: submission.pad2d(x, 1, mode), ValueError)
    raises(lambda: submission.pad2d(x, 0, "mirror"), ValueError)
    for padding in ((1, 1, 1), (1, 1, 1, 1, 1)):
        raises(lambda padding=padding: submission.pad2d(x, padding), ValueError)
    raises(lambda: submission.pad2d(x, (1, 1), "replicate"), ValueError)
    for padding in (1, 0):
        raises(lambda padding=padding: submission.pad2d(x[0, 0, 0], padding), ValueError)
    for wrong in (x[None], x[0, 0]):
        raises(lambda wrong=wrong: submission.pad2d(wrong, 1, "replicate"), ValueError)


@criterion(
    title="New tensors follow the input's device",
    hint="Make new tensors with device=x.device, or from x itself (x.new_full, torch.zeros_like).",
    rule="Tensors that meet in an operation must lie on one device; a new tensor lies on the CPU unless you say otherwise.",
    example="""torch.zeros(2)                    on the CPU
torch.zeros(2, device=x.device)   where x is
x.new_zeros(2)                    where x is, with its dtype""",
)
def test_device(submission):
    x = torch.empty(2, 3, 4, 5, device="meta")
    for mode in MODES:
        try:
            got = submission.pad2d(x, (1, 2, 3, 0), mode, 5.0)
        except Raised as raised:
            if not any(said in raised.text for said in READS_VALUES):
                raise
        else:
            same(got, torch.empty(2, 3, 7, 8, device="meta"))


@criterion(
    title="Built without PyTorch's padding",
    hint="A larger tensor and a slice assignment, or an index that says which row stands where.",
    rule="No function or module whose job is padding may be reached; indexing, `cat`, `flip`, `clamp` and the like are free.",
    example="""result = x.new_zeros(n, c, h + 2, w + 2)
result[:, :, 1 : h + 1, 1 : w + 1] = x""",
    alone=True,
)
def test_no_padding(submission, reference, rng):
    x = distinct((1, 2, 4, 5), rng)
    with watched(submission, FORBIDDEN):
        same(submission.pad2d(x, 1), reference.pad2d(x, 1))
        for mode, padding in product(MODES, ((1, 2, 3, 0), 1)):
            with suppress(Raised):  # what an option gives is looked at elsewhere
                submission.pad2d(x, padding, mode, 5.0)
