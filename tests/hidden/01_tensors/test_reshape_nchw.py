"""Suite of 01_tensors/reshape_nchw: matrices, rows and pictures; order, dtype, scale, layout, gradients. Runs in the judge."""

import numpy as np
import torch
from hypothesis import strategies as st

from grader.judge import (
    Raised,
    agreeing,
    call,
    criterion,
    distinct_tensors,
    expect,
    gradients,
    keeps_inputs,
    once_right,
    raises,
    same,
    tensors,
)

SIDE = st.integers(1, 3)
HALVES, TENTHS, WHOLE, BYTES = lambda x: x / 2, lambda x: x.abs() / 10, torch.Tensor.long, lambda x: x.abs().byte()


def picture(*shape, rng, low=0, high=256, dtype=torch.uint8):
    return torch.randint(low, high, shape, generator=rng).to(dtype)


def numbers(dimensions, *kinds):
    """Draw a small tensor of one of these kinds of numbers."""
    return st.tuples(tensors((SIDE,) * dimensions), st.sampled_from(kinds)).map(lambda pair: pair[1](pair[0]))


def matrices(device):
    """Draw a small matrix: a tensor, an array or a nested list, of whole numbers or halves."""
    kinds = st.sampled_from((torch.Tensor.tolist, torch.Tensor.numpy, lambda x: x.to(device)))
    return st.tuples(numbers(2, HALVES, WHOLE, BYTES), kinds).map(lambda pair: call(pair[1](pair[0])))


@st.composite
def rows(draw, device):
    """Draw numbers without equals, in one row or a row a picture, and the sizes that they are cut into."""
    n, c, h, w = (draw(st.integers(1, most)) for most in (2, 3, 2, 2))
    x = draw(st.one_of(distinct_tensors((n, c * h * w)), distinct_tensors((n * c * h * w,))))
    return call(x.to(device), c, h, w)


@st.composite
def crossed_rows(draw):
    """Draw a transposed tensor and the sizes that it is cut into: of some no view has that shape."""
    n, c, h, w = (draw(st.integers(1, most)) for most in (2, 4, 2, 2))
    count = n * c * h * w
    side = draw(st.sampled_from([side for side in range(1, count + 1) if count % side == 0]))
    return call(draw(distinct_tensors((count // side, side), torch.float64)).t(), c, h, w)


@st.composite
def misfits(draw):
    """Draw a tensor that the sizes do not divide, the sizes, and the counts to be named."""
    c, h, w = draw(SIDE), draw(SIDE), draw(st.integers(2, 3))
    count = draw(st.integers(1, 9).filter(lambda count: count % (c * h * w)))
    return torch.zeros(count), (c, h, w), (count, c * h * w)


def same_gradients(submitted, reference, x, *sizes):
    """Compare the gradients of x where the result's own are 1, 2, 3, ..."""
    x = x.clone().requires_grad_()
    result = reference(x, *sizes)
    cotangent = torch.arange(1, result.numel() + 1).to(result.dtype).reshape(result.shape)
    expected = gradients(reference, x, *sizes, cotangent=cotangent)
    same(gradients(submitted, x, *sizes, cotangent=cotangent), expected, what="the gradient")


def pictures(device, *dimensions):
    """Draw one call a number of dimensions: small pictures whose numbers are all different, in 0 to 1."""

    def shaped(x):
        return call(((x - x.min()) / (10 if x.numel() <= 10 else 100)).to(device))

    return st.one_of(*(distinct_tensors((SIDE,) * number) for number in dimensions)).map(shaped)


@criterion(
    title="A matrix becomes one picture with one channel",
    hint="Two axes have to be added in front: N and C, each of size 1.",
    rule="Any 2-D nested list, array or tensor becomes float32 [1, 1, H, W]; the numbers stay what they are, unscaled.",
    example="""[[1, 2, 3],
 [4, 5, 6]]   H is 2, W is 3
-> [[[[1., 2., 3.],
      [4., 5., 6.]]]]   [1, 1, 2, 3], float32""",
)
def test_matrix(submission, reference, cases, rng, device):
    rows = [[1, 2, 3], [4, 5, 6]]
    cases.check(
        agreeing(submission.matrix_to_nchw, reference.matrix_to_nchw),
        *map(
            call,
            (
                rows,
                [[0.5, -1.0]],
                [[True, False], [False, True]],
                np.array(rows),
                torch.tensor(rows),
                np.array(rows, dtype=np.uint8),
                torch.tensor(rows).double(),
                [[1, 2.5], [True, 1e-3]],
                [[7]],
                torch.tensor([[100000, -70000, 250]]),
                np.array([[-128, 127]], dtype=np.int8),
                np.array([[0.1], [1234.5678]]),
                torch.tensor([[0.1, 1234.5678, -3e-5]]),
                torch.tensor([[0.5, -2.0]], dtype=torch.float16),
                torch.tensor([[0.5, -2.0]], dtype=torch.bfloat16),
                np.array([[True, False]]),
                torch.tensor(rows, device=device),
                torch.rand(2, 3, generator=rng).to(device),
            ),
        ),
        drawn=matrices(device),
    )


@criterion(
    title="A matrix in any layout, left alone",
    hint="The values count, not how they lie in memory; the matrix itself stays as it is.",
    rule="A transposed or sliced matrix gives the numbers that it shows, and has its own shape and numbers afterwards.",
    example="""x        1 2      x.t()    1 3
         3 4               2 4
x.t() -> [[[[1., 3.], [2., 4.]]]], and x.t() is [2, 2] as before""",
)
def test_matrix_layout(submission, reference, cases):
    def check(x):
        same(keeps_inputs(submission.matrix_to_nchw, x), reference.matrix_to_nchw(x))

    x = torch.arange(12).reshape(3, 4).t()
    y = np.arange(12.0).reshape(3, 4)[:, ::2]
    z = torch.tensor([[1, 2], [3, 4]], dtype=torch.uint8)[:, :1]
    layouts = st.sampled_from((torch.Tensor.t, lambda x: x[:, ::2], torch.Tensor.contiguous))
    some = st.tuples(numbers(2, WHOLE, BYTES), layouts).map(lambda pair: pair[1](pair[0]))
    cases.check(check, x, y, z, x.float(), np.arange(12.0).reshape(3, 4).T, drawn=some)
    try:
        got = submission.matrix_to_nchw(torch.empty(2, 3, device="meta"))
    except Raised as raised:
        if "meta" not in raised.text:  # reading number by number, or through NumPy, works on real devices only
            raise
    else:
        same(got, torch.empty(1, 1, 2, 3, device="meta"))


@criterion(
    title="Only a matrix will do",
    hint="Count the dimensions before you reshape.",
    rule="Exactly two dimensions are a matrix; a number, one row, or three and more dimensions raise ValueError.",
    example="""[[1, 2]]    2-D: fine
[1, 2]      1-D: ValueError
[[[1, 2]]]  3-D: ValueError""",
)
def test_matrix_errors(submission, cases):
    with once_right():
        same(submission.matrix_to_nchw([[1, 2]]), torch.tensor([[[[1.0, 2.0]]]]))
    cases.check(
        lambda bad: raises(lambda: submission.matrix_to_nchw(bad), ValueError),
        [1, 2, 3],
        [[1], [2, 3]],
        [[[1, 2]]],
        torch.zeros(2, 2, 2),
        torch.zeros(1, 1, 2, 2),
        torch.zeros(4),
        torch.tensor(3.0),
        np.zeros(3),
        np.zeros(()),
        np.zeros((1, 2, 3)),
    )


@criterion(
    points=2,
    title="Rows are cut into pictures, in order",
    hint="The elements stay in their order; N is what is left over when one picture's elements are counted.",
    rule="One picture takes channels*height*width elements, channel after channel, row after row; the dtype stays.",
    example="""0 1 2 3 4 5 6 7 with channels 2, height 1, width 2:
a picture takes 2*1*2 = 4, so N is 2
    picture 0: channel 0  0 1    channel 1  2 3
    picture 1: channel 0  4 5    channel 1  6 7""",
)
def test_rows(submission, reference, cases, rng, device):
    fixed = (
        ((12,), (3, 2, 1)),
        ((2, 12), (3, 2, 2)),
        ((5, 6), (1, 2, 3)),
        ((4, 3, 5), (2, 5, 3)),
        ((3, 2, 2), (3, 2, 2)),
    )
    cases.check(
        agreeing(submission.rows_to_nchw, reference.rows_to_nchw),
        call(torch.arange(12), 3, 2, 1),
        *(call(torch.rand(shape, generator=rng).to(device), *sizes) for shape, sizes in fixed),
        drawn=rows(device),
    )


@criterion(
    title="Rows of any layout, dtype and device; gradients flow",
    hint="reshape works where view refuses; `.data` and `.numpy()` cut the gradient.",
    rule="The elements count as the tensor shows them, not as memory holds them; dtype, device and gradient come along.",
    example="""x  1 2    x.t()  1 3   the elements of x.t(), in order: 1 3 2 4
   3 4           2 4
x.t().view(4)      RuntimeError
x.t().reshape(4)   1 3 2 4""",
)
def test_rows_layout(submission, reference, cases, rng):
    def check(case):
        same(keeps_inputs(submission.rows_to_nchw, *case.args), reference.rows_to_nchw(*case.args))

    def check_gradient(case):
        same_gradients(submission.rows_to_nchw, reference.rows_to_nchw, *case.args)

    x = torch.rand(12, 4, generator=rng, dtype=torch.float64).t()
    half = torch.arange(6).to(torch.float16)
    cases.check(check, call(x, 3, 2, 4), call(half, 3, 2, 1), drawn=crossed_rows())
    same(submission.rows_to_nchw(torch.empty(24, device="meta"), 3, 2, 2), torch.empty(2, 3, 2, 2, device="meta"))
    cases.check(check_gradient, call(torch.rand(2, 12, generator=rng), 3, 2, 2), drawn=rows("cpu"))


@criterion(
    title="Rows that do not fit are named",
    hint="The error should tell how many elements there are and how many one picture takes.",
    rule="Sizes below 1, no elements, or a number that one picture does not divide: ValueError with the counts in its text.",
    example="""7 elements, sizes 3, 2, 1: 7 is no multiple of 6 -> ValueError
0 elements, sizes 3, 2, 1: not even one picture  -> ValueError
sizes 0, 2, 1: a size below 1                    -> ValueError""",
)
def test_rows_errors(submission, cases):
    def check(case):
        x, sizes, names = case
        raises(lambda: submission.rows_to_nchw(x, *sizes), ValueError, names=names)

    with once_right():
        same(submission.rows_to_nchw(torch.zeros(12), 3, 2, 2), torch.zeros(1, 3, 2, 2))
    cases.check(
        check,
        (torch.zeros(2, 11), (3, 2, 2), (22, 12, 11)),
        (torch.zeros(6), (3, 2, 2), (6, 12)),
        drawn=misfits(),
    )
    cases.check(check, (torch.zeros(0), (3, 2, 2), (0, 12)))
    sizes = ((-1, 3, 4), (0, 2, 2), (3, -1, 2), (3, 2, 0), (-1, -2, 6), (3, -2, -2))
    cases.check(check, *((torch.zeros(12), size, (*size, 12)) for size in sizes))


@criterion(
    points=2,
    title="Pictures: axes are moved, not reinterpreted",
    hint="reshape only cuts the same row of numbers again; list where each new axis comes from: N, C, H, W = old 0, 3, 1, 2.",
    rule="The number at [n, h, w, c] goes to [n, c, h, w]: height and width keep their order, the channels move to the front.",
    example="""[1, 1, 2, 2]: two pixels with two channels each
    pixel 0: 1 5    pixel 1: 2 6
[1, 2, 1, 2]: two channels with two pixels each
    channel 0: 1 2  channel 1: 5 6""",
)
def test_axes(submission, reference, cases, rng, device):
    fixed = ((2, 3, 4, 3), (1, 5, 2, 3), (3, 2, 6, 4), (1, 3, 4, 2))
    cases.check(
        agreeing(submission.images_to_nchw, reference.images_to_nchw),
        *(call(torch.rand(shape, generator=rng).to(device)) for shape in fixed),
        drawn=pictures(device, 4),
    )


@criterion(
    title="Grey pictures, single pictures and batches",
    hint="Add the axes that are missing first; then one permute is right for all.",
    rule="[H, W] has one channel, [H, W] and [H, W, C] are a batch of one; 1-D, 5-D and so on raise ValueError.",
    example="""[H, W]       -> [1, 1, H, W]
[H, W, C]    -> [1, C, H, W]
[N, H, W, C] -> [N, C, H, W]""",
)
def test_dimensions(submission, reference, cases, rng):
    shapes = ((4, 5, 3), (4, 5), (4, 5, 1), (2, 4, 5, 3), (3, 4, 5, 1), (1, 1, 1, 2), (3, 4, 2), (1, 1, 5))
    some = [torch.rand(shape, generator=rng) for shape in shapes]
    cases.check(
        agreeing(submission.images_to_nchw, reference.images_to_nchw),
        *(call(x) for x in some),
        *(call(x.numpy()) for x in some),
        drawn=pictures("cpu", 2, 3, 4),
    )
    bad = (torch.zeros(3), torch.zeros(1, 2, 3, 4, 5), np.zeros(()))
    cases.check(lambda x: raises(lambda: submission.images_to_nchw(x), ValueError), *bad)


@criterion(
    title="Only uint8 is scaled to 0..1",
    hint="0 to 255 is what uint8 means; floating input and other integers keep their scale.",
    rule="The dtype decides, not the values: uint8 is divided by 255, all else only becomes float32.",
    example="""uint8   255 -> 1.0      uint8   1 -> 0.0039
float32 255 -> 255.0    int64 255 -> 255.0""",
)
def test_scale(submission, reference, cases, rng):
    dark = torch.tensor([[[0, 1, 1]]], dtype=torch.uint8)
    bright = np.full((2, 2, 3), 255, dtype=np.uint8)
    bytes_ = [picture(*shape, rng=rng) for shape in ((2, 3, 4, 3), (4, 5), (4, 5, 3), (3, 4, 5, 1), (3, 4, 2))]
    others = [
        picture(2, 3, 4, 3, rng=rng, high=2 if dtype is torch.bool else 256, dtype=dtype)
        for dtype in (torch.float32, torch.float64, torch.float16, torch.int64, torch.int16, torch.bool)
    ]
    kinds = st.sampled_from((torch.uint8, torch.float32, torch.float64, torch.int64))
    drawn = st.tuples(st.one_of(numbers(2, torch.abs), numbers(3, torch.abs)), kinds)
    cases.check(
        agreeing(submission.images_to_nchw, reference.images_to_nchw),
        call(dark),
        call(bright),
        call(np.array([[255, 1]], dtype=np.uint16)),
        call(torch.tensor([[100000, -70000]], dtype=torch.int32)),
        call(torch.tensor([[127, -128]], dtype=torch.int8)),
        call(torch.tensor([[0.5, 255.0]], dtype=torch.bfloat16)),
        *(call(x) for x in bytes_ + others),
        *(call(x.numpy()) for x in bytes_ + others),
        drawn=drawn.map(lambda pair: call(pair[0].to(pair[1]))),
    )


@criterion(
    title="The result is contiguous, the pictures are left alone",
    hint="permute only changes the reading order: .contiguous() lays the numbers out anew.",
    rule="`result.is_contiguous()` is True for every input, grey and sliced ones too, and the input is what it was.",
    example="""y = x.permute(0, 3, 1, 2)
y.is_contiguous()              False: x's memory, read in other steps
y.contiguous().is_contiguous() True: a copy in the order of y""",
)
def test_contiguous(submission, reference, cases, rng):
    def check(x):
        got = keeps_inputs(submission.images_to_nchw, x)
        same(got, reference.images_to_nchw(x))
        expect(got.is_contiguous(), "the result is not contiguous")

    some = st.one_of(numbers(3, TENTHS, BYTES), numbers(2, TENTHS, BYTES).map(torch.Tensor.t))
    cases.check(
        check,
        torch.rand(2, 4, 5, 3, generator=rng),
        torch.rand(4, 5, 3, generator=rng),
        torch.rand(5, 4, generator=rng).t(),
        torch.rand(2, 3, 4, 5, generator=rng).permute(0, 2, 3, 1),
        torch.rand(4, 10, 3, generator=rng)[:, ::2],
        torch.rand(4, 5, 3, generator=rng).numpy(),
        torch.rand(4, 5, 3, generator=rng).numpy().transpose(1, 0, 2),
        picture(4, 5, 3, rng=rng),
        picture(3, 4, 2, rng=rng),
        picture(4, 10, rng=rng)[:, ::2],
        picture(2, 4, 5, 3, rng=rng).numpy(),
        drawn=some,
    )
    same(submission.images_to_nchw(torch.empty(2, 4, 5, 3, device="meta")), torch.empty(2, 3, 4, 5, device="meta"))


@criterion(
    title="Gradients flow back to the pictures",
    hint="Stay with tensor operations on the picture itself: `.numpy()`, `.data` and torch.tensor cut the gradient.",
    rule="Each number of the result comes from one number of the picture, and its gradient goes back to that place.",
    example="""picture [1, 2, 2]   0 1      a pixel a row, a channel a column
                    2 3
result [1, 2, 1, 2], gradient there: 10 20 (channel 0), 30 40
gradient of the picture: 10 30
                         20 40""",
)
def test_gradients(submission, reference, cases):
    def check(x):
        same_gradients(submission.images_to_nchw, reference.images_to_nchw, x)

    fixed = (((2, 4, 5, 3), torch.float32), ((3, 5, 2), torch.float64), ((3, 4), torch.float32))
    some = st.one_of(numbers(2, TENTHS), numbers(3, TENTHS, lambda x: x.double() / 10))
    cases.check(check, *(torch.ones(shape, dtype=dtype) for shape, dtype in fixed), drawn=some)
