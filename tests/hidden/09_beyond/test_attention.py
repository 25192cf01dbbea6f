"""Suite of 09_beyond/attention: weights, scale, masks, empty rows, gradients, sizes. Runs in the judge."""

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

FUSED = ("flash", "efficient", "cudnn", "fused", "math", "flash_attention_for_cpu", "fused_attention_overrideable")
READY = Forbidden(
    "attention",
    operations=(
        "aten::scaled_dot_product_attention",
        "aten::_native_multi_head_attention",
        *(f"aten::_scaled_dot_product_{name}" for name in FUSED),
        *(f"aten::_scaled_dot_product_{name}_attention" for name in FUSED),
        *(f"aten::_{name}_attention_forward" for name in FUSED),
        "aten::_scaled_dot_product_attention_math",
    ),
    functions=(
        "torch.nn.functional.scaled_dot_product_attention",
        "torch._C._nn.scaled_dot_product_attention",
        "torch.nn.functional.multi_head_attention_forward",
        "torch._native_multi_head_attention",
        "torch._scaled_dot_product_attention_math",
        "torch._scaled_dot_product_flash_attention_for_cpu",
        "torch.nn.MultiheadAttention",
    ),
)
# What PyTorch says to comparisons of values on a device without values: those are right on real devices.
READS_VALUES = ("Tensor.item() cannot be called on meta", "register_meta function", "attempted to run this operator with Meta")
# Leading axes, L, S, E, V
SIZES = (
    ((), 3, 4, 2, 5),
    ((2,), 4, 2, 3, 1),
    ((2, 3), 2, 5, 4, 3),
    ((2, 1, 3), 3, 2, 2, 4),
    ((), 3, 3, 3, 3),
    ((1, 1), 1, 4, 9, 2),
    ((2,), 3, 1, 1, 2),
)


def inputs(rng, size, device, dtype=torch.float64, scale=1.0):
    """Return queries, keys and values."""
    lead, queries, keys, features, width = size
    shapes = ((*lead, queries, features), (*lead, keys, features), (*lead, keys, width))
    q, k, v = [torch.randn(shape, generator=rng, dtype=torch.float64).to(device, dtype) for shape in shapes]
    return q * scale, k, v


def allowed(rng, *shape, device="cpu"):
    """Return a mask in which every query may look at some key and, where there are several, may not look at some other."""
    mask = torch.rand(shape, generator=rng) < 0.5
    place = torch.rand(shape, generator=rng).argsort(-1)
    return torch.where(place == 0, True, torch.where(place == 1, False, mask)).to(device)


@st.composite
def asked(draw, device, masked=False, empty=False):
    """Draw a small call; with `masked` a mask, with `empty` one that may leave queries without any key."""
    queries, keys, features = draw(st.integers(1, 2)), draw(st.integers(2 if masked else 1, 3)), draw(st.integers(1, 2))
    quarters = st.integers(-4, 4)
    shapes = ((queries, features), (keys, features), (keys, 1))
    q, k, v = [draw(tensors(shape, quarters, torch.float64)).to(device) for shape in shapes]
    if not masked:
        return call(q, k, v)
    mask = draw(tensors((queries, keys), st.booleans(), torch.bool))
    if not empty:
        mask[:, draw(st.integers(0, keys - 1))] = True
    return call(q, k, v, mask.to(device))


@criterion(
    points=3,
    title="Scores, softmax, mixture: the values as the queries ask for them",
    hint="Follow one query: a dot product with each key, divided by a number that depends on E alone; weights that add up to 1; "
    "a sum of values. Which axis does the softmax go along?",
    rule="softmax(query @ key.transpose(-2, -1) / sqrt(E)) along the keys, the last axis; then times value.",
    example="""query 2 0 0 0, keys 1 0 0 0 and -1 0 0 0, E = 4
scores   2 / 2 = 1 and -2 / 2 = -1
weights  0.88 and 0.12
result   0.88 * value 0 + 0.12 * value 1""",
)
def test_mixture(submission, reference, cases, rng, device):
    q, k, v = inputs(rng, SIZES[0], device)
    cases.check(
        agreeing(submission.attention, reference.attention),
        *(call(*inputs(rng, size, device)) for size in SIZES),
        call(query=q, key=k, value=v),
        drawn=asked(device),
    )


@criterion(
    title="Large scores come out right",
    hint="How large is exp(1000)? A softmax that is written by hand needs a subtraction before the exponential.",
    rule="Subtract the largest score first, or use torch.softmax, which does it.",
    example="""scores 1000 and 999
exp(1000) / (exp(1000) + exp(999)) = inf / inf = nan
exp(0)    / (exp(0)    + exp(-1))  = 0.73""",
)
def test_large_scores(submission, reference, cases, rng, device):
    q, k, v = inputs(rng, ((2,), 4, 5, 3, 2), device)
    same(submission.attention(q, k, v), reference.attention(q, k, v))
    one = torch.tensor([[4000.0], [-4000.0]], dtype=torch.float64, device=device)
    near = torch.tensor([[1.0], [0.9999], [0.9998]], dtype=torch.float64, device=device)
    cases.check(
        agreeing(submission.attention, reference.attention),
        call(q * 700, k, v),
        call(one, near, v[0, :3]),
        call(one, near, v[0, :3], torch.tensor([[True, True, False]], device=device)),
    )


@criterion(
    points=2,
    title="The mask: True may be looked at, False has the weight 0",
    hint="When must a key be taken out, before the softmax or behind it, so that the weights of the others still add up to 1?",
    rule="Set the scores of what is not allowed to minus infinity before the softmax: exp(-inf) is 0.",
    example="""scores  1  5  1
mask    T  F  T
softmax of 1 -inf 1  ->  0.5 0 0.5""",
)
def test_mask(submission, reference, cases, rng, device):
    cases.check(
        agreeing(submission.attention, reference.attention),
        *(call(*inputs(rng, s, device, scale=2.0), allowed(rng, *s[0], s[1], s[2], device=device)) for s in SIZES[:-1]),
        call(*inputs(rng, SIZES[0], device), torch.ones(3, 4, dtype=torch.bool, device=device)),
        call(*inputs(rng, SIZES[0], device), mask=allowed(rng, 3, 4, device=device)),
        drawn=asked(device, masked=True),
    )


@criterion(
    title="What is not allowed never wins, however low the other scores are",
    hint="Which number is below every score that may come?",
    rule="Minus infinity is; -100, -1000 or 0 may be larger than an honest score.",
    example="""scores  -3000  2     mask  T  F
softmax of -3000 -1000  ->  0 1    wrong
softmax of -3000 -inf   ->  1 0""",
)
def test_mask_is_final(submission, reference, cases, rng, device):
    fixed = []
    for low in (-30.0, -1e4, -1e6):
        query = torch.tensor([[1.0], [2.0]], dtype=torch.float64, device=device)
        key = torch.tensor([[low], [3.0], [low * 2]], dtype=torch.float64, device=device)
        value = torch.randn(3, 2, generator=rng, dtype=torch.float64).to(device)
        fixed.append(call(query, key, value, torch.tensor([True, False, True], device=device).expand(2, 3)))
    cases.check(agreeing(submission.attention, reference.attention), *fixed)


@criterion(
    title="Masks broadcast: [1, S], [L, S], [N, 1, 1, S], ...",
    hint="A mask with fewer axes, or with sizes of 1, counts for all queries, heads or pictures. PyTorch's own functions "
    "stretch it for you.",
    rule="Use torch.where or masked_fill with the mask as it is; no reshape, no loop over its first axes.",
    example="""scores [2, 3, 4, 5]
mask         [1, 5]  the same keys for all
mask         [4, 5]  the same for all heads
mask   [2, 1, 1, 5]  the same for all heads and queries""",
)
def test_mask_broadcasts(submission, reference, cases, rng, device):
    fixed = [call(*inputs(rng, ((), 3, 4, 2, 5), device), allowed(rng, *shape, device=device)) for shape in ((1, 4), (4,))]
    for shape in ((4, 5), (1, 5), (5,), (2, 1, 1, 5), (3, 4, 5), (2, 1, 4, 5), (1, 3, 1, 5)):
        fixed.append(call(*inputs(rng, ((2, 3), 4, 5, 3, 2), device), allowed(rng, *shape, device=device)))
    cases.check(agreeing(submission.attention, reference.attention), *fixed)


@criterion(
    points=2,
    title="A query that may look at nothing gets zeros",
    hint="A softmax over minus infinities alone is 0 / 0. Which queries are these, and what should their weights be?",
    rule="~mask.any(dim=-1, keepdim=True) finds them; set their weights to 0, after a softmax that was not NaN.",
    example="""mask  T  F     value  3
      F  F            5
result   3
         0""",
)
def test_nothing_allowed(submission, reference, cases, rng, device):
    fixed = []
    for size, rows in ((((), 3, 4, 2, 5), [1]), (((2,), 4, 3, 3, 2), [0, 3]), (((2, 3), 2, 5, 4, 3), [0, 1])):
        mask = allowed(rng, *size[0], size[1], size[2])
        mask[..., rows, :] = False
        fixed.append(call(*inputs(rng, size, device), mask.to(device)))
    q, k, v = inputs(rng, ((2,), 3, 4, 2, 5), device)
    fixed.append(call(q, k, v, torch.tensor([[True], [False], [True]], device=device)))
    fixed.append(call(q.float(), k.float(), v.float(), torch.zeros(1, 4, dtype=torch.bool, device=device)))
    cases.check(agreeing(submission.attention, reference.attention), *fixed, drawn=asked(device, masked=True, empty=True))


@criterion(
    points=2,
    title="Gradients reach queries, keys and values, and stay finite where nothing is allowed",
    hint="A NaN that is replaced in the result may still stand in the middle of the graph, and 0 times NaN is NaN "
    "on the way back.",
    rule="Let no NaN come up: give the softmax a finite row where nothing is allowed, and set its weights to 0 afterwards.",
    example="""row of -inf       softmax  nan nan   gradient nan
row of 0 instead  softmax  0.5 0.5   times 0: gradient 0""",
)
def test_gradients(submission, reference, rng, device):
    size = ((2,), 3, 4, 2, 5)
    empty = allowed(rng, 2, 3, 4)
    empty[0, 1] = False
    empty[1, :2] = False
    rounds = [
        (inputs(rng, size, device), mask, torch.randn(2, 3, 5, generator=rng, dtype=torch.float64))
        for mask in (None, allowed(rng, 3, 4), empty)
    ]
    # what two queries send back to their only key differs by 1, which float32 can't tell from 0
    ones = [torch.ones(count, 1, dtype=torch.float64, device=device) for count in (2, 1, 1)]
    rounds.append((ones, None, torch.tensor([[2.0**24 + 1], [-(2.0**24)]], dtype=torch.float64)))
    for several, mask, cotangent in rounds:
        given = [x.requires_grad_() for x in several]
        rest = () if mask is None else (mask.to(device),)
        cotangent = cotangent.to(device)
        expected = gradients(reference.attention, *given, *rest, cotangent=cotangent)
        same(gradients(submission.attention, *given, *rest, cotangent=cotangent), expected, what="the gradients")


@criterion(
    title="Features or numbers of keys that do not fit are ValueErrors",
    hint="Two sizes must be the same for the products to make sense: one of queries and keys, one of keys and values.",
    rule="query.shape[-1] == key.shape[-1] and key.shape[-2] == value.shape[-2], or a ValueError, for a size of 1 as well.",
    example="""query [4, 3], key [5, 3], value [5, 2]   fine
query [4, 3], key [5, 2], ...            ValueError
..., key [5, 3], value [4, 2]            ValueError""",
)
def test_bad_sizes(submission, reference, rng):
    q, k, v = inputs(rng, ((2,), 4, 5, 3, 2), "cpu")
    with once_right():
        same(submission.attention(q, k, v), reference.attention(q, k, v))
    mask = torch.ones(4, 5, dtype=torch.bool)
    for one, two, three in (
        (q[..., :2], k, v),
        (q, k[..., :2], v),
        (q[..., :1], k, v),
        (q, k[..., :1], v),
        (q, k[:, :4], v),
        (q, k, v[:, :3]),
        (q, k, v[:, :1]),
        (q, k[:, :1], v),
    ):
        raises(lambda one=one, two=two, three=three: submission.attention(one, two, three), ValueError)
    raises(lambda: submission.attention(q[..., :2], k, v, mask), ValueError)
    raises(lambda: submission.attention(q, k, v[:, :3], mask), ValueError)


@criterion(
    title="Any layout and float type, and inputs and mask are left alone",
    hint="Write into new tensors only, keep the dtype that came in, and let transpose work on any order in memory.",
    rule="The result has the dtype of the inputs, whatever their strides are; all four arguments are the same afterwards.",
    example="""heads by x.reshape(N, L, H, E).transpose(1, 2): no contiguous tensor
attention works on it all the same""",
)
def test_layout_and_dtype(submission, reference, rng, device):
    for dtype in (torch.float32, torch.float64):
        q, k, v = [x.to(dtype).transpose(1, 2) for x in inputs(rng, ((2, 3), 4, 4, 5, 2), device)]  # [2, 4, 3, E]
        q, v = q[:, :, ::2], v.flip(0)
        mask = allowed(rng, 3, 2, device=device).t()
        mask[1] = False
        same(keeps_inputs(submission.attention, q, k, v), reference.attention(q, k, v))
        same(keeps_inputs(submission.attention, q, k, v, mask), reference.attention(q, k, v, mask))


@criterion(
    title="New tensors follow the inputs' device",
    hint="Make new tensors with device=query.device, or from an input itself (query.new_zeros, torch.zeros_like).",
    rule="Tensors that meet in an operation must lie on one device; a new tensor lies on the CPU unless you say otherwise.",
    example="""torch.zeros(2)                        on the CPU
torch.zeros(2, device=query.device)   where query is
query.new_zeros(2)                    where query is, with its dtype""",
)
def test_device(submission):
    q, k, v = [torch.empty(shape, device="meta") for shape in ((2, 4, 3), (2, 5, 3), (2, 5, 7))]
    for rest in ((), (torch.empty(4, 5, dtype=torch.bool, device="meta"),)):
        try:
            got = submission.attention(q, k, v, *rest)
        except Raised as raised:
            if not any(said in raised.text for said in READS_VALUES):
                raise
        else:
            same(got, torch.empty(2, 4, 7, device="meta"))


@criterion(
    title="Built without PyTorch's own attention",
    hint="Two matrix products with a softmax in between.",
    rule="scaled_dot_product_attention, MultiheadAttention and what lies behind them may not be reached; softmax, matmul and "
    "einsum are free.",
    example="""weights = torch.softmax(scores, dim=-1)
weights @ value""",
    alone=True,
)
def test_no_ready_attention(submission, reference, rng):
    q, k, v = inputs(rng, ((2, 3), 4, 5, 3, 3), "cpu")
    mask = allowed(rng, 4, 5)
    with watched(submission, READY):
        same(submission.attention(q, k, v), reference.attention(q, k, v))
        same(submission.attention(q, k, v, mask), reference.attention(q, k, v, mask))
        same(submission.attention(q[0, 0], k[0, 0], v[0, 0]), reference.attention(q[0, 0], k[0, 0], v[0, 0]))
