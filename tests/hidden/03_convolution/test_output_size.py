"""Suite of 03_convolution/output_size."""

from itertools import product

import torch

from grader.judge import criterion, expect, raises, same


def draw(rng, low, high):
    return int(torch.randint(low, high + 1, (), generator=rng))


@criterion(title="The worked examples", hint="Count the window's positions on paper first.")
def test_worked_examples(submission):
    same(submission.conv_output_size(32, 5, padding=2), 32)
    same(submission.conv_output_size((5, 7), 3, stride=2), (2, 3))
    same(submission.pool_output_size(5, 3), 1)
    same(submission.pool_output_size(5, 3, ceil_mode=True), 2)
    same(submission.same_padding(5), 2)
    same(submission.padding_for(32, 32, 5), 2)


@criterion(
    points=2,
    title="Convolution: floor, both paddings, dilation, plus one",
    hint="size + 2*padding - dilation*(kernel-1) - 1, divided by the stride and rounded down, plus 1.",
)
def test_convolution(submission, reference, rng):
    fixed = [
        (5, 3, 2, 0, 1),
        (6, 3, 2, 0, 1),
        (7, 2, 3, 0, 1),
        (8, 3, 1, 2, 1),
        (9, 3, 1, 0, 2),
        (10, 3, 2, 1, 3),
        (11, 2, 1, 0, 4),
        (6, 1, 4, 0, 1),
        (3, 5, 1, 1, 1),
        (1, 3, 2, 1, 1),
        (2, 3, 1, 4, 2),
        (5, 5, 3, 0, 1),
    ]
    drawn = [(draw(rng, 12, 40), draw(rng, 1, 4), draw(rng, 1, 4), draw(rng, 0, 3), draw(rng, 1, 3)) for _ in range(15)]
    for case in fixed + drawn:
        same(submission.conv_output_size(*case), reference.conv_output_size(*case))


@criterion(title="Pairs: height and width by themselves", hint="Compute each axis by itself; an int means the same for both.")
def test_pairs(submission, reference):
    for arguments in (
        ((8, 11), (3, 2), (1, 3), (1, 0), (2, 1)),
        ((9, 12), 3, (2, 1), 1, 1),
        ([7, 10], [2, 3], 2, (0, 1), 1),
    ):
        same(submission.conv_output_size(*arguments), reference.conv_output_size(*arguments))
    same(submission.pool_output_size((7, 10), (2, 3)), reference.pool_output_size((7, 10), (2, 3)))
    same(
        submission.pool_output_size((7, 10), 3, (2, 3), (1, 0), 1, True),
        reference.pool_output_size((7, 10), 3, (2, 3), (1, 0), 1, True),
    )
    for arguments in (
        ((12, 9), (3, 4), (1, 3), (1, 2), (3, 1)),
        ([12, 9], [5, 2], 2, [2, 0], [1, 4]),
        ((9, 9), 2, None, (0, 1)),
    ):
        for ceil_mode in (False, True):
            got = submission.pool_output_size(*arguments, ceil_mode=ceil_mode)
            same(got, reference.pool_output_size(*arguments, ceil_mode=ceil_mode))


@criterion(
    title="Pooling: the stride is the kernel unless it is given",
    hint="Windows of a pooling layer stand side by side by default.",
)
def test_pooling(submission, reference):
    for case in ((7, 3), (8, 3), (9, 2), (10, 4, 1), (10, 3, 2, 1), (11, 3, None, 1, 2), (12, 4, 3, 2)):
        same(submission.pool_output_size(*case), reference.pool_output_size(*case))


@criterion(
    points=2,
    title="Ceil mode: the last window starts inside",
    hint="Rounding up may add a window that starts beyond the input and its left padding: it is dropped.",
)
def test_ceil_mode(submission, reference):
    same(submission.pool_output_size(2, 2, 3, 1, ceil_mode=True), 1)
    same(submission.pool_output_size(10, 1, 2, ceil_mode=True), reference.pool_output_size(10, 1, 2, ceil_mode=True))
    for size, kernel, stride, padding in product((2, 3, 4, 5, 8), (1, 2, 3), (1, 2, 3), (0, 1)):
        if padding <= kernel // 2 and size + 2 * padding >= kernel:
            case = (size, kernel, stride, padding)
            same(submission.pool_output_size(*case, ceil_mode=True), reference.pool_output_size(*case, ceil_mode=True))
    dilated = [(8, 2, 2, 0, 2), (9, 3, 2, 0, 2), (4, 2, 4, 0, 3), (7, 2, 3, 1, 2), (9, 1, 4, 0, 5), (10, 3, 3, 1, 3)]
    short = [(1, 2), (2, 3), (2, 4, 3), (3, 2, 4, 0, 3)]  # PyTorch lets a window hang over by less than a stride
    for case in dilated + short:
        same(submission.pool_output_size(*case, ceil_mode=True), reference.pool_output_size(*case, ceil_mode=True))


@criterion(title="The padding that keeps the size", hint="At stride 1 both paddings together make up for dilation*(kernel-1).")
def test_same_padding(submission):
    for kernel, dilation, expected in ((1, 1, 0), (3, 1, 1), (7, 1, 3), (3, 2, 2), (5, 3, 6), (2, 2, 1), (4, 2, 3)):
        same(submission.same_padding(kernel, dilation), expected)
    raises(lambda: submission.same_padding(2), ValueError)
    raises(lambda: submission.same_padding(4, 3), ValueError)
    for bad in ((0, 2), (-1, 1), (3, 0), (3, -1)):
        raises(lambda bad=bad: submission.same_padding(*bad), ValueError)


@criterion(
    title="The smallest padding for a size",
    hint="Several paddings may give one size, because of the rounding: find the smallest, however large it is.",
)
def test_padding_for(submission):
    cases = [
        ((5, 3, 3, 2), 1),
        ((6, 3, 3, 2), 1),
        ((32, 34, 5), 3),
        ((4, 2, 2, 3), 1),
        ((3, 103, 3), 51),
        ((7, 3, 3, 2), 0),
        ((9, 9, 3, 1, 2), 2),
        ((5, 2, 3, 4), 1),
        ((1, 1001, 3), 501),
        ((1, 1, 401), 200),
        ((1, 1, 2, 3), 1),
    ]
    for arguments, expected in cases:
        same(submission.padding_for(*arguments), expected)
    raises(lambda: submission.padding_for(5, 2, 2), ValueError)
    raises(lambda: submission.padding_for(32, 16, 1), ValueError)
    raises(lambda: submission.padding_for(5, 5, 2), ValueError)
    for bad in ((0, 2, 1), (2, 0, 4, 2), (5, 6, 0), (3, 1, 3, -1), (3, 1, 3, 0), (5, 5, 3, 1, 0), (5, 7, 3, 1, -1)):
        raises(lambda bad=bad: submission.padding_for(*bad), ValueError)


@criterion(
    title="Bad arguments raise ValueError",
    hint="Say no before you compute: sizes start at 1, padding at 0, and the window must fit.",
)
def test_bad_arguments(submission):
    expect(type(submission.conv_output_size(8, 3)) is int, "a size is an int, not a float")
    for bad in (
        (0, 1),
        (2, 3),
        (5, 0),
        (5, 3, 0),
        (5, 3, 1, -1),
        (5, 3, 1, 0, 0),
        (5, (3, 3)),
        (5, 3, (1, 1)),
        ((5, 2), 3),
        ((5, 5, 5), 3),
        ((5, 5), (3, 3, 3)),
        (0, 1, 1, 1),  # one number out of its range, where the formula alone would not notice
        (3, 3, -1),
        (5, -1),
        (5, 3, 1, 0, -1),
        (2, 4, 3),
        (5, 3, 1, (1, 1)),
        (5, 3, 1, 0, (1, 1)),
        ((5, 5), (3, 0)),
        ((5, 5), 3, (1, 0)),
        ((5, 5), 3, 1, (0, -1)),
        ((5, 5), 3, 1, 0, (1, 0)),
        ((5, 5), 3, (1, 1, 1)),
        ((5, 5), 3, 1, (1, 1, 1, 1)),
        ((5, 5), 3, 1, 0, (1, 1, 1)),
    ):
        raises(lambda bad=bad: submission.conv_output_size(*bad), ValueError)
    for bad in (
        (0, 1),
        (2, 3),
        (5, 0),
        (5, 2, 0),
        (5, 2, 1, -1),
        (5, 2, 1, 0, 0),
        (5, 2, 2, 2),
        (8, 3, 1, 2, 2),
        (5, (2, 2)),
        (0, 2, 1, 1),
        (3, 3, -1),
        (5, -1, 1),
        (5, 2, 1, 0, -1),
        (2, 4, 3),
        (1, 3, 2, 0, 1, True),
        (8, 3, 1, 2, 1, True),
        (5, 2, (1, 1)),
        (5, 2, 1, (0, 0)),
        (5, 2, 1, 0, (1, 1)),
        ((5, 5, 5), 2),
        ((5, 5), (2, 2, 2)),
        ((5, 5), 2, (1, 1, 1)),
        ((5, 2), 3),
        ((8, 8), (4, 2), 1, (0, 2)),
        ((8, 8), (2, 4), 1, (2, 0)),
    ):
        raises(lambda bad=bad: submission.pool_output_size(*bad), ValueError)
