"""The hidden suite of dropout: what is kept, how often, independence, modes, gradients, errors. Runs in the judge."""

import torch
from hypothesis import strategies as st

from grader.judge import Forbidden, Raised, criterion, expect, keeps_inputs, once_right, raises, same, watched

KINDS = ("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_dropout", "feature_alpha_dropout")
NAMES = (*KINDS, *(f"{kind}_" for kind in KINDS), "native_dropout", "_fused_dropout")
DROPOUTS = Forbidden(
    "PyTorch's dropouts",
    operations=tuple(f"aten::{name}" for name in NAMES),
    functions=(
        *(f"{home}.{name}" for home in ("torch", "torch.nn.functional") for name in NAMES),
        *(
            f"torch.nn.{name}"
            for name in ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout")
        ),
    ),
)
# What PyTorch says to comparisons and loops on a device without values: those are right on real devices.
READS_VALUES = ("Tensor.item() cannot be called on meta", "register_meta function", "attempted to run this operator with Meta")
# 36,000 numbers: shares stray by 0.003, the limits of 0.03 below are 10 times as wide. Where a mask serves both pictures its
# 18,000 decisions stray by 0.004, and where it serves a whole channel the one channel of the second shape is kept or dropped.
SHAPE = (2, 12, 30, 50)
ONE_CHANNEL = (1, 1, 180, 200)
OTHER_AXES = {"NC": (180, 200), "NCL": (30, 30, 40), "NCDHW": (2, 3, 4, 30, 50)}
# (p, how far from it a share may be): of 36,000 numbers 0.001 are 36, and 108 are allowed
SHARES = ((0.1, 0.03), (0.25, 0.03), (0.5, 0.03), (0.8, 0.03), (0.96, 0.03), (0.001, 0.002))
FEW = st.integers(1, 3)


def numbers(rng, *shape, dtype=torch.float32):
    """Return numbers from 1 to 3 with either sign: none is 0."""
    x = torch.rand(shape, generator=rng, dtype=torch.float64) * 2 + 1
    return (x * (torch.randint(0, 2, shape, generator=rng) * 2 - 1)).to(dtype)


def layer_in(submission, props, training, *p):
    """Return the submission's layer in this mode."""
    return props.in_mode(submission.Dropout(*p), training)


def check_kept(got, x, p):
    """Fail unless each number is 0 or its input divided by 1 - p."""
    expect(isinstance(got, torch.Tensor), "the layer did not return a tensor")
    expected = torch.where(got == 0, 0, x / (1 - p)) if got.shape == x.shape else x
    same(got, expected.to(x.dtype), what="the result, where it is not 0,")


def check_axes(got, alike, axes):
    """Fail where what is dropped agrees along an axis more or less often than with the probability `alike`."""
    for axis, name in enumerate(axes):
        dropped = (got == 0).movedim(axis, 0)
        share = float((dropped[1:] == dropped[:-1]).double().mean())
        expect(abs(share - alike) < 0.03, "along {axis} what is dropped repeats itself", axis=name)


@criterion(
    points=2,
    title="What is kept is divided by 1 - p, the rest is 0",
    hint="With p = 0.5 half of the sum is gone. What must the other half be multiplied by, if the mean is to stay?",
    rule="In training mode a number is either 0 or x / (1 - p).",
    example="""p = 0.5    x  1 2 3 4 -> 0 4 6 0, or 2 4 0 0, ...
p = 0.75   x  1 2 3 4 -> 0 0 0 16, or 4 0 0 0, ...""",
)
def test_kept_numbers(submission, props, cases, rng, device):
    seed = int(torch.randint(2**31, (), generator=rng))

    def check(case):
        shape, p = case
        x = numbers(torch.Generator().manual_seed(seed), *shape).to(device)
        layer = layer_in(submission, props, True) if p is None else layer_in(submission, props, True, p)
        got = layer(x)
        check_kept(got, x, 0.5 if p is None else p)
        if x.numel() > 100:
            expect(bool((got == 0).any()), "nothing was dropped")
            expect(bool((got != 0).any()), "everything was dropped")

    fixed = (((3, 40), None), ((400,), 0.25), ((2, 3, 20), 0.75), ((2, 3, 10, 10), 0.9), ((1, 1, 20, 20), 0.9))
    cases.check(check, *fixed, drawn=st.tuples(st.tuples(FEW, FEW), st.sampled_from((0.25, 0.75))))


@criterion(
    points=2,
    title="p is the probability of being dropped",
    hint="Is p the share that goes or the share that stays? And which side of a comparison with torch.rand has the share p?",
    rule="torch.rand is below p with the probability p: those numbers become 0.",
    example="""p = 0.1 on 1000 numbers: about 100 zeros
p = 0.9 on 1000 numbers: about 900 zeros""",
)
def test_share_of_zeros(submission, props, rng, device):
    for shape in (SHAPE, ONE_CHANNEL):
        x = numbers(rng, *shape).to(device)
        for p, limit in SHARES:
            got = layer_in(submission, props, True, p)(x)
            same(tuple(got.shape), shape, what="the shape of the result")
            share = float((got == 0).double().mean())
            expect(abs(share - p) < limit, "with p = {p} the share of zeros is {share}", p=p, share=f"{share:.3f}")


@criterion(
    points=2,
    title="Each number is dropped by itself, anew in each call, by torch's generator",
    hint="Has the mask as many numbers as x, or does it broadcast over pictures, channels or rows? When is it drawn?",
    rule="Draw a mask of the shape of x in forward, with torch: nothing is drawn once for all, and no exact share is enforced.",
    example="""x [2, 3, 4, 4]: 96 decisions in each call
torch.manual_seed(0), call, call           two different masks
torch.manual_seed(0), call, call again     the same two""",
)
def test_independence(submission, props, rng, device):
    x, p = numbers(rng, *SHAPE).to(device), 0.4
    layer = layer_in(submission, props, True, p)
    seed = int(torch.randint(2**31, (), generator=rng))
    first, second, again, other = props.seeded(layer, x, [seed, None, seed, seed + 1])
    for got in (first, second, other):
        same(tuple(got.shape), SHAPE, what="the shape of the result")
    same(again, first, what="the result after the same torch.manual_seed")
    alike = p * p + (1 - p) * (1 - p)
    check_axes(first, alike, "NCHW")
    for axes, shape in OTHER_AXES.items():
        got = layer(numbers(rng, *shape).to(device))
        same(tuple(got.shape), shape, what="the shape of the result")
        check_axes(got, alike, axes)
    for got in (second, other):
        share = float(((got == 0) == (first == 0)).double().mean())
        expect(abs(share - alike) < 0.03, "what one call drops repeats itself in another call")
    counts = props.zeros_in_calls(layer_in(submission, props, True, 0.5), x[0, 0, 0, :2], 200)
    expect(set(counts) == {0, 1, 2}, "of two numbers always the same count is dropped: none, one and both must happen")
    still = props.without_gradients(layer, x)
    expect(bool((still == 0).any()), "under torch.no_grad() nothing was dropped in training mode")


@criterion(
    points=2,
    title="In eval mode the input comes back as it is",
    hint="Who tells a module that training is over, and where does it keep that?",
    rule="model.eval() sets self.training to False: then return x, neither scaled nor dropped. train() switches back.",
    example="""p = 0.5  x  1 2 3
train()  2 0 6, then 0 0 6, ...
eval()   1 2 3, each time""",
)
def test_eval_mode(submission, props, cases, rng, device):
    seed = int(torch.randint(2**31, (), generator=rng))

    def check(case):
        shape, p = case
        x = numbers(torch.Generator().manual_seed(seed), *shape).to(device)
        same(layer_in(submission, props, False, p)(x), x, rtol=0, atol=0)

    fixed = (((3, 40), 0.5), ((400,), 0.9), ((1, 3, 4, 5), 0.1), ((2, 3), 1.0), ((2, 3), 0.0))
    cases.check(check, *fixed, drawn=st.tuples(st.tuples(FEW, FEW), st.sampled_from((0.25, 0.75))))
    x = numbers(rng, 400).to(device)
    layer = layer_in(submission, props, False, 0.5)
    same(layer(x), x, rtol=0, atol=0)
    got = props.in_mode(layer, True)(x)
    check_kept(got, x, 0.5)
    expect(bool((got == 0).any()), "nothing was dropped")


@criterion(
    title="p = 0 drops nothing, p = 1 everything: zeros, not nan",
    hint="What is 1 - p with p = 1, and what does a division by it give?",
    rule="With p = 1 return zeros without dividing; 0 / 0 is nan. With p = 0 every number is kept as it is.",
    example="""p = 0    x  1 2 3 -> 1 2 3
p = 1    x  1 2 3 -> 0 0 0""",
)
def test_both_ends(submission, props, rng, device):
    x = numbers(rng, 50, 60).to(device)
    for p in (0, 0.0):
        same(layer_in(submission, props, True, p)(x), x)
    for p in (1, 1.0):
        same(layer_in(submission, props, True, p)(x), torch.zeros_like(x))
    result, gradient = props.with_gradient(layer_in(submission, props, True, 1.0), x, torch.ones_like(x))
    same(result, torch.zeros_like(x))
    if gradient is not None:
        same(gradient, torch.zeros_like(x), what="the gradient")


@criterion(
    title="A p outside [0, 1] is a ValueError",
    hint="When can the layer know that p is no probability?",
    rule="Check 0 <= p <= 1 in __init__; both ends are allowed.",
    example="""Dropout(0), Dropout(1)     fine
Dropout(-0.1), Dropout(2)  ValueError""",
)
def test_bad_probability(submission, props, rng):
    x = numbers(rng, 4)
    with once_right():
        for p in (0.0, 0.3, 1.0):
            same(layer_in(submission, props, False, p)(x), x, rtol=0, atol=0)
    for p in (-0.1, 1.1, -1, 2, 50):
        raises(lambda p=p: submission.Dropout(p=p), ValueError)


@criterion(
    title="Gradients flow through what was kept, with the same factor",
    hint="A number that was dropped had no part in the result. What is its gradient?",
    rule="The gradient is 1 / (1 - p) where x was kept, and 0 where it was dropped: multiply x itself by the mask.",
    example="""p = 0.5
x         1 2 3
result    2 0 6
gradient  2 0 2""",
)
def test_gradients(submission, props, rng, device):
    x = numbers(rng, 4, 50, dtype=torch.float64).to(device)
    cotangent = numbers(rng, 4, 50, dtype=torch.float64).to(device)
    for p in (0.5, 0.2, 0.0):
        result, gradient = props.with_gradient(layer_in(submission, props, True, p), x, cotangent)
        check_kept(result, x, p)
        same(gradient, torch.where(result == 0, 0, cotangent / (1 - p)), what="the gradient")
    result, gradient = props.with_gradient(layer_in(submission, props, False, 0.5), x, cotangent)
    same(gradient, cotangent, what="the gradient in eval mode")


@criterion(
    title="Layout, dtype and device are free, and x is left alone",
    hint="Does anything write zeros into x? Where does torch.rand put its numbers?",
    rule="x * mask makes a new tensor, x[mask] = 0 changes the caller's. The mask lies where x does: rand_like(x), "
    "or device=x.device.",
    example="""torch.rand(x.shape)                   on the CPU
torch.rand(x.shape, device=x.device)  where x is""",
)
def test_layout_and_dtype(submission, props, rng, device):
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        x = numbers(rng, 4, 6, 8, dtype=dtype).to(device)
        for y in (x.transpose(0, 2), x[:, ::2]):
            check_kept(keeps_inputs(layer_in(submission, props, True, 0.5), y), y, 0.5)
            same(keeps_inputs(layer_in(submission, props, False, 0.5), y), y, rtol=0, atol=0)
    for p in (0.5, 1.0):
        far = torch.empty(2, 3, 4, device="meta")
        try:
            got = layer_in(submission, props, True, p)(far)
        except Raised as raised:
            if not any(said in raised.text for said in READS_VALUES):
                raise
        else:
            same(got, far)


@criterion(
    title="Built without PyTorch's dropouts",
    hint="torch.rand, a comparison, a product: more is not needed.",
    rule="F.dropout and nn.Dropout, their one- to three-dimensional, alpha and feature forms, and what is derived from them "
    "are out.",
    example="""F.dropout(x, p, self.training)   forbidden
torch.rand(x.shape) < p          welcome""",
    alone=True,
)
def test_built_by_hand(submission, props, rng):
    x = numbers(rng, 40, 50)
    with watched(submission, DROPOUTS):
        check_kept(layer_in(submission, props, True, 0.5)(x), x, 0.5)
        same(layer_in(submission, props, False, 0.5)(x), x)
        layer_in(submission, props, True, 1.0)(x)
