"""Suite of 04_pooling/max_pool2d: values, ceil mode, padding, layouts, gradients, errors. Runs in the judge."""

from contextlib import suppress

import torch
from hypothesis import strategies as st

from grader.judge import (
    POOLING,
    Failure,
    Raised,
    agreeing,
    call,
    criterion,
    distinct_tensors,
    gradients,
    keeps_inputs,
    pairs,
    raises,
    same,
    watched,
)

IMAGE = torch.tensor(
    [[1.0, 2, 0, 3, 1], [0, 1, 2, 3, 1], [1, 2, 1, 0, 0], [5, 2, 3, 1, 1], [2, 1, 0, 1, 1]]
)  # fmt: skip
# What PyTorch says to comparisons and masks on a device without values: those are right on real devices.
READS_VALUES = ("Tensor.item() cannot be called on meta", "register_meta function", "attempted to run this operator with Meta")


def distinct(shape, rng, device, dtype=torch.float32):
    """Values above 0 without equals, unlike in each channel and row."""
    count = torch.Size(shape).numel()
    return (torch.randperm(count, generator=rng).to(dtype) + 1).reshape(shape).to(device) / 4


def shifted(x, below_zero):
    """Padding that counts as 0 wins over all that is below 0, where it is the point, and loses elsewhere."""
    return x - x.max() - 1 if below_zero else x - x.min() + 1


@st.composite
def pooled(draw, device, padded=False, ceil=False, dilated=False, paired=False, strided=True):
    """Draw a call that PyTorch accepts: a small image without equal numbers and the options that are asked for."""
    numbers = pairs if paired else st.integers
    kernel = draw(numbers(2 if padded else 1, 3))
    kwargs = {"stride": draw(numbers(1, 3))} if strided else {}
    kwargs |= {"padding": 1} if padded else {}
    kwargs |= {"dilation": draw(numbers(1, 2))} if dilated else {}
    kwargs |= {"ceil_mode": True} if ceil else {}
    side = st.integers(5 if dilated else 1 if padded else 3, 7)
    x = draw(distinct_tensors((1, st.integers(1, 2), side, side)))
    return call(shifted(x, padded or ceil).to(device), kernel, **kwargs)


@criterion(
    points=2,
    title="The plain case: windows side by side, no options",
    hint="Cover the image with the window by hand: which numbers lie under it?",
    rule="Each output is the largest number under its window; the window moves on by the stride.",
    example="""kernel 2 on
    1 2 0 3
    0 1 2 3
windows: 1 2    0 3
         0 1    2 3
result:  2      3""",
)
def test_worked_example(submission, reference, cases, rng, device):
    x = IMAGE.reshape(1, 1, 5, 5).to(device)
    same(submission.max_pool2d(x, 3), torch.tensor([[[[2.0]]]]).to(device))
    same(submission.max_pool2d(x, 2), torch.tensor([[[[2.0, 3], [5, 3]]]]).to(device))
    cases.check(
        agreeing(submission.max_pool2d, reference.max_pool2d),
        *(call(distinct(shape, rng, device), k) for shape, k in (((2, 3, 6, 4), 2), ((3, 1, 6, 9), 3), ((1, 2, 2, 3), 1))),
        drawn=pooled(device, strided=False),
    )


@criterion(
    title="Padding never wins",
    hint="Padding must lose against every number, the negative ones too.",
    rule="A position outside the input counts as minus infinity, the only number below all others.",
    example="""kernel 2, padding 1 on
    -1 -2
    -3 -4
upper left window: outside outside
                   outside -1       -> -1, not 0""",
)
def test_padding_never_wins(submission, reference, cases, rng, device):
    x = -torch.arange(1.0, 5).reshape(1, 1, 2, 2).to(device)
    y = -torch.rand(2, 3, 5, 7, generator=rng).to(device) - 1
    z = y.clone()
    z[:, :, :2, :3] = -torch.inf
    cases.check(
        agreeing(submission.max_pool2d, reference.max_pool2d),
        call(x, 2, 1, padding=1),
        call(x * 1e30, 2, 2, padding=1),
        call(y, 3, 2, padding=1),
        call(y, (2, 5), (2, 3), padding=(1, 2)),
        call(z, 3, 2, padding=1),
        drawn=pooled(device, padded=True),
    )


@criterion(
    title="The stride is the kernel's size unless it is given",
    hint="Without a stride the windows stand side by side.",
    rule="`stride=None` means the kernel's size on each axis; a stride that is given may be smaller, larger, or a pair.",
    example="""a row of 6, kernel 3
stride None: windows at 0 and 3
stride 1:    windows at 0, 1, 2 and 3""",
)
def test_stride(submission, reference, cases, rng, device):
    x = distinct((2, 2, 7, 9), rng, device)
    cases.check(
        agreeing(submission.max_pool2d, reference.max_pool2d),
        *(call(x, kernel, stride) for kernel, stride in ((3, None), (2, 1), (2, 3), ((2, 3), None), (3, (2, 1)))),
        drawn=st.one_of(pooled(device), pooled(device, strided=False)),
    )


@criterion(
    points=2,
    title="Ceil mode: the last window starts inside",
    hint="A window that would start beyond the input and its left padding does not count.",
    rule="Round the number of windows up; drop the last one if it starts size + padding or more behind the first one.",
    example="""a row of 5, kernel 2, stride 2
    floor: windows at 0, 2          -> 2 results
    ceil:  windows at 0, 2, 4       -> 3 results, the last window hangs over
a row of 2, kernel 2, stride 3, padding 1
    ceil:  windows at -1, 2         -> 1 result: the second would start behind the input""",
)
def test_ceil_mode(submission, reference, cases, rng, device):
    fixed = [
        ((2, 2), 2, 3, 1),
        ((5, 7), 2, 2, 0),
        ((6, 5), 3, 2, 1),
        ((10, 4), 1, 2, 0),
        ((4, 6), 2, 2, 1),
        ((5, 5), 3, 2, 0),
        ((1, 1), 2, 2, 0),
    ]
    cases.check(
        agreeing(submission.max_pool2d, reference.max_pool2d),
        call(IMAGE.reshape(1, 1, 5, 5).to(device), 3, ceil_mode=True),
        *(call(-distinct((1, 2, *size), rng, device), *rest, ceil_mode=True) for size, *rest in fixed),
        drawn=st.one_of(pooled(device, ceil=True), pooled(device, ceil=True, padded=True)),
    )


@criterion(
    title="Dilation spreads the window",
    hint="Taps of a dilated window stand `dilation` apart; the window reaches over dilation*(kernel-1)+1.",
    rule="A window that starts at s looks at s, s + dilation, s + 2*dilation, ... and at nothing in between.",
    example="""a row 9 1 8 2 7, kernel 3, dilation 2
    taps of the only window: 9 _ 8 _ 7 -> 9""",
)
def test_dilation(submission, reference, cases, rng, device):
    x = distinct((2, 2, 9, 11), rng, device)
    cases.check(
        agreeing(submission.max_pool2d, reference.max_pool2d),
        call(x, 3, dilation=2),
        call(x, 3, dilation=(1, 3)),
        call(-x, 3, dilation=2, padding=1, stride=2),
        call(x, 3, dilation=2, ceil_mode=True),
        call(distinct((1, 1, 8, 8), rng, device), 3, 4, 1, 2, True),
        drawn=pooled(device, dilated=True),
    )


@criterion(
    title="Pairs are (height, width)",
    hint="In a pair the height comes first, as in NCHW.",
    rule="The first number of kernel, stride, padding and dilation is for the rows, the second for the columns.",
    example="""kernel (2, 1) on
    1 5
    4 2
windows are 2 high and 1 wide: result 4 5""",
)
def test_pairs(submission, reference, cases, rng, device):
    x = distinct((1, 3, 8, 11), rng, device)
    cases.check(
        agreeing(submission.max_pool2d, reference.max_pool2d),
        call(x, (3, 2), (1, 3), (1, 0), (2, 1)),
        call(x, [2, 5]),
        call(distinct((1, 1, 5, 5), rng, device), 2, (3, 1), (0, 1), ceil_mode=True),
        drawn=pooled(device, paired=True),
    )


@criterion(
    title="Pictures and channels stay apart",
    hint="Pooling looks at one channel of one picture at a time; [C, H, W] gives [C, H, W].",
    rule="Only the last two axes shrink. N and C come out as they went in; three dimensions give three dimensions.",
    example="""[2, 3, 4, 6] with kernel 2 -> [2, 3, 2, 3]
   [3, 4, 6] with kernel 2 ->    [3, 2, 3]""",
)
def test_channels_and_batches(submission, reference, cases, rng, device):
    shapes = ((1, 1, 4, 6), (1, 5, 4, 6), (3, 2, 4, 6), (3, 4, 6), (1, 4, 6))
    some = st.integers(1, 3)
    images = st.one_of(distinct_tensors((some, some, 2, 2)), distinct_tensors((some, 2, 2)))
    cases.check(
        agreeing(submission.max_pool2d, reference.max_pool2d),
        *(call(distinct(shape, rng, device), 2, 2) for shape in shapes),
        drawn=images.map(lambda x: call(shifted(x, False).to(device), 2, 2)),
    )
    x = distinct((3, 5, 7), rng, device)
    for options in ({"stride": 2}, {"padding": 1}, {"dilation": 2}, {"ceil_mode": True}):
        try:
            same(submission.max_pool2d(x[None], 3, **options), reference.max_pool2d(x[None], 3, **options))
        except (Failure, Raised):
            continue  # what an option gives is looked at elsewhere; here it gives the same without N
        same(submission.max_pool2d(x, 3, **options), reference.max_pool2d(x, 3, **options))


@criterion(
    title="Any layout and float type, and the input is left alone",
    hint="Work on a copy where you write; keep the dtype that came in.",
    rule="The result has the dtype of `x`, whatever its strides are, and `x` holds the same numbers afterwards.",
    example="""x of float64, permuted -> a float64 result with the right numbers
x before == x after""",
)
def test_layout_and_dtype(submission, reference, rng, device):
    x = distinct((2, 6, 8, 3), rng, device, torch.float64).permute(0, 3, 1, 2)
    same(keeps_inputs(submission.max_pool2d, x, 3, 2, 1), reference.max_pool2d(x, 3, 2, 1))
    y = distinct((2, 3, 12, 8), rng, device)[:, :, ::2]
    same(keeps_inputs(submission.max_pool2d, y, 2, 2, 1), reference.max_pool2d(y, 2, 2, 1))
    for dtype in (torch.float16, torch.bfloat16):
        z = distinct((1, 2, 5, 6), rng, device, dtype)
        same(submission.max_pool2d(z, 3, 2, 1), reference.max_pool2d(z, 3, 2, 1))
    same(submission.max_pool2d(x + 1e-9, 2, 2), reference.max_pool2d(x + 1e-9, 2, 2), rtol=0, atol=0)


@criterion(
    title="Gradients reach the winners",
    hint="Use tensor operations on x itself: `.item()`, `.tolist()` and new tensors cut the gradient.",
    rule="The gradient of a maximum is 1 at the number that won and 0 elsewhere; autograd finds it if you compute with tensors.",
    example="""kernel 2 on
    1 4
    3 2
result 4; gradient of x:
    0 1
    0 0""",
)
def test_gradients(submission, reference, rng, device):
    for options in ({"stride": 2}, {"padding": 1, "stride": 3}, {"dilation": 2, "stride": 1}, {"stride": 1, "ceil_mode": True}):
        x = distinct((2, 2, 6, 7), rng, device, torch.float64).requires_grad_()
        result = reference.max_pool2d(x, 3, **options)
        cotangent = torch.rand(result.shape, generator=rng, dtype=torch.float64).to(device)
        got = gradients(submission.max_pool2d, x, 3, cotangent=cotangent, **options)
        same(got, gradients(reference.max_pool2d, x, 3, cotangent=cotangent, **options), what="the gradient")


@criterion(
    title="Bad arguments raise ValueError",
    hint="Look at the arguments before you compute: padding over half of the kernel makes no sense.",
    rule="Check dimensions, pairs, ranges and whether the window fits, each axis by itself; raise before anything is computed.",
    example="""kernel 3, padding 1: fine, 1 <= 3 // 2
kernel 3, padding 2: ValueError
kernel (3, 2), padding (2, 0): ValueError, the height's padding is too large""",
)
def test_bad_arguments(submission, rng):
    x = distinct((1, 1, 6, 6), rng, "cpu")
    raises(lambda: submission.max_pool2d(x, 2, padding=2), ValueError)
    raises(lambda: submission.max_pool2d(x, 2, padding=2, ceil_mode=True), ValueError)
    raises(lambda: submission.max_pool2d(x, 1, padding=1), ValueError)
    raises(lambda: submission.max_pool2d(x, 3, padding=(0, 2)), ValueError)
    raises(lambda: submission.max_pool2d(x, 3, padding=2, dilation=2), ValueError)
    raises(lambda: submission.max_pool2d(x, (2, 2, 2)), ValueError)
    raises(lambda: submission.max_pool2d(x[0, 0], 2), ValueError)
    raises(lambda: submission.max_pool2d(x[None], 2), ValueError)
    raises(lambda: submission.max_pool2d(x[0, 0, 0], 2), ValueError)
    raises(lambda: submission.max_pool2d(x, 3, padding=(2, 0)), ValueError)
    raises(lambda: submission.max_pool2d(x, (2, 4), padding=(2, 0)), ValueError)
    for kernel in (0, -1, (2, 0)):
        raises(lambda kernel=kernel: submission.max_pool2d(x, kernel, 1), ValueError)
    for stride in (0, -1, (1, 0), (2, 0), (1, 1, 1)):
        raises(lambda stride=stride: submission.max_pool2d(x, 6, stride), ValueError)
    for padding in (-1, (0, -1), (1, -1), (1, 1, 1)):
        raises(lambda padding=padding: submission.max_pool2d(x, 2, padding=padding), ValueError)
    for dilation in (0, -1, (1, 0), (2, 0), (1, 1, 1)):
        raises(lambda dilation=dilation: submission.max_pool2d(x, 2, dilation=dilation), ValueError)
    raises(lambda: submission.max_pool2d(x[:, :, :2], 3), ValueError)
    raises(lambda: submission.max_pool2d(x, 3, dilation=3), ValueError)


@criterion(
    title="New tensors follow the input's device",
    hint="Make new tensors with device=x.device, or from x itself (x.new_full, torch.full_like).",
    rule="Tensors that meet in an operation must lie on one device; a new tensor lies on the CPU unless you say otherwise.",
    example="""torch.zeros(2)                    on the CPU
torch.zeros(2, device=x.device)   where x is
x.new_zeros(2)                    where x is, with its dtype""",
)
def test_device(submission):
    x = torch.empty(2, 3, 5, 7, device="meta")
    try:
        got = submission.max_pool2d(x, 3, 2, 1)
    except Raised as raised:
        if not any(said in raised.text for said in READS_VALUES):
            raise
    else:
        same(got, torch.empty(2, 3, 3, 4, device="meta"))


@criterion(
    title="Built without PyTorch's pooling",
    hint="Take slices or windows (indexing, unfold) and their largest value (amax, maximum).",
    rule="No function, module or aten operation whose job is pooling may be reached; comparing and indexing are free.",
    example="""kernel 2, stride 2, even sides:
    top = torch.maximum(x[..., 0::2, 0::2], x[..., 0::2, 1::2])
    ... and the same for the lower rows""",
    alone=True,
)
def test_no_pooling(submission, reference, rng):
    x = distinct((1, 2, 6, 7), rng, "cpu")
    with watched(submission, POOLING):
        same(submission.max_pool2d(x, 2), reference.max_pool2d(x, 2))
        for args in ((x, 2, 1, 1), (x, 2, 2, 0, 2), (x[0], 3, 1, 0, 1, True)):
            with suppress(Raised):  # what an option gives is looked at elsewhere
                submission.max_pool2d(*args)
