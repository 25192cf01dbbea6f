"""The hidden suite of losses: values, reductions, shapes, large logits, gradients, errors. Runs in the judge."""

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

_NAMES = (
    *("l1_loss", "mse_loss", "smooth_l1_loss", "huber_loss", "cross_entropy", "cross_entropy_loss", "nll_loss", "nll_loss2d"),
    *("nll_loss_nd", "binary_cross_entropy", "binary_cross_entropy_with_logits", "kl_div", "poisson_nll_loss"),
    *("gaussian_nll_loss", "soft_margin_loss", "multi_margin_loss", "multilabel_margin_loss", "multilabel_soft_margin_loss"),
    *("margin_ranking_loss", "hinge_embedding_loss", "cosine_embedding_loss", "triplet_margin_loss", "linear_cross_entropy"),
    *("triplet_margin_with_distance_loss", "ctc_loss"),
)
_MODULES = (
    *("L1Loss", "MSELoss", "SmoothL1Loss", "HuberLoss", "CrossEntropyLoss", "NLLLoss", "NLLLoss2d", "BCELoss", "KLDivLoss"),
    *("BCEWithLogitsLoss", "PoissonNLLLoss", "GaussianNLLLoss", "SoftMarginLoss", "MultiMarginLoss", "MultiLabelMarginLoss"),
    *("MultiLabelSoftMarginLoss", "MarginRankingLoss", "HingeEmbeddingLoss", "CosineEmbeddingLoss", "TripletMarginLoss"),
    *("TripletMarginWithDistanceLoss", "CTCLoss", "AdaptiveLogSoftmaxWithLoss", "LinearCrossEntropyLoss"),
)
LOSSES = Forbidden(
    "losses",
    operations=tuple(f"aten::{name}" for base in _NAMES for name in (base, f"{base}_forward")),
    functions=(
        *(f"{module}.{name}" for module in ("torch.nn.functional", "torch", "torch._C._nn") for name in _NAMES),
        *(f"torch.nn.{name}" for name in _MODULES),
    ),
)
REDUCTIONS = ("mean", "sum", "none")


def normal(rng, device, *shape, dtype=torch.float32):
    return (torch.randn(shape, generator=rng, dtype=torch.float64) * 3).to(dtype).to(device)


def both_signs(rng, device, *shape, dtype=torch.float32):
    """Return two tensors with the same numbers, forwards and backwards: what they differ by has either sign, and the sum 0."""
    x = normal(rng, device, *shape, dtype=dtype)
    return x, x.flatten().flip(0).reshape(shape)


def classes(rng, device, count, *shape):
    """Draw classes; the first and the last class come up where there is room."""
    drawn = torch.randint(0, count, shape, generator=rng)
    flat = drawn.view(-1)
    flat[0] = count - 1
    flat[-1] = 0
    return drawn.to(device)


def samples(rng, device, n, k, *sides, dtype=torch.float32):
    """Draw (logits, target): [n, k, *sides] with [n, *sides]; no probability is so small that 1e-12 shows beside it."""
    return normal(rng, device, n, k, *sides, dtype=dtype) / 2, classes(rng, device, k, n, *sides)


@st.composite
def paired(draw, device, reductions=("mean",)):
    """Draw (name, args, kwargs) of a call of l1_loss or mse_loss."""
    shape = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    input, target = draw(tensors(shape)), draw(tensors(shape))
    kwargs = {} if reductions == ("mean",) else {"reduction": draw(st.sampled_from(reductions))}
    return draw(st.sampled_from(("l1_loss", "mse_loss"))), (input.to(device), target.to(device)), kwargs


@st.composite
def classified(draw, device, sides=0, reductions=("mean",), scale=1):
    """Draw a call of cross_entropy: small whole logits, times `scale`."""
    n, k = draw(st.integers(1, 3)), draw(st.integers(2, 4))
    extra = [draw(st.integers(1, 3)) for _ in range(sides)]
    logits = draw(tensors((n, k, *extra), st.integers(-3, 3))) * scale
    target = draw(tensors((n, *extra), st.integers(0, k - 1), torch.int64))
    kwargs = {} if reductions == ("mean",) else {"reduction": draw(st.sampled_from(reductions))}
    return call(logits.to(device), target.to(device), **kwargs)


def by_name(submission, reference):
    """Return the check of a case (name of the function, args, kwargs)."""

    def check(case):
        name, args, kwargs = case
        agreeing(getattr(submission, name), getattr(reference, name))(call(*args, **kwargs))

    return check


@criterion(
    title="The worked example",
    hint="Do it by hand first: subtract, then take distances or squares; for classes, look at the right class's probability.",
    rule="l1: mean of |input - target|. mse: mean of (input - target)^2. Cross entropy: mean of -log(probability of the "
    "right class).",
    example="""input  1 2 3
target 2 1 7
differences -1 1 -4
l1  (1 + 1 + 4) / 3  = 2
mse (1 + 1 + 16) / 3 = 6""",
)
def test_worked_example(submission, device):
    x, y = torch.tensor([1.0, 2, 3]).to(device), torch.tensor([2.0, 1, 7]).to(device)
    same(submission.l1_loss(input=x, target=y), torch.tensor(2.0).to(device))
    same(submission.mse_loss(input=x, target=y), torch.tensor(6.0).to(device))
    logits = torch.tensor([[0.0, 0], [3, 3], [-5, -5]]).log_softmax(1).to(device)
    target = torch.tensor([0, 1, 1]).to(device)
    same(submission.cross_entropy(logits=logits, target=target), torch.tensor(2.0).log().to(device))


@criterion(
    title="Distances and squares, for tensors of any shape",
    hint="Which of the two takes absolute values, which squares? Nothing else happens to a difference.",
    rule="Each element with its partner: |a - b| for l1, (a - b)^2 for mse; then the mean over all elements.",
    example="""input 0, target -3
l1   3
mse  9, not 4.5 and not 3""",
)
def test_distances_and_squares(submission, reference, cases, rng, device):
    shapes = ((7,), (1,), (2, 3), (2, 3, 4, 5), (1, 2, 1, 3, 2), ())
    fixed = [
        (name, (normal(rng, device, *shape), normal(rng, device, *shape)), {})
        for shape in shapes
        for name in ("l1_loss", "mse_loss")
    ]
    cases.check(by_name(submission, reference), *fixed, drawn=paired(device))


@criterion(
    points=2,
    title="Reductions: mean, sum, none",
    hint="Compute one loss for each element, sample or pixel first. What is the number that a mean divides by?",
    rule='"none" returns all losses, "sum" their sum, "mean" the sum divided by how many losses there are: elements for l1 '
    "and mse, samples (or pixels) for cross entropy. The default is mean.",
    example="""losses of 2 x 3 elements: 1 1 4
                          0 2 4
none  the tensor [2, 3]
sum   12
mean  12 / 6 = 2, not 12 / 2""",
)
def test_reductions(submission, reference, cases, rng, device):
    fixed = [("cross_entropy", samples(rng, device, 4, 3), {})]
    for reduction in REDUCTIONS:
        for shape in ((4, 3), (1, 2), (2, 1, 3), ()):
            x, y = normal(rng, device, *shape), normal(rng, device, *shape)
            fixed += [(name, (x, y), {"reduction": reduction}) for name in ("l1_loss", "mse_loss")]
        for shape in ((5, 3), (1, 4)):
            fixed.append(("cross_entropy", samples(rng, device, *shape), {"reduction": reduction}))
        fixed.append(("cross_entropy", (*samples(rng, device, 4, 3), reduction), {}))
    of_classes = classified(device, 0, REDUCTIONS).map(lambda case: ("cross_entropy", case.args, case.kwargs))
    drawn = st.one_of(paired(device, REDUCTIONS), of_classes)
    cases.check(by_name(submission, reference), *fixed, drawn=drawn)


@criterion(
    points=2,
    title="Two different shapes are a ValueError, never broadcast",
    hint="A network gives [N, 1], the targets are [N]: what does PyTorch make of `input - target` then? Print its shape.",
    rule="Compare the shapes themselves before you subtract; as many elements, or shapes that broadcast, is not enough.",
    example="""input [3, 1], target [3]
input - target has the shape [3, 3]: 9 differences
ValueError""",
)
def test_different_shapes(submission, reference, rng):
    for name in ("l1_loss", "mse_loss"):
        x, y = both_signs(rng, "cpu", 4, 1)
        with once_right():
            same(getattr(submission, name)(x, y), getattr(reference, name)(x, y))
    shapes = (
        *(((3, 4), (4,)), ((4, 1), (1, 4)), ((4, 1), (4,)), ((4,), (4, 1)), ((3, 4), (3, 1)), ((2, 3), (3, 2))),
        *(((6,), (2, 3)), ((3,), ()), ((), (3,)), ((3,), (4,)), ((2, 3), (1, 2, 3)), ((1,), ())),
    )
    for name in ("l1_loss", "mse_loss"):
        for one, other in shapes:
            x, y = normal(rng, "cpu", *one), normal(rng, "cpu", *other)
            raises(lambda x=x, y=y, name=name: getattr(submission, name)(x, y), ValueError)


@criterion(
    points=2,
    title="Cross entropy: -log of the right class's probability",
    hint="Softmax along each row makes probabilities of the logits; the target says which one of them counts.",
    rule="loss = log(sum over the classes of exp(logit)) - logit of the right class, a sample at a time, classes on axis 1.",
    example="""logits 0 0 0 0, target 2
probabilities 1/4 1/4 1/4 1/4
loss -log(1/4) = log(4) = 1.3863""",
)
def test_cross_entropy(submission, reference, cases, rng, device):
    shapes = ((5, 3), (3, 5), (4, 4), (1, 6), (6, 2), (3, 1))
    fixed = [call(*samples(rng, device, *shape)) for shape in shapes]
    cases.check(agreeing(submission.cross_entropy, reference.cross_entropy), *fixed, drawn=classified(device))


@criterion(
    points=2,
    title="Cross entropy of every pixel: [N, K, H, W] with [N, H, W]",
    hint="The classes are axis 1 here too, not the last one. How many losses are there, and what does the mean divide by?",
    rule="Softmax along axis 1; a loss for each pixel, in the target's shape [N, H, W]; the mean divides by N * H * W.",
    example="""logits [2, 5, 4, 3], target [2, 4, 3]
none  [2, 4, 3]
mean  the sum of all 24 losses / 24""",
)
def test_every_pixel(submission, reference, cases, rng, device):
    shapes = ((2, 3, 4, 5), (1, 4, 2, 3), (3, 2, 1, 1), (2, 2, 2, 2))
    fixed = [call(*samples(rng, device, *shape), reduction=way) for shape in shapes for way in ("mean", "none")]
    fixed.append(call(*samples(rng, device, 2, 3, 5, 2), reduction="sum"))
    drawn = classified(device, 2, REDUCTIONS)
    cases.check(agreeing(submission.cross_entropy, reference.cross_entropy), *fixed, drawn=drawn)


@criterion(
    points=2,
    title="Logits of +-1000 give the right loss, neither inf nor NaN",
    hint="exp(1000) is inf, and log(0) is -inf. Which number can you take off all logits of a sample without changing softmax?",
    rule="Take the sample's largest logit off first, or let logsumexp or log_softmax do it; no epsilon, no clamp.",
    example="""logits 1000 0, target 1
minus the largest:   0 -1000
log(exp(0) + exp(-1000)) - (-1000) = 1000""",
)
def test_large_logits(submission, reference, cases, rng, device):
    rows = torch.tensor([[1000.0, -1000, 0, 999], [-1000, -1000, -998, -999], [88, 90, -300, 100], [0, -120, 1, -1000]])
    fixed = []
    for dtype in (torch.float32, torch.float64):
        for shift in range(4):
            target = (torch.arange(4) + shift) % 4
            fixed.append(call(rows.to(dtype).to(device), target.to(device), reduction="none"))
        fixed.append(call(normal(rng, device, 3, 5, dtype=dtype) * 400, classes(rng, device, 5, 3)))
        pixels = normal(rng, device, 2, 3, 2, 4, dtype=dtype) * 400
        fixed.append(call(pixels, classes(rng, device, 3, 2, 2, 4), reduction="none"))
    fixed.append(call(rows[:1].to(device), torch.tensor([1]).to(device), reduction="none"))
    check = agreeing(submission.cross_entropy, reference.cross_entropy, rtol=2e-6, atol=2e-4)
    cases.check(check, *fixed, drawn=classified(device, 0, REDUCTIONS, scale=300))


@criterion(
    points=2,
    title="Classes outside 0..K-1, shapes that do not fit and unknown reductions raise ValueError",
    hint="Indexing takes -1 for the last class, and PyTorch's own loss skips -100 without a word: look at the classes yourself.",
    rule="Check before you compute: every class at least 0 and at most K - 1; the target's shape is the logits' without axis 1; "
    "the reduction is one of three words.",
    example="""logits [2, 3], target 0 3     ValueError: the classes are 0 1 2
logits [2, 3], target 0 -100  ValueError
logits [2, 3], target [2, 1]  ValueError""",
)
def test_bad_arguments(submission, reference, rng):
    logits, target = samples(rng, "cpu", 4, 3)
    pixels, labels = samples(rng, "cpu", 2, 3, 4, 5)
    with once_right():
        same(submission.cross_entropy(logits, target), reference.cross_entropy(logits, target))
        same(submission.cross_entropy(pixels, labels), reference.cross_entropy(pixels, labels))
    for wrong in (-100, -1, 3, 4, -3):
        some, others = target.clone(), labels.clone()
        some[1], others[1, 2, 3] = wrong, wrong
        raises(lambda some=some: submission.cross_entropy(logits, some), ValueError)
        raises(lambda others=others: submission.cross_entropy(pixels, others), ValueError)
    for shape in ((3,), (5,), (4, 1), (1, 4), (4, 3), (1,)):
        other = torch.zeros(shape, dtype=torch.int64)
        raises(lambda other=other: submission.cross_entropy(logits, other), ValueError)
    for shape in ((2, 5, 4), (2, 1, 4, 5), (2, 20), (2,), (2, 3, 4, 5), (1, 4, 5)):
        other = torch.zeros(shape, dtype=torch.int64)
        raises(lambda other=other: submission.cross_entropy(pixels, other), ValueError)
    for reduction in ("average", "Mean", " mean ", ""):
        raises(lambda reduction=reduction: submission.cross_entropy(logits, target, reduction), ValueError)
        for function in (submission.l1_loss, submission.mse_loss):
            raises(lambda function=function, r=reduction: function(logits, logits + 1, reduction=r), ValueError)


@criterion(
    title="Any layout, float type and device, and the arguments are left alone",
    hint="Keep the dtype that came in, make new tensors where the input lies, and write into no tensor that is not yours.",
    rule="The result has the input's dtype and device whatever its strides are; all arguments hold the same numbers afterwards.",
    example="""input of float64        -> a float64 loss
input on a GPU          -> a loss on that GPU
input before == after""",
)
def test_layout_and_dtype(submission, reference, rng, device):
    exact = torch.tensor([[16777217.0, 1], [3, 1]], dtype=torch.float64).to(device)
    for name in ("l1_loss", "mse_loss"):
        own, right = getattr(submission, name), getattr(reference, name)
        x, y = both_signs(rng, device, 3, 4, dtype=torch.float64)
        x, y = x.repeat_interleave(2, 1)[:, ::2], y.t().contiguous().t()
        for way in REDUCTIONS:
            same(keeps_inputs(own, x, y, reduction=way), right(x, y, reduction=way))
        rounded = exact.float().double()
        same(own(exact, rounded, "none"), right(exact, rounded, "none"))
        meta = torch.empty(2, 3, device="meta")
        try:
            same(own(meta, meta, "none"), meta)
            same(own(meta, meta), torch.empty((), device="meta"))
        except Raised as raised:
            if "Tensor.item() cannot be called on meta" not in raised.text:
                raise
    rough, chosen = torch.tensor([[1.0, 2, 3, 0]] * 2, dtype=torch.bfloat16).to(device), torch.tensor([3, 0]).to(device)
    for way in REDUCTIONS:
        for name in ("l1_loss", "mse_loss"):
            same(getattr(submission, name)(rough, rough + 2, way), getattr(reference, name)(rough, rough + 2, way))
        same(submission.cross_entropy(rough * 0, chosen, way), reference.cross_entropy(rough * 0, chosen, way))
    logits = normal(rng, device, 2, 4, 5, 3, dtype=torch.float64).permute(0, 3, 1, 2) / 3
    target = classes(rng, device, 3, 2, 5, 4).transpose(1, 2)
    for way in REDUCTIONS:
        got = keeps_inputs(submission.cross_entropy, logits, target, reduction=way)
        same(got, reference.cross_entropy(logits, target, reduction=way))
    rows, few = logits[:, :, 0, 0].t()[:, :1].expand(3, 2), classes(rng, device, 2, 6)[::2]
    same(keeps_inputs(submission.cross_entropy, rows, few), reference.cross_entropy(rows, few))


@criterion(
    points=2,
    title="Gradients are PyTorch's",
    hint="Use tensor operations on the arguments themselves: `.item()`, `.detach()` and new tensors cut the gradient.",
    rule="A loss is there to be differentiated: autograd must find a way from it to the input, and to a target of real numbers.",
    example="""mse of input 5, target 2
gradient of the input  2 * (5 - 2) =  6
gradient of the target             = -6""",
)
def test_gradients(submission, reference, rng, device):
    for way in REDUCTIONS:
        for name in ("l1_loss", "mse_loss"):
            x, y = (normal(rng, device, 3, 4, dtype=torch.float64).requires_grad_() for _ in range(2))
            check_gradients(getattr(submission, name), getattr(reference, name), rng, x, y, way)
            x, y = (
                torch.tensor([[16777216.0 + more, 2 - more]], dtype=torch.float64).to(device).requires_grad_()
                for more in (1, -1e-3)
            )
            check_gradients(getattr(submission, name), getattr(reference, name), rng, x, y, way)
        for shape in ((4, 3), (1, 5), (2, 3, 4, 2)):
            logits, target = samples(rng, device, *shape, dtype=torch.float64)
            check_gradients(submission.cross_entropy, reference.cross_entropy, rng, logits.requires_grad_(), target, way)
        rows = ((1000.0, 0, -1000), (-40, 0, 1), (1000, 0, 20))  # the last tells a clamped logit from a clamped probability
        far = torch.tensor(rows, dtype=torch.float64).to(device).requires_grad_()
        target = torch.tensor([2, 0, 2]).to(device)
        check_gradients(submission.cross_entropy, reference.cross_entropy, rng, far, target, way)


def check_gradients(own, right, rng, x, y, way):
    shape = right(x, y, reduction=way).shape
    cotangent = torch.rand(shape, generator=rng, dtype=torch.float64) + 1  # far from 0, where all gradients look alike
    cotangent = (cotangent * (torch.randint(0, 2, shape, generator=rng) * 2 - 1)).to(x.device)
    got = gradients(own, x, y, reduction=way, cotangent=cotangent)
    same(got, gradients(right, x, y, reduction=way, cotangent=cotangent), what="the gradient")


@criterion(
    title="Built without PyTorch's losses",
    hint="Differences, squares, exp, log, sums: each formula is short enough to write yourself.",
    rule="No function, module or aten operation that is a loss may be reached; logsumexp, log_softmax and gather are free.",
    example="""torch.nn.functional.mse_loss(a, b)   forbidden
((a - b) ** 2).mean()                yours""",
    alone=True,
)
def test_no_losses(submission, reference, rng):
    x, y = both_signs(rng, "cpu", 2, 3)
    with watched(submission, LOSSES):
        for name in ("l1_loss", "mse_loss"):
            for way in REDUCTIONS:
                same(getattr(submission, name)(x, y, reduction=way), getattr(reference, name)(x, y, reduction=way))
        for shape in ((4, 3), (2, 3, 4, 2)):
            logits, target = samples(rng, "cpu", *shape)
            same(submission.cross_entropy(logits, target), reference.cross_entropy(logits, target))
