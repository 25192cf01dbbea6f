"""Suite of 03_convolution/conv2d: channels, filters, bias, options, groups, layouts, gradients, errors. Runs in the judge."""

from contextlib import suppress

import torch
from hypothesis import strategies as st

from grader.judge import (
    CONVOLUTION,
    Forbidden,
    Message,
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

FORBIDDEN = Forbidden(
    "convolution",
    operations=(*CONVOLUTION.operations, "aten::convolution_backward"),
    functions=(*CONVOLUTION.functions, "numpy.convolve", "numpy.correlate"),
)
GRADIENTS = (Message("the gradient of the input"), Message("the gradient of the weight"), Message("the gradient of the bias"))
# What PyTorch says to comparisons and masks on a device without values: those are right on real devices.
READS_VALUES = ("Tensor.item() cannot be called on meta", "register_meta function", "attempted to run this operator with Meta")


def whole(shape, rng, device="cpu", dtype=torch.float32):
    """Whole numbers of both signs without 0: float32 adds them exactly in any order, and none hides a position."""
    signs = torch.randint(0, 2, shape, generator=rng) * 2 - 1
    return (torch.randint(1, 10, shape, generator=rng) * signs).to(device, dtype)


def convolved(rng, device, size, weight, *args, bias=True, dtype=torch.float32, **kwargs):
    """Return a call with drawn numbers: the shapes of input and weight, and the options."""
    one = whole(weight[:1], rng, device, dtype) if bias else None
    return call(whole(size, rng, device, dtype), whole(weight, rng, device, dtype), one, *args, **kwargs)


def even(weight):
    """Return kernels of one number each: a kernel that lies another way round gives the same with them."""
    return weight[..., :1, :1].expand_as(weight).contiguous()


@st.composite
def small(draw, device, groups=1, bias=False, **options):
    """Draw a call that fits: few channels and filters, a small kernel, and the options that are asked for."""
    channels, filters = draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    weight = draw(tensors((filters, channels, st.integers(1, 2), st.integers(1, 2))))
    side = st.integers(3, 4)
    x = draw(tensors((draw(st.integers(1, 2)), groups * channels, side, side)))
    kwargs = {name: draw(each) for name, each in options.items()} | ({"groups": groups} if groups > 1 else {})
    return call(x.to(device), weight.to(device), draw(tensors((filters,))).to(device) if bias else None, **kwargs)


@criterion(
    title="The worked example: pixels of two channels, two filters",
    hint="Take one pixel with two channels. Each filter has a number for each channel: multiply and add.",
    rule="result[n, o] = sum over c of weight[o, c] * x[n, c], at each place of the kernel.",
    example="""channels 5 and 7
filter 0: 1 10  ->  1*5 + 10*7 = 75
filter 1: 2  0  ->  2*5 +  0*7 = 10""",
)
def test_worked_example(submission, rng, device):
    x, weight = whole((1, 2, 1, 1), rng, device), whole((3, 2, 1, 1), rng, device)
    expected = (weight[:, :, 0, 0] @ x[0, :, 0, 0])[None, :, None, None]
    same(submission.conv2d(x, weight), expected)
    row = torch.tensor([[[[1.0, 2, 3, 4]]]]).to(device)
    same(submission.conv2d(row, torch.tensor([[[[1.0, 10]]]]).to(device)), torch.tensor([[[[21.0, 32, 43]]]]).to(device))


@criterion(
    points=2,
    title="Each filter sees all channels, for each picture by itself",
    hint="How many channels come out: as many as went in, or as many as there are filters?",
    rule="result[n, o, i, j] is the sum over c, a, b of weight[o, c, a, b] * x[n, c, i + a, j + b]: kernels as they are, not "
    "flipped, and no picture knows of another.",
    example="""x       [8, 3, 32, 32]
weight  [6, 3, 5, 5]      6 filters, each with 3 kernels 5x5
result  [8, 6, 28, 28]""",
)
def test_channels_and_filters(submission, reference, cases, rng, device):
    shapes = [((2, 3, 5, 6), (4, 3, 3, 2)), ((1, 1, 4, 5), (3, 1, 2, 3)), ((3, 4, 4, 4), (1, 4, 2, 2))]
    shapes += [((1, 2, 3, 4), (2, 2, 3, 4)), ((2, 2, 5, 5), (2, 2, 2, 2)), ((1, 5, 1, 3), (2, 5, 1, 1))]
    cases.check(
        agreeing(submission.conv2d, reference.conv2d),
        *(convolved(rng, device, *each, bias=False) for each in shapes),
        drawn=small(device),
    )


@criterion(
    title="One bias for each filter",
    hint="A bias [O] meets a result [N, O, H, W]: which axis does broadcasting give it to, if nobody says otherwise?",
    rule="bias[o] is added once to every result of filter o: give it the shape [O, 1, 1] first. None adds nothing.",
    example="""results of two filters   1 2    5 6
bias                     10     20
with the bias           11 12  25 26""",
)
def test_bias(submission, reference, cases, rng, device):
    shapes = [
        ((2, 3, 4, 5), (2, 3, 2, 2)),
        ((1, 2, 4, 4), (3, 2, 2, 2)),
        ((2, 1, 3, 4), (1, 1, 2, 3)),
        ((1, 2, 1, 1), (4, 2, 1, 1)),
    ]
    cases.check(
        agreeing(submission.conv2d, reference.conv2d),
        *(convolved(rng, device, *each) for each in shapes),
        drawn=small(device, bias=True),
    )


@criterion(
    title="Stride and padding",
    hint="Zeros on all four sides first, then every stride-th position.",
    rule="The kernels start at row i*stride of the padded input; a last step that does not fit is dropped.",
    example="""a row 1 2 3 4, padding 1, kernel 1 1, stride 2
    0 1 | 2 3 | 4 0   ->  1 5 4""",
)
def test_stride_and_padding(submission, reference, cases, rng, device):
    options = [{"stride": 2}, {"padding": 1}, {"padding": 2, "stride": 3}, {"padding": 3, "stride": 2}, {"stride": 9}]
    cases.check(
        agreeing(submission.conv2d, reference.conv2d),
        *(convolved(rng, device, (2, 2, 6, 7), (3, 2, 3, 2), **each) for each in options),
        convolved(rng, device, (1, 2, 2, 3), (2, 2, 4, 5), padding=1),
        drawn=small(device, stride=st.integers(1, 3), padding=st.integers(0, 2)),
    )


@criterion(
    title="Dilation spreads the kernel",
    hint="Numbers of a dilated kernel meet pixels `dilation` apart; it reaches over dilation*(kernel-1)+1.",
    rule="weight[o, c, a, b] meets x[n, c, i*stride + a*dilation, j*stride + b*dilation] of the padded input.",
    example="""a row 1 2 3 4 5, kernel 1 10 100, dilation 2
    1 _ 3 _ 5   ->  1*1 + 10*3 + 100*5 = 531""",
)
def test_dilation(submission, reference, cases, rng, device):
    options = [{"dilation": 2}, {"dilation": 3}, {"dilation": 2, "stride": 2}, {"dilation": 2, "stride": 3, "padding": 2}]
    cases.check(
        agreeing(submission.conv2d, reference.conv2d),
        *(convolved(rng, device, (1, 2, 8, 9), (3, 2, 3, 2), **each) for each in options),
        convolved(rng, device, (1, 1, 5, 4), (1, 1, 3, 2), dilation=2),
        convolved(rng, device, (2, 1, 5, 4), (2, 1, 3, 2), dilation=2),
        drawn=small(device, dilation=st.integers(1, 2)),
    )


@criterion(
    title="Pairs are (height, width)",
    hint="In a pair the height comes first, as in NCHW.",
    rule="The first number of stride, padding and dilation is for the rows, the second for the columns; an int is for both.",
    example="""stride (2, 1) on 4 rows and 4 columns, kernel 1x1
rows 0 and 2, all columns: 2 rows and 4 columns""",
)
def test_pairs(submission, reference, cases, rng, device):
    options = [((1, 3),), ((2, 1), (0, 2)), (1, (1, 0), (2, 1)), ((1, 2), 1, (1, 3)), ([2, 1], [1, 2], [1, 2])]
    cases.check(
        agreeing(submission.conv2d, reference.conv2d),
        *(convolved(rng, device, (1, 2, 7, 8), (2, 2, 2, 3), *each) for each in options),
        convolved(rng, device, (2, 1, 5, 6), (2, 1, 2, 3), (1, 2), (1, 0)),
        drawn=small(device, stride=pairs(1, 2), padding=pairs(0, 1), dilation=pairs(1, 2)),
    )


@criterion(
    points=2,
    title="Groups: each part of the filters sees its own part of the channels",
    hint="Cut x along its channels, weight and bias along the filters, convolve part by part, and put the results together.",
    rule="With G groups, filters 0 ... O/G - 1 see channels 0 ... C/G - 1, the next O/G the next C/G, and so on.",
    example="""4 channels, 6 filters, 2 groups; weight [6, 2, kh, kw]
filters 0 1 2   see channels 0 1
filters 3 4 5   see channels 2 3""",
)
def test_groups(submission, reference, cases, rng, device):
    shapes = [((2, 4, 4, 5), (6, 2, 2, 3), 2), ((1, 3, 5, 4), (3, 1, 2, 2), 3), ((2, 3, 4, 4), (6, 1, 3, 2), 3)]
    shapes += [((1, 6, 4, 3), (4, 3, 2, 2), 2)]
    cases.check(
        agreeing(submission.conv2d, reference.conv2d),
        *(convolved(rng, device, size, weight, groups=groups) for size, weight, groups in shapes),
        convolved(rng, device, (1, 4, 6, 7), (4, 2, 3, 2), (2, 1), (1, 2), (1, 2), 2),
        drawn=small(device, groups=2),
    )


@criterion(
    title="Any layout and float type, and the inputs are left alone",
    hint="Work on a copy where you write; keep the dtype that came in.",
    rule="The result has the dtype of `x`, whatever the strides of the three are, and all hold the same numbers afterwards.",
    example="""x of float64, permuted -> a float64 result with the right numbers
x, weight, bias before == x, weight, bias after""",
)
def test_layout_and_dtype(submission, reference, rng, device):
    x = whole((2, 6, 5, 3), rng, device, torch.float64).permute(0, 3, 1, 2) + 2**-30
    weight, bias = (
        whole((2, 3, 3, 4), rng, device, torch.float64).permute(3, 1, 0, 2),
        whole((8,), rng, device, torch.float64)[::2],
    )
    for args in ((), (2, 1), (1, 2, 2)):
        same(keeps_inputs(submission.conv2d, x, weight, bias, *args), reference.conv2d(x, weight, bias, *args))
    y, other = whole((1, 2, 8, 7), rng, device)[:, :, ::2, 1:], whole((2, 6, 2, 2), rng, device).transpose(0, 1)
    for args in ((None,), (None, 1, 1)):
        same(keeps_inputs(submission.conv2d, y, other, *args), reference.conv2d(y, other, *args))
    x, weight = (
        16777216 + torch.rand(1, 1, 3, 4, generator=rng, dtype=torch.float64).to(device),
        torch.ones_like(x[:1, :1, :1, :2]),
    )
    weight[..., 1] = -1
    same(submission.conv2d(x, weight), x[..., :-1] - x[..., 1:])
    x, weight, bias = (whole(shape, rng, device, torch.float16) for shape in ((1, 2, 3, 4), (3, 2, 2, 2), (3,)))
    for shift in (bias, None):
        same(submission.conv2d(x, weight, shift), reference.conv2d(x, weight, shift))


@criterion(
    points=2,
    title="Gradients reach input, weight and bias",
    hint="Use tensor operations on all three: `.item()`, `.tolist()`, `.data` and new tensors made of numbers cut the gradient.",
    rule="Without these three gradients no network learns; autograd finds them if you compute with the tensors themselves.",
    example="""result = w * x + b of one pixel
gradient of w: x     of x: w     of b: 1""",
)
def test_gradients(submission, reference, rng, device):
    options = ({}, {"stride": 2, "padding": 1}, {"dilation": (1, 2), "padding": (0, 1)}, {"groups": 2})
    for kwargs in options:
        size = (3, 2 // kwargs.get("groups", 1), 2, 3) if "groups" not in kwargs else (4, 1, 2, 3)
        inputs = [whole(shape, rng, device, torch.float64) for shape in ((2, 2, 5, 6), size, size[:1])]
        result = reference.conv2d(*inputs, **kwargs)
        with once_right():
            same(submission.conv2d(*inputs, **kwargs), result)
        for each in inputs:
            each.requires_grad_()
        cotangent = torch.rand(result.shape, generator=rng, dtype=torch.float64).to(device)
        got = gradients(submission.conv2d, *inputs, cotangent=cotangent, **kwargs)
        expected = gradients(reference.conv2d, *inputs, cotangent=cotangent, **kwargs)
        for what, one, other in zip(GRADIENTS, got, expected, strict=True):
            same(one, other, what=what)
        # a network's first layer: its input is data
        got = gradients(submission.conv2d, inputs[0].detach(), *inputs[1:], cotangent=cotangent, **kwargs)
        for what, one, other in zip(GRADIENTS[1:], got, expected[1:], strict=True):
            same(one, other, what=what)


@criterion(
    title="Bad arguments raise ValueError",
    hint="Look at the shapes before you compute: broadcasting hides what does not fit.",
    rule="x and weight have four dimensions; C is groups * weight.shape[1]; O is a multiple of groups; the bias has O numbers; "
    "the dilated kernel fits into the padded input; stride, dilation, groups start at 1, padding at 0.",
    example="""x [1, 3, 8, 8], weight [6, 3, 3, 3]
bias [6]      fine
bias [1]      ValueError, although broadcasting would take it
x [3, 8, 8]   ValueError: the batch is missing""",
)
def test_bad_arguments(submission, reference, rng):
    x, weight, bias = whole((1, 4, 4, 5), rng), whole((6, 4, 2, 3), rng), whole((6,), rng)
    with once_right():
        same(submission.conv2d(x, even(weight)), reference.conv2d(x, even(weight)))
    submission.conv2d(x, weight, bias, 1, (0, 1), (3, 3))  # the largest reach that fits
    for channels in (3, 1, 2, 5):
        raises(lambda channels=channels: submission.conv2d(x, weight[:, :1].expand(6, channels, 2, 3)), ValueError)
    wrong = [(x, weight[:, :1], None, 3), (x, weight[:3, :2], None, 2), (x, weight, None, 2), (x[:, :3], weight[:, :1], None, 2)]
    wrong += [(x, weight, None, 0), (x, weight, None, -1), (x[0], weight), (x[None], weight), (x, weight[0])]
    wrong += [(x, weight, bias[:5]), (x, weight, bias[:1]), (x, weight, whole((3,), rng)), (x, weight, whole((7,), rng))]
    for one, other, *rest in wrong:
        kwargs = {"groups": rest[1]} if len(rest) > 1 else {}
        raises(lambda one=one, other=other, rest=rest, kw=kwargs: submission.conv2d(one, other, *rest[:1], **kw), ValueError)
    options = [{"stride": bad} for bad in (0, -1, (1, 0), (0, 1), (2, 0), (1, 1, 1))]
    options += [{"padding": bad} for bad in (-1, (0, -1), (-1, 0), (1, -1), (1, 1, 1))]
    options += [{"dilation": bad} for bad in (0, -1, (1, 0), (0, 1), (2, 0), (1, 1, 1), (4, 1), (1, 3), 3)]
    for kwargs in options:
        raises(lambda kwargs=kwargs: submission.conv2d(x, weight, **kwargs), ValueError)
    for *size, stride in ((5, 2, 1), (2, 6, 1), (6, 6, 1), (5, 2, 2), (2, 6, 2)):
        raises(lambda size=size, stride=stride: submission.conv2d(x, whole((1, 4, *size), rng), None, stride), ValueError)


@criterion(
    title="New tensors follow the input's device",
    hint="Make new tensors with device=x.device, or from x itself (x.new_zeros, torch.zeros_like).",
    rule="Tensors that meet in an operation must lie on one device; a new tensor lies on the CPU unless you say otherwise.",
    example="""torch.zeros(2)                    on the CPU
torch.zeros(2, device=x.device)   where x is
x.new_zeros(2)                    where x is, with its dtype""",
)
def test_device(submission):
    x, weight, bias = (torch.empty(shape, device="meta") for shape in ((2, 4, 5, 7), (6, 2, 2, 3), (6,)))
    try:
        got = submission.conv2d(x, weight, bias, 2, 1, groups=2)
    except Raised as raised:
        if not any(said in raised.text for said in READS_VALUES):
            raise
    else:
        same(got, torch.empty(2, 6, 3, 4, device="meta"))


@criterion(
    title="Built without PyTorch's convolutions",
    hint="One position of the kernels is a product and a sum over three axes: channels, rows and columns.",
    rule="No function, module or aten operation whose job is convolution may be reached; slicing, `unfold`, `einsum` and "
    "`matmul` are free.",
    example="""one position (i, j), stride 1, dilation 1:
    under = x[:, :, i : i + kh, j : j + kw]         [N, C, kh, kw]
    torch.einsum("ncab,ocab->no", under, weight)    [N, O]""",
    alone=True,
)
def test_no_convolution(submission, reference, rng):
    x, weight, bias = whole((2, 4, 5, 6), rng), whole((6, 4, 2, 3), rng), whole((6,), rng)
    with watched(submission, FORBIDDEN):
        same(submission.conv2d(x, even(weight)), reference.conv2d(x, even(weight)))
        for args in ((x, weight, bias, 2, 1, 2), (x, weight[:, :2], bias, 1, 0, 1, 2)):
            with suppress(Raised):  # what an option gives is looked at elsewhere
                submission.conv2d(*args)
