"""Suite of 01_tensors/numpy_bridge: shared and own memory, tensors with a history, sums without a loop. Runs in the judge."""

import numpy as np
import torch
from hypothesis import strategies as st

from grader.judge import Message, call, criterion, expect, keeps_inputs, once_right, raises, same, tensors

SIDE = st.integers(1, 3)
LARGE = np.array([[2**53 + 1, -3], [2**62 + 5, 0]])  # float64 has not enough digits for these
DTYPES = (np.float32, np.float64, np.int64, np.int32, np.int16, np.uint8, np.bool_, np.float16)
BARE = (np.array(1.5), np.zeros((0, 3)))  # no dimension; no number in three columns
ARRAYS = st.tuples(tensors((SIDE, SIDE), st.integers(0, 9)), st.sampled_from(DTYPES)).map(
    lambda pair: pair[0].numpy().astype(pair[1])
)


def numbers(rng, *shape, dtype=np.float64):
    """Draw an array of this type: numbers below 100, fractions where there may be any."""
    x = torch.rand(shape, generator=rng, dtype=torch.float64).numpy() * 99 + 0.5
    return (x > 50) if dtype is np.bool_ else x.astype(dtype)


def layouts(rng, dtype=np.float64):
    """Draw arrays whose numbers lie in memory in other ways: columns, every other one, another order of axes, rows."""
    return (
        numbers(rng, 3, 4, dtype=dtype).T,
        numbers(rng, 4, 6, dtype=dtype)[:, ::2],
        numbers(rng, 2, 3, 4, dtype=dtype).transpose(0, 2, 1),
        numbers(rng, 3, 4, dtype=dtype),
    )


def gives_tensor(function):
    """Return the check that an array becomes the tensor with its numbers."""

    def check(array):
        same(keeps_inputs(function, array), torch.tensor(array))

    return check


def desk_of(props, function, array):
    """Return the worker's desk with this array and the tensor that the function makes of it."""
    desk = props.Desk(array)
    same(props.hand_over(desk, function), torch.tensor(array))
    return desk


def plain_numbers(result):
    """Return the result if it is a list of numbers; NumPy's own numbers will do."""
    plain = isinstance(result, list) and all(isinstance(x, (int, float, np.generic)) for x in result)
    expect(plain, "the result is not a list of plain numbers")
    return result


@criterion(
    title="share gives the array's numbers, with its shape and dtype",
    hint="A tensor over the array's memory can't change the numbers' type: what is float64 in memory is read as float64.",
    rule="torch.from_numpy takes over shape, dtype and layout; a conversion such as .float() would need new memory.",
    example="""array  int16 [[1, 2], [3, 4]]
share  tensor([[1, 2], [3, 4]], dtype=torch.int16)""",
)
def test_share_values(submission, cases, rng):
    fixed = [numbers(rng, 2, 3, dtype=dtype) for dtype in DTYPES]
    cases.check(gives_tensor(submission.share), *fixed, LARGE, *BARE, *layouts(rng), drawn=ARRAYS)


@criterion(
    points=2,
    title="share looks at the array's own memory, in both directions",
    hint="What is written into the array afterwards must show in the tensor, and what is written into the tensor in the array.",
    rule="Only torch.from_numpy, torch.as_tensor and their like take the memory as it is; whatever converts or copies on the way "
    "cuts the connection.",
    example="""array = np.zeros(2);  x = share(array)
array[0] = 7   ->  x     is tensor([7., 0.])
x[1] = 5       ->  array is [7., 5.]""",
)
def test_share_memory(submission, props, rng):
    for array in (*layouts(rng)[::-1], *layouts(rng, np.float32)[:3], numbers(rng, 5, dtype=np.int64)):
        desk = desk_of(props, submission.share, array)
        later, last = (numbers(rng, *array.shape, dtype=array.dtype.type) for _ in range(2))
        same(props.write_array(desk, later), torch.tensor(later), what="the tensor after something was written into the array")
        got = props.write_tensor(desk, torch.tensor(last))
        same(got, np.asarray(last), what="the array after something was written into the tensor")


@criterion(
    title="copy gives the array's numbers, with its shape and dtype",
    hint="torch.tensor and torch.Tensor are different things: one asks the data for its type, the other always takes float32.",
    rule="The copy has the array's shape and dtype: float64 stays float64, uint8 stays uint8.",
    example="""array  float64 [0.5, 1.5]
copy   tensor([0.5, 1.5], dtype=torch.float64)""",
)
def test_copy_values(submission, cases, rng):
    fixed = [numbers(rng, 2, 3, dtype=dtype) for dtype in DTYPES]
    cases.check(gives_tensor(submission.copy), *fixed, LARGE, *BARE, *layouts(rng), drawn=ARRAYS)


@criterion(
    points=2,
    title="copy has a memory of its own",
    hint="What happens to the tensor when somebody writes into the array a minute later? Not every function that makes "
    "a tensor of an array copies it.",
    rule="torch.tensor(array) copies always, as .clone() does; from_numpy and as_tensor do not.",
    example="""array = np.zeros(2);  x = copy(array)
array[0] = 7   ->  x     is tensor([0., 0.])
x[1] = 5       ->  array is [7., 0.]""",
)
def test_copy_memory(submission, props, rng):
    for array in (*layouts(rng), *layouts(rng, np.float32)[:3], numbers(rng, 5, dtype=np.int64)):
        desk = desk_of(props, submission.copy, array)
        later, last = (numbers(rng, *array.shape, dtype=array.dtype.type) for _ in range(2))
        same(props.write_array(desk, later), torch.tensor(array), what="the tensor after something was written into the array")
        got = props.write_tensor(desk, torch.tensor(last))
        same(got, np.asarray(later), what="the array after something was written into the tensor")


@criterion(
    title="to_array gives an ndarray with the tensor's numbers, shape and dtype",
    hint="A tensor has a method for it. A detour over lists forgets the dtype, and an array can't lie on a GPU.",
    rule=".numpy() keeps shape and dtype; from another device the tensor has to come to the CPU first (.cpu()).",
    example="""x         tensor([1, 2], dtype=torch.int16)
to_array  an ndarray, [1 2], of dtype int16""",
)
def test_array_values(submission, cases, rng, device):
    def check(case):
        (x,) = case.args
        same(keeps_inputs(submission.to_array, x), x.cpu().numpy())

    fixed = [torch.tensor(numbers(rng, 2, 3, dtype=dtype)) for dtype in DTYPES]
    fixed += [
        torch.rand(3, 4, generator=rng).t(),
        torch.rand(4, 6, generator=rng)[:, ::2],
        torch.tensor(1.5),
        torch.zeros(0, 3),
        torch.tensor(LARGE),
    ]
    some = ARRAYS.map(lambda array: call(torch.tensor(array).to(device)))
    cases.check(check, *(call(x.to(device)) for x in fixed), drawn=some)


@criterion(
    points=2,
    title="to_array takes tensors that require gradients, and leaves them their gradients",
    hint="NumPy can't follow gradients, so PyTorch refuses until you step out of the computation. Which method gives a tensor "
    "without a history, and which one would take the history from x itself?",
    rule="x.detach() is a new tensor over the same numbers, outside the graph; x.detach_() and x.requires_grad_(False) change x.",
    example="""w = torch.tensor([1., 2.], requires_grad=True)
w.numpy()            RuntimeError
to_array(w)          [1. 2.]
to_array(w * 2)      [2. 4.]
w.requires_grad      True, as before""",
)
def test_array_of_gradients(submission, props, rng, device):
    for dtype in (torch.float32, torch.float64):
        x = torch.rand(2, 3, generator=rng, dtype=dtype).to(device)
        arrays, tensors_after, kept = props.converted(submission.to_array, x)
        same(arrays, [x.cpu().numpy(), (x * 2).cpu().numpy()], what="the arrays of w and of w * 2")
        same(tensors_after, [x, x * 2], what="w and w * 2 afterwards")
        expect(kept is True, "afterwards the tensor does not require gradients any more")


@criterion(
    title="add adds element by element and gives a list of plain numbers",
    hint="+ between lists joins them; between tensors it adds. And list(x) of a tensor is a list of tensors, not of numbers.",
    rule="A list in, a list out: make tensors of both, add, .tolist(). An integer tensor adds whole numbers exactly.",
    example="""add([1, 2], [30, 40])   -> [31, 42]
add([0.5], [1.25])      -> [1.75]
add([16777216], [1])    -> [16777217]
(float32 has no 16777217)""",
)
def test_add(submission, cases, rng):
    def check(case):
        result = plain_numbers(keeps_inputs(submission.add, *case))
        same(len(result), len(case[0]), what="the length of the result")
        for index, (got, *pair) in enumerate(zip(result, *case, strict=True)):
            what = Message("element {index} of the result", {"index": index})
            exact = all(isinstance(number, int) for number in pair) and float(got).is_integer()
            same(int(got) if exact else float(got), sum(pair) if exact else float(sum(pair)), what=what)

    whole = torch.randint(-1000, 1000, (2, 7), generator=rng).tolist()
    large = (torch.randint(2**23, 2**24, (2, 3), generator=rng) * 2 + 1).tolist()
    real = torch.randn(2, 5, generator=rng, dtype=torch.float64).tolist()
    sizes, values = st.integers(1, 3), st.integers(-9, 9)
    pair = sizes.flatmap(lambda size: st.tuples(*[st.lists(values, min_size=size, max_size=size)] * 2))
    odd = (large[0], [2 * n for n in large[1]])  # float32 has no odd number up there
    mixed = (([1, 2], [0.5, 0.25]), ([1, 2.5], [1, 1]))
    fixed = (([1, 2, 3], [10, 20, 30]), ([2**24], [1]), ([2**40], [1]), ([7], [-9]), *mixed)
    cases.check(check, *fixed, whole, odd, real, drawn=pair)


@criterion(
    title="add has no Python loop",
    hint="Your lines should run once, however long the lists are. What adds a thousand numbers in one go?",
    rule="Tensors and arrays add all their elements in one operation, in compiled code; a for, a while or a comprehension goes "
    "through Python once for each number.",
    example="""total = []                     slow: a step a number
for i in range(len(a)):
    total.append(a[i] + b[i])
x + y                          fast: one step for all""",
)
def test_add_without_loop(submission, props, rng):
    counts = []
    for size in (2, 40, 300):
        a, b = torch.randint(-99, 99, (2, size), generator=rng).tolist()
        result, count = props.steps(submission.add, a, b)
        same([int(x) for x in plain_numbers(result)], [x + y for x, y in zip(a, b, strict=True)])
        counts.append(count)
    expect(isinstance(counts[0], int) and max(counts) < counts[0] + 30, "the longer the lists, the more steps your lines take")


@criterion(
    title="Lists of different lengths raise ValueError",
    hint="A list of one number does not fail by itself: PyTorch and NumPy stretch it to any length.",
    rule="Compare the lengths before you add; a ValueError says what is wrong, a stretched list hides it.",
    example="""add([1, 2, 3], [10])       ValueError, not [11, 12, 13]
add([1, 2, 3], [10, 20])   ValueError""",
)
def test_different_lengths(submission, cases):
    with once_right():
        same([int(x) for x in plain_numbers(submission.add([1, 2], [3, 5]))], [4, 7])
    for a, b in (([1, 2, 3], [10]), ([1], [2, 3]), ([], [1]), ([1], []), ([1, 2, 3], [10, 20]), ([1.5, 2.5], [1.0, 2.0, 3.0])):
        raises(lambda a=a, b=b: submission.add(a, b), ValueError)
