"""Suite of 03_convolution/correlate2d: values, stride, padding, integers, layouts, gradients, errors. Runs in the judge."""

from contextlib import suppress

import torch
from hypothesis import strategies as st

from grader.judge import (
    CONVOLUTION,
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
KERNEL = torch.tensor([[1.0, 2, 1], [0, 1, 0], [2, 1, 0]])
FORBIDDEN = Forbidden(
    "convolution",
    operations=(*CONVOLUTION.operations, "aten::convolution_backward"),
    functions=(*CONVOLUTION.functions, "numpy.convolve", "numpy.correlate"),
)
# What PyTorch says to comparisons and masks on a device without values: those are right on real devices.
READS_VALUES = ("Tensor.item() cannot be called on meta", "register_meta function", "attempted to run this operator with Meta")


def whole(shape, rng, device="cpu", dtype=torch.float32):
    """Whole numbers of both signs without 0: float32 adds them exactly in any order, and none hides a position."""
    signs = torch.randint(0, 2, shape, generator=rng) * 2 - 1
    return (torch.randint(1, 10, shape, generator=rng) * signs).to(device, dtype)


@st.composite
def correlated(draw, device, padding=None, stride=None, most=3):
    """Draw a call that fits: a small image and kernel, and the options that are asked for."""
    kernel = draw(tensors((st.integers(1, most), st.integers(1, most))))
    side = st.integers(most, 5)
    kwargs = {name: draw(each) for name, each in (("stride", stride), ("padding", padding)) if each is not None}
    return call(draw(tensors((side, side))).to(device), kernel.to(device), **kwargs)


@criterion(
    title="The worked example: the kernel at each place, no options",
    hint="Lay the kernel on the upper left corner and do the nine products by hand.",
    rule="Each output is the sum of the products of the kernel's numbers with the pixels under them.",
    example="""    1 2 0     1 2 1
    0 1 2  *  0 1 0
    1 2 1     2 1 0
1*1 + 2*2 + 0*1
  + 0*0 + 1*1 + 2*0
  + 1*2 + 2*1 + 1*0 = 10""",
)
def test_worked_example(submission, device):
    image, kernel = IMAGE.to(device), KERNEL.to(device)
    same(submission.correlate2d(image, kernel), torch.tensor([[10.0, 12, 12], [18, 16, 16], [13, 9, 3]]).to(device))


@criterion(
    points=2,
    title="The kernel is laid on as it is, neither flipped nor turned",
    hint="Which pixel meets the kernel's upper left number?",
    rule="result[i, j] is the sum over a and b of kernel[a, b] * image[i + a, j + b], for any height and width of both.",
    example="""image 1 2 3, kernel 1 10
    1*1 + 2*10 = 21    2*1 + 3*10 = 32     -> 21 32
flipped it would be
    1*10 + 2*1 = 12    2*10 + 3*1 = 23     -> 12 23, wrong""",
)
def test_orientation(submission, reference, cases, rng, device):
    fixed = [((5, 7), (2, 3)), ((6, 4), (3, 1)), ((4, 6), (1, 3)), ((5, 5), (3, 3)), ((4, 7), (4, 7)), ((1, 1), (1, 1))]
    cases.check(
        agreeing(submission.correlate2d, reference.correlate2d),
        *(call(*(whole(shape, rng, device) for shape in shapes)) for shapes in fixed),
        drawn=correlated(device),
    )


@criterion(
    title="The stride is the step between two positions",
    hint="With stride 2 the kernel lies at 0, 2, 4, ...: on the first position, and then on every second one.",
    rule="result[i, j] looks at the image from row i*stride and column j*stride on; a last step that does not fit is dropped.",
    example="""a row of 6, kernel of 3
    stride 1: at 0, 1, 2, 3
    stride 2: at 0, 2           (at 4 only two pixels are left)
    stride 3: at 0, 3""",
)
def test_stride(submission, reference, cases, rng, device):
    fixed = [((6, 9), (3, 2), 2), ((7, 8), (2, 3), 3), ((8, 8), (3, 3), 2), ((5, 6), (2, 2), 9), ((7, 9), (1, 1), 4)]
    cases.check(
        agreeing(submission.correlate2d, reference.correlate2d),
        call(IMAGE.to(device), KERNEL.to(device), stride=2),
        *(call(whole(size, rng, device), whole(kernel, rng, device), stride) for size, kernel, stride in fixed),
        drawn=correlated(device, stride=st.integers(1, 3)),
    )


@criterion(
    points=2,
    title="Padding: zeros on all four sides",
    hint="Think of a larger image that is 0 at its border and holds the real one in its middle.",
    rule="With padding p there are p rows above, p below, p columns left, p right, all of them 0; the size grows by 2*p.",
    example="""image 1 2, kernel 1 10, padding 1: the middle row of
    0 0 0 0
    0 1 2 0     ->  10 21 2
    0 0 0 0""",
)
def test_padding(submission, reference, cases, rng, device):
    fixed = [
        ((4, 6), (3, 3), {"padding": 1}),
        ((3, 5), (2, 2), {"padding": 2}),
        ((4, 4), (1, 2), {"padding": 3}),
        ((2, 3), (4, 5), {"padding": 1}),
        ((6, 5), (3, 2), {"padding": 1, "stride": 2}),
        ((5, 7), (2, 3), {"padding": 2, "stride": 3}),
    ]
    cases.check(
        agreeing(submission.correlate2d, reference.correlate2d),
        call(IMAGE.to(device), KERNEL.to(device), padding=1),
        *(call(whole(size, rng, device), whole(kernel, rng, device), **kwargs) for size, kernel, kwargs in fixed),
        drawn=correlated(device, padding=st.integers(0, 2), stride=st.integers(1, 2)),
    )


@criterion(
    title="Pairs are (height, width)",
    hint="In a pair the height comes first, as in the shape of the image.",
    rule="The first number of stride and padding is for the rows, the second for the columns; an int is for both.",
    example="""stride (1, 2) on
    1 2 3 4
    5 6 7 8     kernel of one number, 1  ->  1 3
                                             5 7""",
)
def test_pairs(submission, reference, cases, rng, device):
    fixed = [
        ((7, 9), (2, 3), (1, 3), (1, 0)),
        ((6, 6), (3, 3), (2, 1), (0, 2)),
        ((5, 8), (3, 2), 2, (2, 1)),
        ((5, 8), (3, 2), (3, 1), 1),
        ((6, 7), (2, 2), [1, 2], [0, 1]),
    ]
    cases.check(
        agreeing(submission.correlate2d, reference.correlate2d),
        *(call(whole(size, rng, device), whole(kernel, rng, device), *rest) for size, kernel, *rest in fixed),
        drawn=correlated(device, padding=pairs(0, 2), stride=pairs(1, 3)),
    )


@criterion(
    points=2,
    title="Integers are computed as integers, and come back in their own dtype",
    hint="What dtype does a sum of int32 have? And how many digits does a float32 have?",
    rule="The result has the image's dtype, and every digit is right: no way through floats, and `sum` of int32 is int64 unless "
    "it is told otherwise.",
    example="""torch.tensor([1, 2], dtype=torch.int32).sum().dtype   -> int64
torch.tensor(16777217).float()                        -> 16777216.""",
)
def test_integers(submission, reference, cases, rng):
    cases_of = []
    for dtype, size in ((torch.int32, 1_000_000), (torch.int64, 2**55)):
        image = whole((4, 6), rng, dtype=dtype) * size + whole((4, 6), rng, dtype=dtype)
        cases_of += [call(whole((4, 6), rng, dtype=dtype), whole((2, 3), rng, dtype=dtype), 1, 1)]
        cases_of += [call(image, whole((2, 3), rng, dtype=dtype), *rest) for rest in ((), (2, 1))]
    small = st.sampled_from((torch.int32, torch.int64)).flatmap(
        lambda dtype: st.builds(call, tensors((2, st.integers(2, 3)), dtype=dtype), tensors((1, 2), dtype=dtype))
    )
    cases.check(agreeing(submission.correlate2d, reference.correlate2d), *cases_of, drawn=small)


@criterion(
    title="Any layout and float type, and the inputs are left alone",
    hint="Work on a copy where you write; keep the dtype that came in.",
    rule="The result has the dtype of `image`, whatever the strides of both are, and both hold the same numbers afterwards.",
    example="""image of float64, transposed -> a float64 result with the right numbers
image before == image after""",
)
def test_layout_and_dtype(submission, reference, rng, device):
    image, kernel = whole((7, 5), rng, device, torch.float64).T, whole((3, 2), rng, device, torch.float64).T
    for args in ((image, kernel), (image, kernel, 2, 1)):
        same(keeps_inputs(submission.correlate2d, *args), reference.correlate2d(*args))
    image, kernel = whole((8, 9), rng, device)[::2, 1:], whole((4, 4), rng, device)[1::2, ::2]
    for args in ((image, kernel), (image, kernel, 1, 1), (image[0].expand(4, 8), kernel)):
        same(keeps_inputs(submission.correlate2d, *args), reference.correlate2d(*args))
    fine = 16777216 + torch.rand(3, 4, generator=rng, dtype=torch.float64).to(device)
    difference = torch.tensor([[1.0, -1.0]], dtype=torch.float64).to(device)
    same(submission.correlate2d(fine, difference), fine[:, :-1] - fine[:, 1:])
    image, kernel = whole((4, 5), rng, device, torch.float16), whole((2, 3), rng, device, torch.float16)
    same(submission.correlate2d(image, kernel), reference.correlate2d(image, kernel))


@criterion(
    title="Gradients reach the image and the kernel",
    hint="Use tensor operations on both: `.item()`, `.tolist()` and new tensors made of numbers cut the gradient.",
    rule="Autograd follows every product and sum of tensors. The image's gradient is made of the kernel's numbers, the kernel's "
    "of the pixels.",
    example="""image a b c, kernel u v: the sum of the results is
    (a*u + b*v) + (b*u + c*v)
gradient of the image:   u  u+v  v
gradient of the kernel:  a+b  b+c""",
)
def test_gradients(submission, reference, rng, device):
    for args in ((), (2, 1), ((1, 3), (0, 2))):
        image, kernel = whole((5, 7), rng, device, torch.float64), whole((2, 3), rng, device, torch.float64)
        image.requires_grad_()
        kernel.requires_grad_()
        result = reference.correlate2d(image, kernel, *args).detach()
        with once_right():
            same(submission.correlate2d(image.detach(), kernel.detach(), *args), result)
        cotangent = torch.rand(result.shape, generator=rng, dtype=torch.float64).to(device)
        got = gradients(submission.correlate2d, image, kernel, *args, cotangent=cotangent)
        expected = gradients(reference.correlate2d, image, kernel, *args, cotangent=cotangent)
        same(got[:1], expected[:1], what="the gradient of the image")
        same(got[1:], expected[1:], what="the gradient of the kernel")


@criterion(
    title="Bad arguments raise ValueError",
    hint="Look at the arguments before you compute: does the kernel fit into the padded image, in height and in width?",
    rule="Check dimensions, pairs, ranges and whether the kernel fits, each axis by itself; raise before anything is computed.",
    example="""image 3x4, kernel 4x2              ValueError: 4 rows do not fit into 3
image 3x4, kernel 4x2, padding 1   fine: 4 rows fit into 5
image 3x4, kernel 2x2, stride 0    ValueError""",
)
def test_bad_arguments(submission, reference, rng):
    image, kernel, even = whole((3, 4), rng), whole((2, 2), rng), whole((1, 1), rng).repeat(2, 2)
    tall, wide = whole((4, 2), rng), whole((2, 5), rng)
    with once_right():
        same(submission.correlate2d(image, even), reference.correlate2d(image, even))
    for args in ((image, tall, 1, (1, 0)), (image, wide, 1, (0, 1))):
        submission.correlate2d(*args)  # the largest kernels that fit
    high = whole((6, 2), rng)
    for args in ((whole((4, 5), rng),), (tall,), (wide,), (tall, 1, (0, 1)), (wide, 1, (1, 0)), (high, 1, 1), (tall, 2)):
        raises(lambda args=args: submission.correlate2d(image, *args), ValueError)
    for stride in (0, -1, (1, 0), (0, 1), (2, 0), (1, 1, 1)):
        raises(lambda stride=stride: submission.correlate2d(image, kernel, stride), ValueError)
    for padding in (-1, (0, -1), (-1, 0), (1, -1), (1, 1, 1), (1, 1, 1, 1)):
        raises(lambda padding=padding: submission.correlate2d(image, kernel, 1, padding), ValueError)
    for one, other in ((image[0], kernel), (image[None], kernel), (image, kernel[0]), (image, kernel[None])):
        raises(lambda one=one, other=other: submission.correlate2d(one, other), ValueError)


@criterion(
    title="New tensors follow the image's device",
    hint="Make new tensors with device=image.device, or from the image itself (image.new_zeros, torch.zeros_like).",
    rule="Tensors that meet in an operation must lie on one device; a new tensor lies on the CPU unless you say otherwise.",
    example="""torch.zeros(2)                        on the CPU
torch.zeros(2, device=image.device)   where the image is
image.new_zeros(2)                    where the image is, with its dtype""",
)
def test_device(submission):
    image, kernel = torch.empty(5, 7, device="meta"), torch.empty(2, 3, device="meta")
    try:
        got = submission.correlate2d(image, kernel, 2, 1)
    except Raised as raised:
        if not any(said in raised.text for said in READS_VALUES):
            raise
    else:
        same(got, torch.empty(3, 4, device="meta"))


@criterion(
    title="Built without PyTorch's convolutions",
    hint="Take the slice of the image under the kernel, multiply, and add up.",
    rule="No function, module or aten operation whose job is convolution may be reached; slicing, `unfold`, `einsum` and "
    "`matmul` are free.",
    example="""one position (i, j), stride 1:
    under = image[i : i + kh, j : j + kw]
    result = (under * kernel).sum()""",
    alone=True,
)
def test_no_convolution(submission, reference, rng):
    image, kernel, even = whole((5, 6), rng), whole((2, 3), rng), whole((1, 1), rng).repeat(2, 2)
    with watched(submission, FORBIDDEN):
        same(submission.correlate2d(image, even), reference.correlate2d(image, even))
        for args in ((image, kernel, 2, 1), (image.long(), kernel.long())):
            with suppress(Raised):  # what an option gives is looked at elsewhere
                submission.correlate2d(*args)
