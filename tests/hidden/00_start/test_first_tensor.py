"""Suite of 00_start/first_tensor: numbers, shapes, dtypes, devices, and the dict that names them. Runs in the judge."""

import torch
from hypothesis import strategies as st

from grader.judge import Message, Raised, criterion, expect, keeps_inputs, same, tensors

ENTRIES = ("shape", "dtype", "device", "elements")
# Whole numbers, and such with more digits than print shows.
NUMBERS = st.one_of(st.integers(-9, 9), st.integers(-9, 9).map(lambda number: number + 0.12345))


def entry(said, name):
    """Return one entry of what describe said; what is no dict or has no such entry fails."""
    expect(isinstance(said, dict), "describe returns a dict")
    expect(name in said, "an entry is missing: {name}", name=name)
    return said[name]


def same_entry(said, name, expected):
    same(entry(said, name), expected, what=Message("the entry {name}", {"name": name}))


def nested(most):
    """Draw a list of 1 to `most` rows, each of 1 to `most` numbers, or one row alone."""
    sizes = st.integers(1, most)
    rows = st.tuples(sizes, sizes).flatmap(
        lambda size: st.lists(st.lists(NUMBERS, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
    )
    return st.one_of(st.lists(NUMBERS, min_size=1, max_size=most), rows)


@criterion(
    title="Nested lists become a float32 tensor",
    hint="torch.tensor takes data; its dtype argument says which kind of number comes out.",
    rule="The nesting becomes the shape, each number stays what it is, the dtype is float32, and the list is left as it was.",
    example="""[5, 6]           -> shape (2,),   float32
[[5, 6]]         -> shape (1, 2), float32
[[1, 2], [3, 4]] -> shape (2, 2), float32: 1. 2.
                                           3. 4.""",
)
def test_make_tensor(submission, cases):
    def check(data):
        expected = torch.tensor(data, dtype=torch.float32)
        same(keeps_inputs(submission.make_tensor, data), expected, rtol=1e-6, atol=0)

    cases.check(
        check,
        [1.5, -2.0],
        [[1, 2, 3], [4, 5, 6]],
        [[[1], [2]], [[3], [4]]],
        [[0.123456789, -98765.4321], [3, 1e-4]],
        [[0.1, 16777217.0]],
        [1, 2.5],
        [3000000000],
        [[[[1, 2]], [[3, 4]]]],
        drawn=nested(3),
    )


@criterion(
    title="Shape and number of elements",
    hint="A tensor knows its shape and its numel(); the shape becomes a tuple of ints.",
    rule="The shape has one int for each dimension; the elements are all numbers of the tensor, the sides multiplied.",
    example="""    1 2
    3 4
    5 6
shape (3, 2), elements 3*2 = 6
a single number: shape (), elements 1""",
)
def test_shape_and_elements(submission, cases, rng):
    def check(x):
        said = submission.describe(x)
        same_entry(said, "shape", tuple(x.shape))
        same_entry(said, "elements", x.numel())

    sizes = torch.randint(1, 5, (3,), generator=rng).tolist()
    fixed = ((3, 2), (5,), (), (4, 0, 2), (2, 1, 3, 2), tuple(sizes))
    side = st.integers(1, 3)
    cases.check(
        check,
        *(torch.zeros(shape) for shape in fixed),
        drawn=st.one_of(st.tuples(side, side), st.tuples(side, side, side)).map(torch.zeros),
    )


@criterion(
    title="The dtype by its name",
    hint='The name stands in str(x.dtype), behind "torch.".',
    rule='The entry is a str: the dtype\'s own name, without "torch." in front.',
    example="""x.dtype       torch.int64      an object
str(x.dtype)  "torch.int64"    its long name
the entry     "int64\"""",
)
def test_dtype(submission, cases):
    def check(name):
        same_entry(submission.describe(torch.zeros(2, dtype=getattr(torch, name))), "dtype", name)

    cases.check(check, "float32", "float64", "int64", "uint8", "bool", "float16", "bfloat16", "int32", "complex64")


@criterion(
    title="The device by its name",
    hint="Ask the tensor where it lives: x.device.",
    rule="The entry is a str, and it is about this tensor: on one machine tensors live on several devices.",
    example="""torch.zeros(2)                 -> "cpu"
torch.zeros(2, device="meta")  -> "meta\"""",
)
def test_device(submission, device):
    place = torch.zeros(2, device=device).device
    said = entry(submission.describe(torch.zeros(2, device=device)), "device")
    if said != place.type:  # "cuda" is as good a name as "cuda:0"
        same(said, str(place), what=Message("the entry {name}", {"name": "device"}))
    try:
        said = submission.describe(torch.zeros(2, device="meta"))
    except Raised as raised:
        if "meta" not in raised.text:  # reading values, as NumPy does, works on real devices only
            raise
    else:
        same_entry(said, "device", "meta")


@criterion(
    title="Four entries for any tensor, which stays as it is",
    hint="The keys are shape, dtype, device and elements; a view has its own shape and number of elements.",
    rule="Every tensor gets the same four keys, whatever memory stands behind it, and holds the same numbers afterwards.",
    example="""x          0 1 2    shape (2, 3), elements 6
           3 4 5
x[:, ::2]  0 2      shape (2, 2), elements 4
           3 5      (in the memory of x, which holds 6)""",
)
def test_entries(submission, cases):
    def check(x):
        said = keeps_inputs(submission.describe, x)
        got = {name: entry(said, name) for name in ENTRIES}
        same(got, {"shape": tuple(x.shape), "dtype": "float32", "device": "cpu", "elements": x.numel()})

    x = torch.arange(6.0).reshape(2, 3)
    some = tensors((st.integers(1, 3), st.integers(1, 3)))
    cases.check(
        check,
        x,
        torch.arange(12.0).reshape(3, 4)[:, ::2],
        torch.ones(3, 1).expand(3, 4),
        torch.ones(4, requires_grad=True),
        drawn=st.one_of(some, some.map(lambda x: x[:, ::2])),
    )
