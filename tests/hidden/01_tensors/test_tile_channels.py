"""Suite of 01_tensors/tile_channels: the order of channels and pictures, frames, gradients, errors. Runs in the judge."""

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

GRID = Forbidden(
    "make_grid",
    operations=(),
    functions=(
        "torchvision.utils.make_grid",
        "torchvision.utils.save_image",
    ),
)
# What PyTorch says to a look at values on a device without any: such code is right on real devices.
READS_VALUES = ("cannot be called on meta", "register_meta function", "operator with Meta", "Cannot copy out of meta tensor")
SIDE = st.integers(1, 2)


def pictures(rng, *shape, dtype=torch.float32):
    """Return numbers without equals, some below 0."""
    count = torch.Size(shape).numel()
    return (torch.randperm(count, generator=rng).to(dtype) - count // 3).reshape(shape) / 4


@st.composite
def folds(draw, device):
    """Draw a feature map and the number of channels that it is folded into."""
    k, channels = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return call(draw(distinct_tensors((SIDE, k * channels, SIDE, SIDE))).to(device), channels)


@st.composite
def grids(draw, device, least=1, most=5, channels=SIDE):
    """Draw a few small pictures, the columns that they are laid out in, the frame."""
    x = draw(distinct_tensors((st.integers(least, most), channels, SIDE, SIDE))).to(device)
    return call(x, draw(st.integers(1, 4)), draw(st.integers(0, 2)), draw(st.sampled_from((0.0, 0.5, -9.0))))


def same_gradient(submission, reference, name, x, *args):
    """Compare the gradients of x under a random cotangent of its own."""
    x = x.double().requires_grad_()
    result = getattr(reference, name)(x, *args)
    cotangent = (torch.arange(1, result.numel() + 1, dtype=torch.float64).reshape(result.shape) / 8).to(x.device)
    expected = gradients(getattr(reference, name), x, *args, cotangent=cotangent)
    same(gradients(getattr(submission, name), x, *args, cotangent=cotangent), expected, what="the gradient")


def on_meta(function, expected, *args):
    """Compare a result on a device without values; code that looks at values is right on real devices."""
    try:
        got = function(*args)
    except Raised as raised:
        if not any(said in raised.text for said in READS_VALUES):
            raise
    else:
        same(got, expected)


@criterion(
    points=2,
    title="Folding keeps the channels in order",
    hint="Number the channels: picture 0 has 0 to 5, picture 1 has 6 to 11. Which belong together, which come first?",
    rule="Channels j*channels to (j+1)*channels - 1 of picture n become result n*k + j, in their order. In memory they "
    "stand like that already: a reshape is enough.",
    example="""channels of two pictures:  0 1 2 3    4 5 6 7
folded into channels=2:    0 1   2 3   4 5   6 7
4 pictures of 2 channels, not 0 2   1 3   ...""",
)
def test_fold(submission, reference, cases, rng, device):
    shapes = (((2, 6, 2, 3), 3), ((2, 6, 3, 2), 2), ((1, 4, 2, 3), 1), ((3, 4, 1, 2), 4), ((3, 12, 2, 1), 4), ((1, 8, 2, 2), 2))
    cases.check(
        agreeing(submission.fold_channels, reference.fold_channels),
        *(call(pictures(rng, *shape).to(device), channels) for shape, channels in shapes),
        call(pictures(rng, 2, 10, 2, 1).to(device), 5),
        call(pictures(rng, 2, 9, 2, 3).to(device)),
        call(pictures(rng, 2, 3, 3, 2).to(device)),
        call(pictures(rng, 2, 6, 3, 2).to(device), channels=2),
        drawn=folds(device),
    )


@criterion(
    title="Channels that do not fold raise ValueError",
    hint="Take the remainder of the division before you reshape: a reshape with -1 would rather find some shape than complain.",
    rule="The number of channels must be a multiple of `channels`, which is at least 1, and the input must have four dimensions.",
    example="""7 channels into 3:   7 % 3 is 1 -> ValueError
6 channels into 0:   ValueError
[6, 4, 4] into 3:    ValueError, N is missing""",
)
def test_fold_errors(submission, reference, rng):
    x = pictures(rng, 2, 6, 2, 3)
    with once_right():
        same(submission.fold_channels(x, 3), reference.fold_channels(x, 3))
    for shape, channels in (((1, 7, 3, 3), 3), ((3, 4, 2, 3), 3), ((2, 2, 3, 3), 3), ((1, 6, 2, 2), 4), ((2, 3, 2, 2), 6)):
        raises(lambda shape=shape, channels=channels: submission.fold_channels(torch.zeros(shape), channels), ValueError)
    for channels in (0, -1, -3):
        raises(lambda channels=channels: submission.fold_channels(x, channels), ValueError)
    for shape in ((6, 3, 3), (6, 3), (1, 2, 6, 3, 3)):
        raises(lambda shape=shape: submission.fold_channels(torch.zeros(shape), 3), ValueError)


@criterion(
    points=2,
    title="The pictures stand row by row",
    hint="Picture number i: which row is it in, which column? Think of i // columns and i % columns.",
    rule="The first `columns` pictures are the first row, from left to right; every picture keeps its own rows and columns.",
    example="""5 pictures, columns=3, no padding
0 1 2
3 4 .""",
)
def test_grid_order(submission, reference, cases, rng, device):
    shapes = (((6, 2, 2, 3), 3), ((5, 3, 3, 2), 2), ((7, 2, 2, 1), 3), ((4, 2, 1, 3), 1), ((4, 3, 2, 3), 4))
    cases.check(
        agreeing(submission.image_grid, reference.image_grid),
        *(call(pictures(rng, *shape).to(device), columns, 0) for shape, columns in shapes),
        *(call(pictures(rng, *shape).to(device), columns) for shape, columns in shapes[:2]),
        call(pictures(rng, 17, 2, 2, 1).to(device)),
        call(pictures(rng, 12, 2, 1, 2).to(device), 11),
        drawn=grids(device, 2, channels=2).map(
            lambda case: call(case.args[0], min(case.args[1], len(case.args[0])), case.args[2])
        ),
    )


@criterion(
    points=2,
    title="`padding` pixels of `value` stand around and between the pictures",
    hint="Draw it: 2 pictures of width 3 with padding 1 take 1 + 3 + 1 + 3 + 1. What colour has the place where no picture is?",
    rule="GW is columns*(W + padding) + padding, GH likewise with the rows: neighbours share a gap of `padding`, and all "
    "that is no picture is `value`.",
    example="""3 pictures of one pixel, columns 2, padding 1, value 9
9 9 9 9 9
9 1 9 2 9
9 9 9 9 9
9 3 9 9 9
9 9 9 9 9""",
)
def test_grid_frame(submission, reference, cases, rng, device):
    fixed = ((2, 1, 0.5), (2, 1, -3.0), (3, 2, 7.0), (2, 3, 1.0), (5, 1, 0.25), (2, 0, 4.0), (2, 4, 0.1))
    cases.check(
        agreeing(submission.image_grid, reference.image_grid),
        *(call(pictures(rng, 5, 2, 2, 3).to(device), *args) for args in fixed),
        call(pictures(rng, 9, 2, 3, 2).to(device)),
        call(pictures(rng, 4, 3, 2, 3).to(device), columns=2, padding=1, value=1),
        call(pictures(rng, 4, 3, 2, 3).to(device), 2, value=-1.5),
        call(pictures(rng, 4, 2, 2, 3).to(device) * 0.4, 2, 1, 65535.0),
        drawn=grids(device, 2, channels=2).map(  # what becomes of a single picture is grid_small's
            lambda case: call(case.args[0], min(case.args[1], len(case.args[0])), *case.args[2:])
        ),
    )


@criterion(
    points=2,
    title="Few pictures, one picture, one channel",
    hint="How wide is the grid if there are fewer pictures than columns? Nobody wants empty places on the right of a single row.",
    rule="With N below `columns` there are N columns; a single picture is framed like all; one channel comes out as one channel.",
    example="""2 pictures, columns 8, padding 0:   0 1, two wide
1 picture 5, padding 1:    0 0 0
                           0 5 0
                           0 0 0
[4, 1, H, W] -> [1, GH, GW]""",
)
def test_grid_small(submission, reference, cases, rng, device):
    shapes = (((2, 2, 2, 3), 5), ((1, 3, 2, 3), 1), ((1, 1, 2, 3), 4), ((4, 1, 3, 2), 3), ((3, 1, 1, 2), 8))
    cases.check(
        agreeing(submission.image_grid, reference.image_grid),
        *(call(pictures(rng, *shape).to(device), columns, 1, 0.5) for shape, columns in shapes),
        call(pictures(rng, 3, 3, 2, 1).to(device)),
        call(pictures(rng, 1, 1, 2, 1).to(device)),
        drawn=grids(device, most=3),
    )


@criterion(
    title="Bad grids raise ValueError",
    hint="What would a grid of no pictures show, and what would -1 pixels of frame be? Look at the arguments first.",
    rule="No pictures, `columns` below 1, `padding` below 0 and an input that is not [N, C, H, W] are ValueErrors.",
    example="""[0, 3, 4, 4]         ValueError: no picture
columns=0            ValueError
padding=-1           ValueError
[3, 4, 4]            ValueError: N is missing""",
)
def test_grid_errors(submission, reference, rng):
    x = pictures(rng, 3, 2, 2, 3)
    with once_right():
        same(submission.image_grid(x, 2, 1), reference.image_grid(x, 2, 1))
    raises(lambda: submission.image_grid(x[:0], 2), ValueError)
    for columns in (0, -1, -2):
        raises(lambda columns=columns: submission.image_grid(x, columns), ValueError)
    for padding in (-1, -2):
        raises(lambda padding=padding: submission.image_grid(x, 2, padding), ValueError)
    for bad in (x[0], x[0, 0], x[None]):
        raises(lambda bad=bad: submission.image_grid(bad, 2, 0), ValueError)


@criterion(
    title="Any layout, dtype and device, and the input is left alone",
    hint="view refuses a permuted tensor, reshape does not; a new tensor is float32 on the CPU unless you say otherwise.",
    rule="Make the grid with x.new_full or dtype=x.dtype, device=x.device, and write into nothing but your own tensors.",
    example="""x  float64, permuted  -> a float64 result
x.new_full((2, 5), 0.0)   dtype and device of x
torch.full((2, 5), 0.0)   float32, on the CPU""",
)
def test_layout(submission, reference, rng, device):
    x = pictures(rng, 4, 3, 5, 6, dtype=torch.float64).to(device).permute(0, 3, 1, 2)
    y = pictures(rng, 4, 6, 4, 3).to(device)[:, :, ::2]
    for z in (x, y, x.half()):
        same(keeps_inputs(submission.fold_channels, z, 3), reference.fold_channels(z, 3))
        same(keeps_inputs(submission.image_grid, z, 3, 1, 0.5), reference.image_grid(z, 3, 1, 0.5))
    same(submission.image_grid(x + 1e-9, 3), reference.image_grid(x + 1e-9, 3), rtol=0, atol=0)
    meta = torch.empty(2, 6, 2, 3, device="meta")
    on_meta(submission.fold_channels, reference.fold_channels(meta, 3), meta, 3)
    on_meta(submission.image_grid, reference.image_grid(meta, 2, 1), meta, 2, 1)


@criterion(
    title="Gradients flow through folding and grid",
    hint="Stay with tensor operations on x itself: `.data`, `.numpy()`, torch.tensor and no_grad cut the gradient.",
    rule="Each number of x stands in one place of the result, and the gradient there goes back to it; the frame gets none.",
    example="""grid of one pixel, padding 1; gradient there
1 2 3
4 5 6   -> gradient of the pixel: 5
7 8 9""",
)
def test_gradients(submission, reference, rng, device):
    x = pictures(rng, 3, 4, 2, 3).to(device)
    same_gradient(submission, reference, "fold_channels", x, 2)
    same_gradient(submission, reference, "image_grid", x, 2, 1, 0.5)
    same_gradient(submission, reference, "image_grid", x[:1, :1], 2, 1)


@criterion(
    title="Built without make_grid",
    hint="Make one large tensor full of `value` and write each picture into its slice; or pad, cut and join.",
    rule="torchvision's make_grid and save_image may not be reached; slicing, reshape, cat, stack and pad are free.",
    example="""grid = x.new_full((c, height, width), value)
grid[:, top : top + h, left : left + w] = x[i]""",
    alone=True,
)
def test_no_make_grid(submission, reference, rng):
    x = pictures(rng, 5, 3, 2, 3)
    with watched(submission, GRID):
        same(submission.image_grid(x, 3, 1, 0.5), reference.image_grid(x, 3, 1, 0.5))
        same(submission.fold_channels(x, 3), x)
        submission.image_grid(x[:1, :1], 3, 1)
