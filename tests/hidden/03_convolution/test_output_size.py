"""Suite of 03_convolution/output_size: convolution, pairs, pooling, ceil mode, padding, errors. Runs in the judge."""

from contextlib import suppress
from itertools import product

from hypothesis import strategies as st

from grader.judge import Raised, agreeing, call, criterion, pairs, raises, same

ASKED = 8


def ask(function, calls):
    """Ask before anything is compared: one number proves no belief, a diagnosis should see several."""
    for each in calls:
        with suppress(Raised):
            function(*each.args, **each.kwargs)


def check_all(cases, function, reference, calls, drawn):
    """Check calls, fixed and drawn ones, after asking the first of them."""
    ask(function, calls[:ASKED])
    cases.check(agreeing(function, reference), *calls, drawn=drawn)


def fits(case):
    size, kernel, stride, padding, dilation = case.args
    over = stride - 1 if case.kwargs.get("ceil_mode") else 0
    return size + 2 * padding + over > dilation * (kernel - 1)


def windows(padded=False, **kwargs):
    """Draw size, kernel, stride, padding and dilation of a window that fits; padding is at most half of the kernel."""
    low, high = (2, 1) if padded else (1, 0)
    numbers = st.tuples(*(st.integers(*each) for each in ((1, 9), (low, 3), (1, 3), (0, high), (1, 2))))
    return numbers.map(lambda args: call(*args, **kwargs)).filter(fits)


def reached(case):
    """Return the call of padding_for that asks for the padding of this case."""
    size, kernel, stride, padding, dilation = case.args
    return call(size, (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1, kernel, stride, dilation)


@criterion(
    title="The worked examples",
    hint="Count the window's positions on paper first.",
    rule="The output size is the number of positions that the window takes on the padded input.",
    example="""size 5, kernel 3, stride 2
    1 2 3 . .
    . . 3 4 5    -> 2 positions""",
)
def test_worked_examples(submission):
    ask(submission.conv_output_size, [call(32, 5, padding=2), call(6, 3, stride=2), call((5, 7), 3, stride=2)])
    same(submission.conv_output_size(32, 5, padding=2), 32)
    same(submission.conv_output_size((5, 7), 3, stride=2), (2, 3))
    same(submission.pool_output_size(5, 3), 1)
    same(submission.pool_output_size(5, 3, ceil_mode=True), 2)
    same(submission.same_padding(5), 2)
    same(submission.padding_for(32, 32, 5), 2)


@criterion(
    points=2,
    title="Convolution: floor, both paddings, dilation, plus one",
    hint="How many steps can the window make, and how many positions are that?",
    rule="size + 2*padding - dilation*(kernel-1) - 1, divided by the stride and rounded down, plus 1.",
    example="""size 8, kernel 3, stride 2, padding 1, dilation 2
    padded:  8 + 2*1 = 10
    reach:   2*(3-1) + 1 = 5
    steps:   (10 - 5) // 2 = 2      result: 2 + 1 = 3""",
)
def test_convolution(submission, reference, cases):
    fixed = [
        (8, 3, 1, 0, 1),
        (9, 2, 3, 0, 1),
        (12, 3, 3, 0, 1),
        (8, 3, 1, 2, 1),
        (12, 3, 1, 0, 2),
        (14, 3, 2, 1, 3),
        (13, 2, 2, 1, 4),
        (11, 1, 4, 0, 2),
        *((5, 3, 2, 0, 1), (6, 3, 2, 0, 1), (7, 2, 3, 0, 1), (9, 3, 1, 0, 2), (10, 3, 2, 1, 3), (11, 2, 1, 0, 4)),
        *((6, 1, 4, 0, 1), (3, 5, 1, 1, 1), (1, 3, 2, 1, 1), (2, 3, 1, 4, 2), (5, 5, 3, 0, 1), (40, 4, 3, 3, 3)),
    ]
    drawn = st.one_of(windows(), windows(padded=True))
    check_all(cases, submission.conv_output_size, reference.conv_output_size, [call(*each) for each in fixed], drawn)


@criterion(
    title="Pairs: height and width by themselves",
    hint="Compute each axis by itself; an int means the same for both.",
    rule="A pair size gives a tuple (height, width): the first numbers of all pairs make the height, the second the width.",
    example="""size (5, 7), kernel (3, 2), stride 2
    height: (5 - 3) // 2 + 1 = 2
    width:  (7 - 2) // 2 + 1 = 3    result: (2, 3)""",
)
def test_pairs(submission, reference, cases):
    convolved = [
        ((8, 11), (3, 2), (1, 3), (1, 0), (2, 1)),
        ((9, 12), 3, (2, 1), 1, 1),
        ([7, 10], [2, 3], 2, (0, 1), 1),
        ((12, 13), 3, 1, (0, 2), 2),
    ]
    pooled = [
        call((7, 10), (2, 3)),
        call((7, 10), 3, (2, 3), (1, 0), 1, True),
        call((7, 10), (2, 3), ceil_mode=False),
        call((6, 9), (2, 3), ceil_mode=True),
        call((5, 5), (3, 2), (3, 1), (0, 1), ceil_mode=True),
    ]
    for arguments in (
        ((12, 9), (3, 4), (1, 3), (1, 2), (3, 1)),
        ([12, 9], [5, 2], 2, [2, 0], [1, 4]),
        ((9, 9), 2, None, (0, 1)),
    ):
        pooled += [call(*arguments, ceil_mode=ceil_mode) for ceil_mode in (False, True)]
    sizes = st.tuples(st.integers(5, 9), st.integers(5, 9))
    numbers = (sizes, pairs(2, 3), pairs(1, 3), pairs(0, 1), pairs(1, 2))
    drawn, drawn_pooled = st.builds(call, *numbers), st.builds(call, *numbers, ceil_mode=st.booleans())
    check_all(cases, submission.conv_output_size, reference.conv_output_size, [call(*each) for each in convolved], drawn)
    check_all(cases, submission.pool_output_size, reference.pool_output_size, pooled, drawn_pooled)


@criterion(
    title="Pooling: the stride is the kernel unless it is given",
    hint="Windows of a pooling layer stand side by side by default.",
    rule="`stride=None` means the kernel's size, also where the window is dilated; the rest is as for a convolution.",
    example="""size 7, kernel 3
    stride None: windows at 0, 3            -> 2
    stride 1:    windows at 0, 1, 2, 3, 4   -> 5""",
)
def test_pooling(submission, reference, cases):
    fixed = [
        (9, 3),
        (11, 3),
        (9, 2),
        (13, 3, 2, 0, 3),
        (10, 4, 1),
        (10, 3, 2, 1),
        (12, 3, None, 1, 2),
        (12, 4, 3, 2),
        (7, 3),
        (8, 3),
        (11, 3, None, 1, 2),
    ]
    drawn = st.one_of(st.builds(call, st.integers(3, 9), st.integers(1, 3)), windows(), windows(padded=True))
    check_all(cases, submission.pool_output_size, reference.pool_output_size, [call(*each) for each in fixed], drawn)


@criterion(
    points=2,
    title="Ceil mode: the last window starts inside",
    hint="Rounding up adds a window that hangs over the edge. May it start anywhere?",
    rule="Round the division up; drop the last window if it starts size + padding or more behind the first one.",
    example="""size 5, kernel 2, stride 2
    floor: windows at 0, 2       -> 2
    ceil:  windows at 0, 2, 4    -> 3, the last hangs over
size 2, kernel 2, stride 3, padding 1
    ceil:  windows at -1, 2      -> 1, position 2 is behind the input""",
)
def test_ceil_mode(submission, reference, cases):
    telling = [(8, 3, 2, 1), (9, 2, 2, 0), (10, 1, 2, 0), (6, 2, 2, 1), (9, 3, 2, 0), (12, 3, 4, 1), (2, 2, 3, 1), (8, 2, 3, 1)]
    grid = [
        case
        for case in product((2, 3, 4, 5, 8), (1, 2, 3), (1, 2, 3), (0, 1))
        if case[3] <= case[1] // 2 and case[0] + 2 * case[3] >= case[1]
    ]
    dilated = [(8, 2, 2, 0, 2), (9, 3, 2, 0, 2), (4, 2, 4, 0, 3), (7, 2, 3, 1, 2), (9, 1, 4, 0, 5), (10, 3, 3, 1, 3)]
    short = [(1, 2), (2, 3), (2, 4, 3), (3, 2, 4, 0, 3)]  # PyTorch lets a window hang over by less than a stride
    fixed = [call(*case, ceil_mode=True) for case in (*telling, *grid, *dilated, *short)]
    drawn = st.one_of(windows(ceil_mode=True), windows(padded=True, ceil_mode=True))
    check_all(cases, submission.pool_output_size, reference.pool_output_size, fixed, drawn)


@criterion(
    title="The padding that keeps the size",
    hint="At stride 1 the output is smaller than the padded input. By how much?",
    rule="Both paddings together make up for dilation*(kernel-1); where that is odd there is no such padding: ValueError.",
    example="""kernel 3, dilation 2: 2*(3-1) = 4 are lost, 2 on each side
kernel 2, dilation 2: 2*(2-1) = 2 are lost, 1 on each side
kernel 2, dilation 1: 1 is lost and cannot be halved: ValueError""",
)
def test_same_padding(submission, reference, cases):
    fixed = [call(*each) for each in ((3, 1), (7, 1), (3, 2), (5, 3), (9, 1), (3, 4), (1, 1), (1, 2), (2, 2), (4, 2), (2, 4))]
    drawn = st.tuples(st.integers(1, 7), st.integers(1, 3)).filter(lambda each: each[1] * (each[0] - 1) % 2 == 0)
    check_all(cases, submission.same_padding, reference.same_padding, fixed, drawn.map(lambda each: call(*each)))
    raises(lambda: submission.same_padding(2), ValueError)
    raises(lambda: submission.same_padding(4, 3), ValueError)
    for bad in ((0, 2), (-1, 1), (3, 0), (3, -1)):
        raises(lambda bad=bad: submission.same_padding(*bad), ValueError)


@criterion(
    title="The smallest padding for a size",
    hint="Several paddings may give one size, because of the rounding: find the smallest, however large it is.",
    rule="Of all paddings 0, 1, 2, ... whose output is `size_out` the smallest; where none is, ValueError.",
    example="""from 5 to 3 with kernel 3, stride 2
    padding 0: (5 - 3) // 2 + 1 = 2    too small
    padding 1: (7 - 3) // 2 + 1 = 3    the answer is 1
from 5 to 2 with kernel 2, stride 1
    padding 0 gives 4 already, more gives more: ValueError""",
)
def test_padding_for(submission, reference, cases):
    fixed = [
        *((5, 3, 3, 2), (6, 3, 3, 2), (9, 11, 4, 1, 2), (5, 7, 3, 4), (3, 103, 3), (7, 3, 3, 2), (9, 9, 3, 1, 2), (5, 2, 3, 4)),
        *((32, 34, 5), (4, 2, 2, 3), (1, 1001, 3), (1, 1, 401), (1, 1, 2, 3)),
        *((3, 1, 1, 3), (1, 5, 1, 9), (1, 20001, 3), (1, 1, 3, 1, 1000)),
    ]
    drawn = st.one_of(windows(), windows(padded=True)).map(reached)
    check_all(cases, submission.padding_for, reference.padding_for, [call(*each) for each in fixed], drawn)
    raises(lambda: submission.padding_for(5, 2, 2), ValueError)
    raises(lambda: submission.padding_for(32, 16, 1), ValueError)
    raises(lambda: submission.padding_for(5, 5, 2), ValueError)
    raises(lambda: submission.padding_for(3, 1, 1, 2), ValueError)
    for bad in ((0, 2, 1), (2, 0, 4, 2), (5, 6, 0), (3, 1, 3, -1), (3, 1, 3, 0), (5, 5, 3, 1, 0), (5, 7, 3, 1, -1)):
        raises(lambda bad=bad: submission.padding_for(*bad), ValueError)


@criterion(
    title="Bad arguments raise ValueError",
    hint="Say no before you compute: which numbers make no sense?",
    rule="Sizes, kernel, stride and dilation start at 1, padding at 0; pairs need a pair size; the window must fit.",
    example="""size 5, kernel 3, stride 0: ValueError
size 2, kernel 3:           ValueError, the result would be 0
size 5, kernel (3, 3):      ValueError, a pair with an int size
pooling, kernel 2, padding 2: ValueError, 2 > 2 // 2""",
)
def test_bad_arguments(submission):
    for bad in (
        (0, 1),
        (2, 3),
        (2, 4, 3),
        (5, 0),
        (5, 3, 0),
        (5, 3, 1, -1),
        (5, 3, 1, 0, 0),
        (5, (3, 3)),
        (5, [3, 3]),
        (5, 3, (1, 1)),
        ((5, 2), 3),
        ((5, 5, 5), 3),
        ((5, 5), (3, 3, 3)),
        *(((5,), 3), ((5, 5), (3,))),
        (0, 1, 1, 1),  # one number out of its range, where the formula alone would not notice
        (3, 3, -1),
        (5, -1),
        (5, 3, 1, 0, -1),
        *((5, 3, 1, (1, 1)), (5, 3, 1, 0, (1, 1))),
        *(((5, 5), (3, 0)), ((5, 5), 3, (1, 0)), ((5, 5), 3, 1, (0, -1)), ((5, 5), 3, 1, 0, (1, 0))),
        *(((5, 5), 3, (1, 1, 1)), ((5, 5), 3, 1, (1, 1, 1, 1)), ((5, 5), 3, 1, 0, (1, 1, 1))),
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
        *((9, 5, 1, 3), (5, 3, 1, -1, 1, True)),
        *((5, 2, (1, 1)), (5, 2, 1, (0, 0)), (5, 2, 1, 0, (1, 1))),
        *(((5, 5, 5), 2), ((5, 5), (2, 2, 2)), ((5, 5), 2, (1, 1, 1)), ((5, 2), 3)),
        *(((8, 8), (4, 2), 1, (0, 2)), ((8, 8), (2, 4), 1, (2, 0))),
        *(((5, 5), (2, 0), 1), ((5, 5), 2, (2, 0)), ((5, 5), 2, 1, (1, -1)), ((5, 5), 2, 1, 0, (2, 0))),
    ):
        raises(lambda bad=bad: submission.pool_output_size(*bad), ValueError)
