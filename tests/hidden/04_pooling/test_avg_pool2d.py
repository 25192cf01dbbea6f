"""Suite of 04_pooling/avg_pool2d: means, divisors, ceil mode, layouts, gradients, errors, the global mean. Runs in the judge."""

from contextlib import suppress

import torch
from hypothesis import strategies as st

from grader.judge import (
    CONVOLUTION,
    POOLING,
    Failure,
    Forbidden,
    Raised,
    agreeing,
    call,
    criterion,
    gradients,
    keeps_inputs,
    once_right,
    pairs,
    raises,
    same,
    tensors,
    watched,
)

IMAGE = torch.tensor(
    [[1.0, 2, 0, 3, 1], [0, 1, 2, 3, 1], [1, 2, 1, 0, 0], [5, 2, 3, 1, 1], [2, 1, 0, 1, 1]]
)  # fmt: skip
FORBIDDEN = Forbidden(
    "pooling",
    operations=(*POOLING.operations, *CONVOLUTION.operations, "aten::convolution_backward"),
    functions=(*POOLING.functions, *CONVOLUTION.functions, "numpy.convolve"),
)
# What PyTorch says to comparisons and masks on a device without values: those are right on real devices.
READS_VALUES = ("Tensor.item() cannot be called on meta", "register_meta function", "attempted to run this operator with Meta")


def whole(shape, rng, device="cpu", dtype=torch.float32):
    """Whole numbers from 1 to 99, so that no window adds up to what a wrong divisor would hide."""
    return torch.randint(1, 100, shape, generator=rng).to(device, dtype)


@st.composite
def pooled(draw, device, padded=False, paired=False, strided=True, **options):
    """Draw a call that PyTorch accepts: a small image and the options that are asked for."""
    some = pairs if paired else st.integers
    kernel = draw(some(2 if padded else 1, 3))
    kwargs = {"stride": draw(some(1, 3))} if strided else {}
    kwargs |= ({"padding": 1} if padded else {}) | options
    side = st.integers(3, 6)
    x = draw(tensors((1, st.integers(1, 2), side, side), values=st.integers(1, 9)))
    return call(x.to(device), kernel, **kwargs)


@criterion(
    points=2,
    title="The plain case: windows side by side, no options",
    hint="Cover the image with the window by hand: what is the mean of the numbers under it?",
    rule="Each output is the sum of the numbers under its window, divided by how many they are.",
    example="""kernel 2 on
    1 2 0 3
    0 1 2 3
windows: 1 2    0 3
         0 1    2 3
result:  4/4=1  8/4=2""",
)
def test_worked_example(submission, reference, cases, rng, device):
    x = IMAGE.reshape(1, 1, 5, 5).to(device)
    same(submission.avg_pool2d(x, 2), torch.tensor([[[[1.0, 2], [2.5, 1.25]]]]).to(device))
    cases.check(
        agreeing(submission.avg_pool2d, reference.avg_pool2d),
        *(call(whole(shape, rng, device), kernel) for shape, kernel in (((2, 3, 6, 4), 2), ((3, 1, 6, 9), 3), ((1, 2, 2, 3), 1))),
        drawn=pooled(device, strided=False),
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
    x = whole((2, 2, 7, 9), rng, device)
    cases.check(
        agreeing(submission.avg_pool2d, reference.avg_pool2d),
        *(call(x, kernel, stride) for kernel, stride in ((3, None), (2, 1), (2, 3), ((2, 3), None), (3, (2, 1)), (1, 2))),
        drawn=st.one_of(pooled(device), pooled(device, strided=False)),
    )


@criterion(
    points=2,
    title="Padding is 0, and counts in the divisor by default",
    hint="Write the zeros down. How many numbers lie under a window in the corner?",
    rule="With count_include_pad=True a window is divided by all of its kh*kw positions, those in the padding as well.",
    example="""a row 6 8, kernel 2, stride 2, padding 1
    0 6 | 8 0
(0 + 6) / 2 = 3    (8 + 0) / 2 = 4""",
)
def test_padding_counts(submission, reference, cases, rng, device):
    x = whole((2, 3, 5, 7), rng, device)
    cases.check(
        agreeing(submission.avg_pool2d, reference.avg_pool2d),
        call(x, 2, 1, 1),
        call(x, 3, 2, 1),
        call(x, 5, 3, 2, count_include_pad=True),
        call(-x, (2, 4), (2, 3), (1, 2)),
        drawn=pooled(device, padded=True),
    )


@criterion(
    points=2,
    title="count_include_pad=False: only positions inside the input count",
    hint="How many of the window's positions lie in the image? At the edge fewer than in the middle.",
    rule="Divide by the number of positions inside the input: rows inside times columns inside.",
    example="""a row 6 8, kernel 2, stride 2, padding 1
    0 6 | 8 0
6 / 1 = 6    8 / 1 = 8""",
)
def test_padding_does_not_count(submission, reference, cases, rng, device):
    x = whole((2, 3, 5, 7), rng, device)
    cases.check(
        agreeing(submission.avg_pool2d, reference.avg_pool2d),
        call(x, 2, 1, 1, count_include_pad=False),
        call(x, 3, 2, 1, False, False),
        call(x, 5, 3, 2, count_include_pad=False),
        call(-x, (2, 4), (2, 3), (1, 2), count_include_pad=False),
        call(x - 50, 3, 2, 1, True, False),
        call(torch.tensor([[[[0.0, 6], [4, 0]]]]).to(device), 2, 1, 1, count_include_pad=False),
        drawn=pooled(device, padded=True, count_include_pad=False),
    )


@criterion(
    points=2,
    title="Ceil mode: what hangs over counts nowhere",
    hint="A window at the end may reach beyond the input and its padding. By how many numbers is it divided?",
    rule="Round the number of windows up; drop a last one that starts size + padding or more behind the first one. Positions "
    "beyond the right padding are not in the divisor.",
    example="""a row 2 4 6, kernel 2, stride 2, ceil mode
    2 4 | 6 .      (2 + 4) / 2 = 3    6 / 1 = 6
the same with padding 1
    0 2 | 4 6 | 0 .      the third starts in the padding: dropped""",
)
def test_ceil_mode(submission, reference, cases, rng, device):
    fixed = [
        ((5, 7), 2, 2, 0),
        ((6, 5), 3, 2, 1),
        ((2, 2), 2, 3, 1),
        ((10, 4), 1, 2, 0),
        ((4, 6), 4, 3, 2),
        ((7, 8), 4, 3, 1),
        ((5, 5), 3, 2, 0),
        ((1, 1), 2, 2, 0),
    ]
    cases.check(
        agreeing(submission.avg_pool2d, reference.avg_pool2d),
        call(IMAGE.reshape(1, 1, 5, 5).to(device), 2, ceil_mode=True),
        *(call(whole((1, 2, *size), rng, device), *rest, ceil_mode=True) for size, *rest in fixed),
        drawn=st.one_of(pooled(device, ceil_mode=True), pooled(device, ceil_mode=True, padded=True)),
    )


@criterion(
    title="Pairs are (height, width)",
    hint="In a pair the height comes first, as in NCHW.",
    rule="The first number of kernel, stride and padding is for the rows, the second for the columns.",
    example="""kernel (2, 1) on
    1 5
    3 2
windows are 2 high and 1 wide: result 2 3.5""",
)
def test_pairs(submission, reference, cases, rng, device):
    x = whole((1, 3, 8, 11), rng, device)
    cases.check(
        agreeing(submission.avg_pool2d, reference.avg_pool2d),
        call(x, (3, 2), (1, 3), (1, 0)),
        call(x, (4, 5), (3, 2), (0, 2), True, False),
        call(x, [2, 5]),
        *(call(whole((1, 1, 5, 5), rng, device), 2, *each, True) for each in (((3, 1), (0, 1)), ((1, 3), (1, 0)))),
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
    images = st.one_of(tensors((some, some, 2, 2)), tensors((some, 2, 2)))
    cases.check(
        agreeing(submission.avg_pool2d, reference.avg_pool2d),
        *(call(whole(shape, rng, device), 2, 2, 1) for shape in shapes),
        drawn=images.map(lambda x: call(x.to(device), 2, 2)),
    )
    x = whole((3, 5, 7), rng, device)
    for options in ({"stride": 2}, {"padding": 1}, {"ceil_mode": True}, {"padding": 1, "count_include_pad": False}):
        try:
            same(submission.avg_pool2d(x[None], 3, **options), reference.avg_pool2d(x[None], 3, **options))
        except (Failure, Raised):
            continue  # what an option gives is looked at elsewhere; here it gives the same without N
        same(submission.avg_pool2d(x, 3, **options), reference.avg_pool2d(x, 3, **options))


@criterion(
    title="global_avg_pool2d: one mean for each channel, with four dimensions",
    hint="Which axes disappear in a mean, and which argument keeps them?",
    rule="The mean over height and width, [N, C, 1, 1]; an input without a batch axis is a ValueError.",
    example="""[8, 64, 4, 4] -> [8, 64, 1, 1]
   [64, 4, 4] -> ValueError""",
)
def test_global(submission, reference, cases, rng, device):
    cases.check(
        agreeing(submission.global_avg_pool2d, reference.global_avg_pool2d),
        call(IMAGE.reshape(1, 1, 5, 5).to(device)),
        *(call(whole(shape, rng, device)) for shape in ((2, 3, 4, 5), (1, 4, 3, 3), (3, 1, 1, 7), (1, 1, 1, 1))),
        call(whole((2, 4, 3, 5), rng, device, torch.float64).transpose(1, 2)),
        drawn=tensors((st.integers(1, 2), st.integers(1, 2), st.integers(1, 3), st.integers(1, 3))).map(
            lambda x: call(x.to(device))
        ),
    )
    x = whole((2, 3, 4, 5), rng, device)
    for wrong in (x[0], x[0, 0], x[None]):
        raises(lambda wrong=wrong: submission.global_avg_pool2d(wrong), ValueError)


@criterion(
    title="Any layout and float type, and the input is left alone",
    hint="Work on a copy where you write; keep the dtype that came in.",
    rule="The result has the dtype of `x`, whatever its strides are, and `x` holds the same numbers afterwards.",
    example="""x of float64, permuted -> a float64 result with the right numbers
x before == x after""",
)
def test_layout_and_dtype(submission, reference, rng, device):
    x = whole((2, 6, 8, 3), rng, device, torch.float64).permute(0, 3, 1, 2) / 7
    for args in ((3, 2, 1), (2, 2, 0, True), (3, 2, 1, True, False)):
        same(keeps_inputs(submission.avg_pool2d, x, *args), reference.avg_pool2d(x, *args), rtol=1e-12)
    same(keeps_inputs(submission.global_avg_pool2d, x), reference.global_avg_pool2d(x), rtol=1e-12)
    y = whole((2, 3, 12, 8), rng, device)[:, :, ::2]
    same(keeps_inputs(submission.avg_pool2d, y, 2, 2, 1), reference.avg_pool2d(y, 2, 2, 1))
    z = whole((1, 2, 4, 4), rng, device, torch.float16)  # all sums of these are exact
    same(submission.avg_pool2d(z, 2), reference.avg_pool2d(z, 2))
    same(submission.global_avg_pool2d(z), reference.global_avg_pool2d(z))
    fine = 16777216 + torch.rand(1, 1, 4, 4, generator=rng, dtype=torch.float64).to(device)
    same(submission.avg_pool2d(fine, 2) - 16777216, reference.avg_pool2d(fine, 2) - 16777216)


@criterion(
    title="Gradients are shared out by the divisor",
    hint="Use tensor operations on x itself: `.item()`, `.tolist()` and new tensors cut the gradient.",
    rule="Each number under a window gets the window's gradient, divided by its divisor; autograd finds it if you compute with "
    "tensors.",
    example="""kernel 2 on
    1 4
    3 2
result 2.5; gradient of x:
    0.25 0.25
    0.25 0.25""",
)
def test_gradients(submission, reference, rng, device):
    for args in ((3, 2), (3, 2, 1), (3, 2, 1, True), (2, 1, 1, False, False), (2, 1, 1, True, False)):
        x = whole((2, 2, 6, 7), rng, device, torch.float64)
        result = reference.avg_pool2d(x, *args)
        with once_right():
            same(submission.avg_pool2d(x, *args), result)
        x.requires_grad_()
        cotangent = torch.rand(result.shape, generator=rng, dtype=torch.float64).to(device)
        got = gradients(submission.avg_pool2d, x, *args, cotangent=cotangent)
        same(got, gradients(reference.avg_pool2d, x, *args, cotangent=cotangent), what="the gradient")
    cotangent = torch.rand((2, 2, 1, 1), generator=rng, dtype=torch.float64).to(device)
    got = gradients(submission.global_avg_pool2d, x, cotangent=cotangent)
    same(got, gradients(reference.global_avg_pool2d, x, cotangent=cotangent), what="the gradient of the global mean")


@criterion(
    title="Bad arguments raise ValueError",
    hint="Look at the arguments before you compute: padding over half of the kernel makes no sense.",
    rule="Check dimensions, pairs, ranges and whether the window fits, each axis by itself; raise before anything is computed.",
    example="""kernel 3, padding 1: fine, 1 <= 3 // 2
kernel 3, padding 2: ValueError
kernel (3, 2), padding (2, 0): ValueError, the height's padding is too large""",
)
def test_bad_arguments(submission, reference, rng):
    x = whole((1, 1, 6, 6), rng)
    with once_right():
        same(submission.avg_pool2d(x, 6), reference.avg_pool2d(x, 6))  # one window: the stride does not matter
    submission.avg_pool2d(x, (7, 4), 1, (1, 2))  # as large as fits, with as much padding as may be
    for kernel, padding in ((2, 2), (3, (0, 2)), (3, (2, 0)), ((2, 4), (2, 0)), ((4, 2), (0, 2)), (1, 1)):
        raises(lambda kernel=kernel, padding=padding: submission.avg_pool2d(x, kernel, padding=padding), ValueError)
    raises(lambda: submission.avg_pool2d(x, 2, padding=2, ceil_mode=True), ValueError)
    for wrong in (x[0, 0], x[None], x[0, 0, 0]):
        raises(lambda wrong=wrong: submission.avg_pool2d(wrong, 2), ValueError)
    for kernel in (0, -1, (2, 0), (0, 2), (2, 2, 2)):
        raises(lambda kernel=kernel: submission.avg_pool2d(x, kernel, 1), ValueError)
    for stride in (0, -1, (1, 0), (0, 1), (2, 0), (1, 1, 1)):
        raises(lambda stride=stride: submission.avg_pool2d(x, 6, stride), ValueError)
    for padding in (-1, (0, -1), (-1, 0), (1, -1), (1, 1, 1)):
        raises(lambda padding=padding: submission.avg_pool2d(x, 2, padding=padding), ValueError)
    for kernel, padding in ((7, 0), ((7, 2), 0), ((2, 7), 0), ((9, 2), 1)):
        raises(lambda kernel=kernel, padding=padding: submission.avg_pool2d(x, kernel, padding=padding), ValueError)


@criterion(
    title="New tensors follow the input's device",
    hint="Make new tensors with device=x.device, or from x itself (x.new_zeros, torch.zeros_like).",
    rule="Tensors that meet in an operation must lie on one device; a new tensor lies on the CPU unless you say otherwise.",
    example="""torch.zeros(2)                    on the CPU
torch.zeros(2, device=x.device)   where x is
x.new_zeros(2)                    where x is, with its dtype""",
)
def test_device(submission):
    x = torch.empty(2, 3, 5, 7, device="meta")
    for args in ((3, 2, 1), (2, 2, 1, True, False)):
        try:
            got = submission.avg_pool2d(x, *args)
        except Raised as raised:
            if not any(said in raised.text for said in READS_VALUES):
                raise
        else:
            same(got, torch.empty(2, 3, 3, 4, device="meta"))
    same(submission.global_avg_pool2d(x), torch.empty(2, 3, 1, 1, device="meta"))


@criterion(
    title="Built without PyTorch's pooling and convolutions",
    hint="Take slices or windows (indexing, unfold), add them up, and divide.",
    rule="No function, module or aten operation whose job is pooling or convolution may be reached; sums, means and indexing are "
    "free.",
    example="""kernel 2, stride 2, even sides:
    top = x[..., 0::2, 0::2] + x[..., 0::2, 1::2]
    ... the same for the lower rows, and a quarter of the sum""",
    alone=True,
)
def test_no_pooling(submission, reference, rng):
    x = whole((1, 2, 6, 7), rng)
    with watched(submission, FORBIDDEN):
        same(submission.avg_pool2d(x, 2), reference.avg_pool2d(x, 2))
        same(submission.global_avg_pool2d(x), reference.global_avg_pool2d(x))
        for args in ((x, 2, 2, 1), (x, 2, 1, 1, True, False), (x[0], 3, 1, 0, True)):
            with suppress(Raised):  # what an option gives is looked at elsewhere
                submission.avg_pool2d(*args)
