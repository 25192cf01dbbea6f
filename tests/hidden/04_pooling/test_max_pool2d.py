"""Suite of 04_pooling/max_pool2d."""

import torch

from grader.judge import POOLING, Raised, criterion, gradients, keeps_inputs, raises, same, watched

IMAGE = torch.tensor(
    [[1.0, 2, 0, 3, 1], [0, 1, 2, 3, 1], [1, 2, 1, 0, 0], [5, 2, 3, 1, 1], [2, 1, 0, 1, 1]]
)  # fmt: skip
# What PyTorch says to comparisons and masks on a device without values: those are right on real devices.
READS_VALUES = ("Tensor.item() cannot be called on meta", "register_meta function", "attempted to run this operator with Meta")


def distinct(shape, rng, device, dtype=torch.float32):
    """Values without equals, negative ones among them, unlike in each channel and row."""
    count = torch.Size(shape).numel()
    return (torch.randperm(count, generator=rng).to(dtype) - count // 2).reshape(shape).to(device) / 4


@criterion(title="The worked example", hint="Cover the image with the window by hand: which numbers lie under it?")
def test_worked_example(submission, device):
    x = IMAGE.reshape(1, 1, 5, 5).to(device)
    same(submission.max_pool2d(x, 3), torch.tensor([[[[2.0]]]]).to(device))
    same(submission.max_pool2d(x, 3, ceil_mode=True), torch.tensor([[[[2.0, 3], [5, 1]]]]).to(device))


@criterion(points=2, title="Padding never wins", hint="Padding must lose against every number, the negative ones too.")
def test_padding_never_wins(submission, reference, rng, device):
    x = -torch.arange(1.0, 5).reshape(1, 1, 2, 2).to(device)
    same(submission.max_pool2d(x, 2, padding=1), reference.max_pool2d(x, 2, padding=1))
    same(submission.max_pool2d(x * 1e30, 2, padding=1), reference.max_pool2d(x * 1e30, 2, padding=1))
    y = -torch.rand(2, 3, 5, 7, generator=rng).to(device) - 1
    same(submission.max_pool2d(y, 3, 2, padding=1), reference.max_pool2d(y, 3, 2, padding=1))
    same(submission.max_pool2d(y, (2, 5), padding=(1, 2)), reference.max_pool2d(y, (2, 5), padding=(1, 2)))
    y[:, :, :2, :3] = -torch.inf
    same(submission.max_pool2d(y, 3, 2, padding=1), reference.max_pool2d(y, 3, 2, padding=1))


@criterion(title="The stride is the kernel's size unless it is given", hint="Without a stride the windows stand side by side.")
def test_stride(submission, reference, rng, device):
    x = distinct((2, 2, 7, 9), rng, device)
    for kernel, stride in ((3, None), (2, 1), (2, 3), ((2, 3), None), (3, (2, 1))):
        same(submission.max_pool2d(x, kernel, stride), reference.max_pool2d(x, kernel, stride))


@criterion(
    points=2,
    title="Ceil mode: the last window starts inside",
    hint="A window that would start beyond the input and its left padding does not count.",
)
def test_ceil_mode(submission, reference, rng, device):
    cases = [
        ((2, 2), 2, 3, 1),
        ((5, 7), 2, 2, 0),
        ((6, 5), 3, 2, 1),
        ((10, 4), 1, 2, 0),
        ((4, 6), 2, 2, 1),
        ((5, 5), 3, 2, 0),
    ]
    for size, kernel, stride, padding in cases:
        x = distinct((1, 2, *size), rng, device)
        got = submission.max_pool2d(x, kernel, stride, padding, ceil_mode=True)
        same(got, reference.max_pool2d(x, kernel, stride, padding, ceil_mode=True))


@criterion(
    title="Dilation spreads the window",
    hint="Taps of a dilated window stand `dilation` apart; the window reaches over dilation*(kernel-1)+1.",
)
def test_dilation(submission, reference, rng, device):
    x = distinct((2, 2, 9, 11), rng, device)
    for options in (
        {"dilation": 2},
        {"dilation": (1, 3)},
        {"dilation": 2, "padding": 1, "stride": 2},
        {"dilation": 2, "ceil_mode": True},
    ):
        same(submission.max_pool2d(x, 3, **options), reference.max_pool2d(x, 3, **options))


@criterion(title="Pairs are (height, width)", hint="In a pair the height comes first, as in NCHW.")
def test_pairs(submission, reference, rng, device):
    x = distinct((1, 3, 8, 11), rng, device)
    same(
        submission.max_pool2d(x, (3, 2), (1, 3), (1, 0), (2, 1)),
        reference.max_pool2d(x, (3, 2), (1, 3), (1, 0), (2, 1)),
    )
    same(submission.max_pool2d(x, [2, 5]), reference.max_pool2d(x, [2, 5]))


@criterion(
    title="Pictures and channels stay apart",
    hint="Pooling looks at one channel of one picture at a time; [C, H, W] gives [C, H, W].",
)
def test_channels_and_batches(submission, reference, rng, device):
    for shape in ((1, 1, 4, 6), (1, 5, 4, 6), (3, 2, 4, 6), (3, 4, 6), (1, 4, 6)):
        x = distinct(shape, rng, device)
        same(submission.max_pool2d(x, 2), reference.max_pool2d(x, 2))


@criterion(
    title="Any layout and float type, and the input is left alone",
    hint="Work on a copy where you write; keep the dtype that came in.",
)
def test_layout_and_dtype(submission, reference, rng, device):
    x = distinct((2, 6, 8, 3), rng, device, torch.float64).permute(0, 3, 1, 2)
    same(keeps_inputs(submission.max_pool2d, x, 3, 2, 1), reference.max_pool2d(x, 3, 2, 1))
    y = distinct((2, 3, 12, 8), rng, device)[:, :, ::2]
    same(keeps_inputs(submission.max_pool2d, y, 2, padding=1), reference.max_pool2d(y, 2, padding=1))
    z = distinct((1, 2, 5, 6), rng, device, torch.float16)
    same(submission.max_pool2d(z, 3, 2, 1), reference.max_pool2d(z, 3, 2, 1))
    same(submission.max_pool2d(x + 1e-9, 2), reference.max_pool2d(x + 1e-9, 2), rtol=0, atol=0)


@criterion(
    title="Gradients reach the winners",
    hint="Use tensor operations on x itself: `.item()`, `.tolist()` and new tensors cut the gradient.",
)
def test_gradients(submission, reference, rng, device):
    for options in ({"stride": 2}, {"padding": 1}, {"dilation": 2, "stride": 1}):
        x = distinct((2, 2, 6, 7), rng, device, torch.float64).requires_grad_()
        result = reference.max_pool2d(x, 3, **options)
        cotangent = torch.rand(result.shape, generator=rng, dtype=torch.float64).to(device)
        got = gradients(submission.max_pool2d, x, 3, cotangent=cotangent, **options)
        same(got, gradients(reference.max_pool2d, x, 3, cotangent=cotangent, **options), what="the gradient")


@criterion(
    title="Bad arguments raise ValueError",
    hint="Look at the arguments before you compute: padding over half of the kernel makes no sense.",
)
def test_bad_arguments(submission, rng):
    x = distinct((1, 1, 6, 6), rng, "cpu")
    raises(lambda: submission.max_pool2d(x, 2, padding=2), ValueError)
    raises(lambda: submission.max_pool2d(x, 3, padding=(0, 2)), ValueError)
    raises(lambda: submission.max_pool2d(x, 3, padding=2, dilation=2), ValueError)
    raises(lambda: submission.max_pool2d(x, (2, 2, 2)), ValueError)
    raises(lambda: submission.max_pool2d(x[0, 0], 2), ValueError)
    raises(lambda: submission.max_pool2d(x[None], 2), ValueError)
    raises(lambda: submission.max_pool2d(x[0, 0, 0], 2), ValueError)
    raises(lambda: submission.max_pool2d(x, 3, padding=(2, 0)), ValueError)
    raises(lambda: submission.max_pool2d(x, (2, 4), padding=(2, 0)), ValueError)
    for kernel in (0, -1, (2, 0)):
        raises(lambda kernel=kernel: submission.max_pool2d(x, kernel, 1), ValueError)
    for stride in (0, -1, (1, 0), (1, 1, 1)):
        raises(lambda stride=stride: submission.max_pool2d(x, 6, stride), ValueError)
    for padding in (-1, (0, -1), (1, 1, 1)):
        raises(lambda padding=padding: submission.max_pool2d(x, 2, padding=padding), ValueError)
    for dilation in (0, -1, (1, 0), (1, 1, 1)):
        raises(lambda dilation=dilation: submission.max_pool2d(x, 2, dilation=dilation), ValueError)
    raises(lambda: submission.max_pool2d(x[:, :, :2], 3), ValueError)
    raises(lambda: submission.max_pool2d(x, 3, dilation=3), ValueError)


@criterion(
    title="New tensors follow the input's device",
    hint="Make new tensors with device=x.device, or from x itself (x.new_full, torch.full_like).",
)
def test_device(submission):
    x = torch.empty(2, 3, 5, 7, device="meta")
    try:
        got = submission.max_pool2d(x, 3, 2, 1)
    except Raised as raised:
        if not any(said in raised.text for said in READS_VALUES):
            raise
    else:
        same(got, torch.empty(2, 3, 3, 4, device="meta"))


@criterion(
    title="Built without PyTorch's pooling",
    hint="Take slices or windows (indexing, unfold) and their largest value (amax, maximum).",
    alone=True,
)
def test_no_pooling(submission, reference, rng):
    x = distinct((1, 2, 6, 7), rng, "cpu")
    with watched(submission, POOLING):
        same(submission.max_pool2d(x, 2, padding=1), reference.max_pool2d(x, 2, padding=1))
        same(submission.max_pool2d(x[0], 3, 1, ceil_mode=True), reference.max_pool2d(x[0], 3, 1, ceil_mode=True))
