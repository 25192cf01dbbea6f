"""Suite of 00_start/first_tensor."""

import torch

from grader.judge import criterion, expect, same


@criterion(
    title="Nested lists become a float32 tensor",
    hint="torch.tensor takes data; its dtype argument says which kind of number comes out.",
)
def test_make_tensor(submission):
    for data in ([[1, 2, 3], [4, 5, 6]], [1.5, -2.0], [[[1], [2]], [[3], [4]]], [[0.1, 16777217.0]]):
        same(submission.make_tensor(data), torch.tensor(data, dtype=torch.float32))


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
        same(submission.describe(torch.zeros(2, dtype=getattr(torch, name))).get("dtype"), name, what="dtype")


@criterion(title="The device by its name", hint="Ask the tensor where it lives: x.device.")
def test_device(submission, device):
    same(
        submission.describe(torch.zeros(2, device=device)).get("device"),
        str(torch.zeros(2, device=device).device),
        what="device",
    )
    same(submission.describe(torch.zeros(2, device="meta")).get("device"), "meta", what="device")


@criterion(title="Four entries, no more", hint="The keys are shape, dtype, device and elements.")
def test_entries(submission):
    expected = {"shape": (2, 3), "dtype": "float32", "device": "cpu", "elements": 6}
    same(submission.describe(torch.ones(2, 3)), expected)
