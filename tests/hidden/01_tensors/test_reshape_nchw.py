"""Suite of 01_tensors/reshape_nchw."""

import numpy as np
import torch

from grader.judge import Raised, criterion, expect, gradients, keeps_inputs, raises, same


def picture(*shape, rng, low=0, high=256, dtype=torch.uint8):
    return torch.randint(low, high, shape, generator=rng).to(dtype)


@criterion(
    title="A matrix becomes one picture with one channel",
    hint="Two axes have to be added in front: N and C, each of size 1.",
)
def test_matrix(submission, reference, rng, device):
    rows = [[1, 2, 3], [4, 5, 6]]
    for matrix in (
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
        np.array([[True, False]]),
        torch.tensor(rows, device=device),
        torch.rand(2, 3, generator=rng).to(device),
    ):
        same(submission.matrix_to_nchw(matrix), reference.matrix_to_nchw(matrix))


@criterion(
    title="A matrix in any layout, left alone",
    hint="The values count, not how they lie in memory; the matrix itself stays as it is.",
)
def test_matrix_layout(submission, reference):
    x = torch.arange(12).reshape(3, 4).t()
    same(keeps_inputs(submission.matrix_to_nchw, x), reference.matrix_to_nchw(x))
    y = np.arange(12.0).reshape(3, 4)[:, ::2]
    same(keeps_inputs(submission.matrix_to_nchw, y), reference.matrix_to_nchw(y))
    z = torch.tensor([[1, 2], [3, 4]], dtype=torch.uint8)[:, :1]
    same(keeps_inputs(submission.matrix_to_nchw, z), reference.matrix_to_nchw(z))
    try:
        got = submission.matrix_to_nchw(torch.empty(2, 3, device="meta"))
    except Raised as raised:
        if "meta" not in raised.text:  # reading number by number, or through NumPy, works on real devices only
            raise
    else:
        same(got, torch.empty(1, 1, 2, 3, device="meta"))


@criterion(title="Only a matrix will do", hint="Count the dimensions before you reshape.")
def test_matrix_errors(submission):
    same(submission.matrix_to_nchw([[1, 2]]), torch.tensor([[[[1.0, 2.0]]]]))
    for bad in (
        [1, 2, 3],
        [[[1, 2]]],
        torch.zeros(2, 2, 2),
        torch.zeros(1, 1, 2, 2),
        torch.zeros(4),
        torch.tensor(3.0),
        np.zeros(3),
        np.zeros(()),
        np.zeros((1, 2, 3)),
    ):
        raises(lambda bad=bad: submission.matrix_to_nchw(bad), ValueError)


@criterion(
    points=2,
    title="Rows are cut into pictures, in order",
    hint="The elements stay in their order; N is what is left over when one picture's elements are counted.",
)
def test_rows(submission, reference, rng, device):
    for shape, sizes in (
        ((12,), (3, 2, 1)),
        ((2, 12), (3, 2, 2)),
        ((5, 6), (1, 2, 3)),
        ((4, 3, 5), (2, 5, 3)),
        ((3, 2, 2), (3, 2, 2)),
    ):
        x = torch.rand(shape, generator=rng).to(device)
        same(submission.rows_to_nchw(x, *sizes), reference.rows_to_nchw(x, *sizes))
    same(submission.rows_to_nchw(torch.arange(12), 3, 2, 1), torch.arange(12).reshape(2, 3, 2, 1))


@criterion(
    title="Rows of any layout, dtype and device; gradients flow",
    hint="reshape works where view refuses; `.data` and `.numpy()` cut the gradient.",
)
def test_rows_layout(submission, reference, rng):
    x = torch.rand(12, 4, generator=rng, dtype=torch.float64).t()
    same(keeps_inputs(submission.rows_to_nchw, x, 3, 2, 4), reference.rows_to_nchw(x, 3, 2, 4))
    same(submission.rows_to_nchw(torch.empty(24, device="meta"), 3, 2, 2), torch.empty(2, 3, 2, 2, device="meta"))
    y, cotangent = torch.rand(2, 12, generator=rng).requires_grad_(), torch.rand(2, 3, 2, 2, generator=rng)
    same(
        gradients(submission.rows_to_nchw, y, 3, 2, 2, cotangent=cotangent),
        gradients(reference.rows_to_nchw, y, 3, 2, 2, cotangent=cotangent),
        what="the gradient",
    )


@criterion(
    title="Rows that do not fit are named",
    hint="The error should tell how many elements there are and how many one picture takes.",
)
def test_rows_errors(submission):
    same(submission.rows_to_nchw(torch.zeros(12), 3, 2, 2), torch.zeros(1, 3, 2, 2))
    x = torch.zeros(2, 11)
    raises(lambda: submission.rows_to_nchw(x, 3, 2, 2), ValueError, names=(22, 12, 11))
    raises(lambda: submission.rows_to_nchw(torch.zeros(0), 3, 2, 2), ValueError, names=(0, 12))
    raises(lambda: submission.rows_to_nchw(torch.zeros(6), 3, 2, 2), ValueError, names=(6, 12))
    for sizes in ((0, 2, 2), (3, -1, 2), (3, 2, 0), (-1, -2, 6)):
        raises(lambda sizes=sizes: submission.rows_to_nchw(torch.zeros(12), *sizes), ValueError, names=(*sizes, 12))


@criterion(
    points=2,
    title="Pictures: axes are moved, not reinterpreted",
    hint="reshape only cuts the same row of numbers again; list where each new axis comes from: N, C, H, W = old 0, 3, 1, 2.",
)
def test_axes(submission, reference, rng, device):
    for shape in ((2, 3, 4, 3), (1, 5, 2, 3), (3, 2, 6, 4)):
        x = torch.rand(shape, generator=rng).to(device)
        same(submission.images_to_nchw(x), reference.images_to_nchw(x))


@criterion(
    title="Grey pictures, single pictures and batches",
    hint="Add the axes that are missing first; then one permute is right for all.",
)
def test_dimensions(submission, reference, rng):
    for shape in ((4, 5), (4, 5, 3), (4, 5, 1), (2, 4, 5, 3), (3, 4, 5, 1), (1, 1, 1, 2)):
        x = picture(*shape, rng=rng)
        same(submission.images_to_nchw(x), reference.images_to_nchw(x))
        same(submission.images_to_nchw(x.numpy()), reference.images_to_nchw(x.numpy()))
    for bad in (torch.zeros(3), torch.zeros(1, 2, 3, 4, 5), np.zeros(())):
        raises(lambda bad=bad: submission.images_to_nchw(bad), ValueError)


@criterion(
    title="Only uint8 is scaled to 0..1",
    hint="0 to 255 is what uint8 means; floating input and other integers keep their scale.",
)
def test_scale(submission, reference, rng):
    for dtype in (torch.uint8, torch.float32, torch.float64, torch.float16, torch.int64, torch.int16, torch.bool):
        x = picture(2, 3, 4, 3, rng=rng, high=2 if dtype is torch.bool else 256, dtype=dtype)
        same(submission.images_to_nchw(x), reference.images_to_nchw(x))
        same(submission.images_to_nchw(x.numpy()), reference.images_to_nchw(x.numpy()))
    small = torch.tensor([[[0, 1, 1]]], dtype=torch.uint8)
    same(submission.images_to_nchw(small), reference.images_to_nchw(small))
    bright = np.full((2, 2, 3), 255, dtype=np.uint8)
    same(submission.images_to_nchw(bright), torch.ones(1, 3, 2, 2))


@criterion(
    title="The result is contiguous, the pictures are left alone",
    hint="permute only changes the reading order: .contiguous() lays the numbers out anew.",
)
def test_contiguous(submission, reference, rng):
    for x in (
        torch.rand(2, 4, 5, 3, generator=rng),
        picture(4, 5, 3, rng=rng),
        torch.rand(2, 3, 4, 5, generator=rng).permute(0, 2, 3, 1),
        torch.rand(4, 10, 3, generator=rng)[:, ::2],
        torch.rand(5, 4, generator=rng).t(),
        picture(4, 10, rng=rng)[:, ::2],
        picture(2, 4, 5, 3, rng=rng).numpy(),
        torch.rand(4, 5, 3, generator=rng).numpy(),
    ):
        got = keeps_inputs(submission.images_to_nchw, x)
        same(got, reference.images_to_nchw(x))
        expect(got.is_contiguous(), "the result is not contiguous")
    same(submission.images_to_nchw(torch.empty(2, 4, 5, 3, device="meta")), torch.empty(2, 3, 4, 5, device="meta"))


@criterion(
    title="Gradients flow back to the pictures",
    hint="Stay with tensor operations on the picture itself: `.numpy()`, `.data` and torch.tensor cut the gradient.",
)
def test_gradients(submission, reference, rng):
    for shape, dtype in (((2, 4, 5, 3), torch.float32), ((4, 5, 2), torch.float64), ((3, 4), torch.float32)):
        x = torch.rand(shape, generator=rng, dtype=dtype).requires_grad_()
        cotangent = torch.rand(reference.images_to_nchw(x).shape, generator=rng)
        same(
            gradients(submission.images_to_nchw, x, cotangent=cotangent),
            gradients(reference.images_to_nchw, x, cotangent=cotangent),
            what="the gradient",
        )
