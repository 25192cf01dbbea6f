"""Suite of 00_start/first_tensor."""

import torch

from grader.judge import Raised, criterion, expect, keeps_inputs, same

ENTRIES = ("shape", "dtype", "device", "elements")


def entries(said):
    """Return the four entries of what describe said; a dict may hold more."""
    expect(isinstance(said, dict), "describe returns a dict")
    missing = [name for name in ENTRIES if name not in said]
    expect(not missing, "an entry is missing: {name}", name=missing[0] if missing else "")
    return {name: said[name] for name in ENTRIES}


@criterion(
    title="Nested lists become a float32 tensor",
    hint="torch.tensor takes data; its dtype argument says which kind of number comes out.",
)
def test_make_tensor(submission):
    for data in ([[1, 2, 3], [4, 5, 6]], [1.5, -2.0], [[[1], [2]], [[3], [4]]], [[0.1, 16777217.0]]):
        expected = torch.tensor(data, dtype=torch.float32)
        same(keeps_inputs(submission.make_tensor, data), expected, rtol=1e-6, atol=0)
    long = [[0.123456789, -98765.4321], [3, 1e-4]]
    same(submission.make_tensor(long), torch.tensor(long, dtype=torch.float32), rtol=1e-6, atol=0)


@criterion(
    title="Shape and number of elements",
    hint="A tensor knows its shape and its numel(); the shape becomes a tuple of ints.",
)
def test_shape_and_elements(submission, rng):
    sizes = torch.randint(1, 5, (3,), generator=rng).tolist()
    for shape in ((2, 3), (5,), (), (4, 0, 2), tuple(sizes)):
        said = submission.describe(torch.zeros(shape))
        expect(isinstance(said, dict), "describe returns a dict")
        same(said.get("shape"), shape, what="shape")
        same(said.get("elements"), torch.zeros(shape).numel(), what="elements")


@criterion(title="The dtype by its name", hint='The name stands in str(x.dtype), behind "torch.".')
def test_dtype(submission):
    for name in ("float32", "float64", "int64", "uint8", "bool", "float16"):
        said = submission.describe(torch.zeros(2, dtype=getattr(torch, name)))
        expect(isinstance(said, dict), "describe returns a dict")
        same(said.get("dtype"), name, what="dtype")


@criterion(title="The device by its name", hint="Ask the tensor where it lives: x.device.")
def test_device(submission, device):
    place = torch.zeros(2, device=device).device
    said = submission.describe(torch.zeros(2, device=device))
    expect(isinstance(said, dict), "describe returns a dict")
    if said.get("device") != place.type:  # "cuda" is as good a name as "cuda:0"
        same(said.get("device"), str(place), what="device")
    try:
        said = submission.describe(torch.zeros(2, device="meta"))
    except Raised as raised:
        if "meta" not in raised.text:  # reading values, as NumPy does, works on real devices only
            raise
    else:
        expect(isinstance(said, dict), "describe returns a dict")
        same(said.get("device"), "meta", what="device")


@criterion(
    title="Four entries for any tensor, which stays as it is",
    hint="The keys are shape, dtype, device and elements; a view has its own shape and number of elements.",
)
def test_entries(submission):
    x = torch.ones(2, 3)
    for tensor, shape, elements in (
        (x, (2, 3), 6),
        (torch.arange(12.0).reshape(3, 4)[:, ::2], (3, 2), 6),
        (torch.ones(3, 1).expand(3, 4), (3, 4), 12),
        (torch.ones(4, requires_grad=True), (4,), 4),
    ):
        expected = {"shape": shape, "dtype": "float32", "device": "cpu", "elements": elements}
        same(entries(keeps_inputs(submission.describe, tensor)), expected)
