"""Suite of 09_beyond/distances: pairs, norms, near points, cosines, rows of zeros, gradients, errors. Runs in the judge."""

import torch
from hypothesis import strategies as st

from grader.judge import (
    Forbidden,
    Raised,
    agreeing,
    call,
    criterion,
    gradients,
    keeps_inputs,
    once_right,
    raises,
    same,
    tensors,
    watched,
)

READY = Forbidden(
    "distances",
    operations=tuple(
        f"aten::{name}" for name in ("cdist", "_cdist_forward", "_euclidean_dist", "pairwise_distance", "cosine_similarity")
    ),
    functions=(
        "torch.cdist",
        "torch._VF.cdist",
        "torch._euclidean_dist",
        "torch._cdist_forward",
        "torch.pairwise_distance",
        "torch.cosine_similarity",
        "torch.nn.functional.pairwise_distance",
        "torch.nn.functional.cosine_similarity",
        "torch.nn.PairwiseDistance",
        "torch.nn.CosineSimilarity",
    ),
)
# What PyTorch says to comparisons of values on a device without values: those are right on real devices.
READS_VALUES = ("Tensor.item() cannot be called on meta", "register_meta function", "attempted to run this operator with Meta")


def rows(rng, *shape, device="cpu", dtype=torch.float64):
    """Return rows without equal numbers, of a length well above 0, with negative numbers among them."""
    size = torch.rand(shape, generator=rng, dtype=torch.float64) * 3 + 1
    sign = torch.where(torch.rand(shape, generator=rng) < 0.5, -1.0, 1.0)
    return (size * sign).to(device, dtype)


@st.composite
def two(draw, device, row_by_row=False, powers=(2,), low=-9):
    """Draw a call with two small inputs of whole numbers, and a power where the default is not asked for."""
    width, values = draw(st.integers(1, 3)), st.integers(low, 9)
    count = draw(st.integers(1, 3))
    a = draw(tensors((count, width), values, torch.float64)).to(device)
    b = draw(tensors((count if row_by_row else draw(st.integers(1, 3)), width), values, torch.float64)).to(device)
    p = draw(st.sampled_from(powers))
    return call(a, b) if row_by_row or p == 2 else call(a, b, p)


def near(rng, n, m, where, step, device, dtype=torch.float32):
    """Return points that lie a few exact steps apart, far out on both sides of the origin."""
    place = torch.tensor([[where] * 3, [-where] * 3], dtype=dtype)
    a, b = [torch.randint(-20, 21, (2, count, 3), generator=rng).to(dtype) * step + place[:, None] for count in (n, m)]
    return a.reshape(-1, 3).to(device), b.reshape(-1, 3).to(device)


@criterion(
    points=2,
    title="Every row of a meets every row of b: [N, D] and [M, D] give [N, M]",
    hint="Write down the shapes. Which axes of size 1 would make each row of a meet each row of b?",
    rule="[N, 1, D] minus [1, M, D] is [N, M, D]: all differences at once. The norm goes along D and leaves [N, M].",
    example="""a: 0 5    b: 1 2 7    (rows with a single number)
     1  2  7
0    1  2  7
5    4  3  2     the rows belong to a, the columns to b""",
)
def test_every_pair(submission, reference, cases, rng, device):
    sizes = ((2, 3, 2), (4, 2, 5), (3, 3, 4), (3, 3, 1), (1, 4, 3), (5, 1, 3), (1, 1, 2))
    cases.check(
        agreeing(submission.pairwise_distance, reference.pairwise_distance),
        *(call(rows(rng, n, d, device=device), rows(rng, m, d, device=device)) for n, m, d in sizes),
        drawn=two(device),
    )


@criterion(
    points=2,
    title="Any p above 0: 1, 2, 3, one half, infinity",
    hint="A difference may be negative, and the power of a negative number is another one, or none at all. What "
    "becomes of the sum when p grows and grows?",
    rule="Take the differences without their signs to the power p, sum up, take the p-th root; for infinity take the largest.",
    example="""differences 3 and -4
p = 1    3 + 4              = 7
p = 2    (9 + 16) ** (1/2)  = 5
p = 3    (27 + 64) ** (1/3) = 4.498
p = inf  max(3, 4)          = 4""",
)
def test_powers(submission, reference, cases, rng, device):
    a, b = rows(rng, 3, 4, device=device), rows(rng, 2, 4, device=device)
    powers = (1, 2, 3, 0.5, 1.5, 4.0, 5, 0.25, 12.5, float("inf"))
    cases.check(
        agreeing(submission.pairwise_distance, reference.pairwise_distance),
        *(call(a, b, p) for p in powers),
        call(-a * 30, b, p=float("inf")),
        drawn=two(device, powers=(1, 3, float("inf"))),
    )


@criterion(
    points=2,
    title="Near points far from the origin keep their distance",
    hint="What is left of two large numbers when one is subtracted from the other? Which subtraction comes first in your code?",
    rule="Subtract the points first, then square: |a|**2 + |b|**2 - 2*a*b squares first, and what two close points differ by "
    "drowns in the rounding.",
    example="""1000.01 and 1000 in float32, about seven digits
first the difference: (1000.01 - 1000)**2         = 0.0001
first the squares:    1000020 + 1000000 - 2000020 = 0""",
)
def test_near_points(submission, reference, cases, rng, device):
    check = agreeing(submission.pairwise_distance, reference.pairwise_distance, rtol=2e-4, atol=2e-4)
    cases.check(
        check,
        call(*near(rng, 3, 2, 1000.0, 1 / 128, device)),
        call(*near(rng, 14, 15, 1000.0, 1 / 128, device)),
        call(*near(rng, 3, 2, 2.0**27, 1 / 64, device, torch.float64)),
        call(torch.full((1, 3), 1000.0, device=device), torch.full((2, 3), 1000.0, device=device)),
        call(torch.zeros(1, 1, device=device), torch.full((1, 1), 5e-4, device=device)),
    )


@criterion(
    points=2,
    title="The cosine goes row by row, and lengths do not count",
    hint="Only row 0 meets row 0, row 1 meets row 1. What happens to the product when one of the rows is made twice as long?",
    rule="Sum the products of a row with its partner along D, then divide by the length of each: [N, D] and [N, D] give [N].",
    example="""a row 3 4 (length 5), a row 8 6 (length 10)
products 24 + 24 = 48
48 / (5 * 10)    = 0.96""",
)
def test_cosine(submission, reference, cases, rng, device):
    sizes = ((4, 3), (3, 3), (2, 6), (1, 4), (3, 1))
    pairs = [(rows(rng, *size, device=device), rows(rng, *size, device=device)) for size in sizes]
    cases.check(
        agreeing(submission.cosine_similarity, reference.cosine_similarity),
        *(call(a, b) for a, b in pairs),
        *(call(a * 100, b * 7) for a, b in pairs[:2]),
        call(pairs[0][0], pairs[0][0] * -3),
        call(*pairs[0], eps=1e-8),
        drawn=two(device, row_by_row=True, low=1),
    )
    short, long = (torch.tensor([row], dtype=torch.float64, device=device) for row in ([0.003, 0.004], [3.0, 4.0]))
    # eps may stand inside the root: nothing but its size is asked for
    cases.check(agreeing(submission.cosine_similarity, reference.cosine_similarity, rtol=1e-2), call(short, long))


@criterion(
    title="A row of zeros has the similarity 0",
    hint="A row of zeros has the length 0. What is 0 / 0 in PyTorch, and how could the divisor be kept above 0?",
    rule="Keep the divisor at eps or above, in the lengths or in their product; 0 / eps is 0.",
    example="""row 0 0, row 1 2: products 0, lengths 0 and 2.236
0 / (0 * 2.236)  = nan
0 / a small eps  = 0""",
)
def test_zero_rows(submission, reference, cases, rng, device):
    a, b = rows(rng, 4, 3, device=device), rows(rng, 4, 3, device=device)
    keep = torch.tensor([1.0, 0, 1, 0], dtype=torch.float64, device=device)[:, None]
    other = torch.tensor([1.0, 1, 0, 0], dtype=torch.float64, device=device)[:, None]
    cases.check(
        agreeing(submission.cosine_similarity, reference.cosine_similarity),
        call(a * keep, b),
        call(a, b * keep),
        call(a * keep, b * other),
        call((a * keep).float(), (b * other).float()),
    )


@criterion(
    points=2,
    title="Gradients reach both inputs",
    hint="Stay with tensor operations: `.item()`, `.tolist()` and new tensors filled with numbers cut the gradient.",
    rule="Compute with a and b themselves; autograd then moves each point straight away from its partner.",
    example="""a = 0 0, b = 3 4: distance 5
gradient of a: -0.6 -0.8
gradient of b:  0.6  0.8""",
)
def test_gradients(submission, reference, rng, device):
    for name, count, options in (
        ("pairwise_distance", 2, {}),
        ("pairwise_distance", 3, {"p": 1}),
        ("pairwise_distance", 2, {"p": 3}),
        ("pairwise_distance", 2, {"p": float("inf")}),
        ("cosine_similarity", 3, {}),
    ):
        a = rows(rng, 3, 4, device=device).requires_grad_()
        b = rows(rng, count, 4, device=device).requires_grad_()
        shape = (3,) if name == "cosine_similarity" else (3, count)
        cotangent = rows(rng, *shape, device=device)
        expected = gradients(getattr(reference, name), a, b, cotangent=cotangent, **options)
        same(gradients(getattr(submission, name), a, b, cotangent=cotangent, **options), expected, what="the gradient")
    # what two points send back differs by 1, which float32 can't tell from 0
    numbers = ([[0.0, 0]], [[1.0, 2], [2, 1]], [[2.0**24 + 1, -(2.0**24)]])
    a, b, cotangent = (torch.tensor(some, dtype=torch.float64, device=device) for some in numbers)
    a.requires_grad_()
    expected = gradients(reference.pairwise_distance, a, b, cotangent=cotangent, p=1)
    same(gradients(submission.pairwise_distance, a, b, cotangent=cotangent, p=1), expected, what="the gradient")


@criterion(
    title="Sizes that do not fit and a p of 0 or below are ValueErrors",
    hint="Broadcasting is helpful, and sometimes too much: a row with a single number meets any D without a word. Look at "
    "the shapes and at p before you compute.",
    rule="Compare the last sizes (and for the cosine the first ones) yourself, and p with 0; raise a ValueError.",
    example="""[2, 3] with [4, 3]: fine
[2, 3] with [4, 1]: ValueError, although PyTorch could broadcast it
p = 0.5: fine      p = 0: ValueError""",
)
def test_bad_arguments(submission, reference, rng):
    a, b = rows(rng, 3, 4), rows(rng, 2, 4)
    with once_right():
        same(submission.pairwise_distance(a, b), reference.pairwise_distance(a, b))
        same(submission.pairwise_distance(a, b, 0.5), reference.pairwise_distance(a, b, 0.5))
        same(submission.cosine_similarity(a, -a), reference.cosine_similarity(a, -a))
    for one, other in ((a, b[:, :3]), (a, b[:, :1]), (a[:, :1], b), (a[0], b), (a, b[0]), (a[0], b[0])):
        raises(lambda one=one, other=other: submission.pairwise_distance(one, other), ValueError)
    for p in (0, -1, -float("inf")):
        raises(lambda p=p: submission.pairwise_distance(a, b, p), ValueError)
    for one, other in ((a, a[:, :3]), (a, a[:, :1]), (a[:, :1], a), (a, b), (b, a)):
        raises(lambda one=one, other=other: submission.cosine_similarity(one, other), ValueError)


@criterion(
    title="Any layout and float type, and the inputs are left alone",
    hint="Work on new tensors where you write, and keep the dtype that came in.",
    rule="The result has the dtype of the inputs, whatever their strides are, and both hold the same numbers afterwards.",
    example="""a of float64, transposed -> float64 distances
a before == a after""",
)
def test_layout_and_dtype(submission, reference, rng, device):
    a, b = rows(rng, 4, 3, device=device).t(), rows(rng, 4, 5, device=device).t()
    c, d = rows(rng, 6, 4, device=device, dtype=torch.float32)[::2], rows(rng, 3, 8, device=device, dtype=torch.float32)[:, ::2]
    for one, other in ((a, b), (c, d)):
        same(keeps_inputs(submission.pairwise_distance, one, other), reference.pairwise_distance(one, other))
        same(keeps_inputs(submission.pairwise_distance, one, other, 1), reference.pairwise_distance(one, other, 1))
        same(keeps_inputs(submission.cosine_similarity, one, other[:3]), reference.cosine_similarity(one, other[:3]))
    one, other = c.half(), d.half()  # each product and sum is rounded
    got = keeps_inputs(submission.cosine_similarity, one, other)
    same(got, reference.cosine_similarity(one, other), rtol=1e-2, atol=1e-2)


@criterion(
    title="New tensors follow the inputs' device",
    hint="Make new tensors with device=a.device, or from a itself (a.new_zeros, torch.zeros_like).",
    rule="Tensors that meet in an operation must lie on one device; a new tensor lies on the CPU unless you say otherwise.",
    example="""torch.zeros(2)                    on the CPU
torch.zeros(2, device=a.device)   where a is
a.new_zeros(2)                    where a is, with its dtype""",
)
def test_device(submission):
    a, b = torch.empty(4, 3, device="meta"), torch.empty(2, 3, device="meta")
    for ask, shape in (
        (lambda: submission.pairwise_distance(a, b), (4, 2)),
        (lambda: submission.pairwise_distance(a, b, float("inf")), (4, 2)),
        (lambda: submission.cosine_similarity(a, a), (4,)),
    ):
        try:
            got = ask()
        except Raised as raised:
            if not any(said in raised.text for said in READS_VALUES):
                raise
        else:
            same(got, torch.empty(shape, device="meta"))


@criterion(
    title="Built without PyTorch's own distances",
    hint="Differences by broadcasting, then abs, pow and sum, or torch.linalg.vector_norm.",
    rule="No function or module whose job is the distance or the cosine of two inputs may be reached; norms of one are free.",
    example="""distance: torch.linalg.vector_norm(x - y)
cosine:   (x * y).sum() / the lengths""",
    alone=True,
)
def test_no_ready_distances(submission, reference, rng):
    a, b = rows(rng, 3, 4), rows(rng, 2, 4)
    with watched(submission, READY):
        for p in (2, 1, float("inf")):
            same(submission.pairwise_distance(a, b, p), reference.pairwise_distance(a, b, p))
        submission.pairwise_distance(a.float().repeat(10, 1), b.float().repeat(15, 1))  # many rows go another way inside cdist
        same(submission.cosine_similarity(a[:2], b), reference.cosine_similarity(a[:2], b))
