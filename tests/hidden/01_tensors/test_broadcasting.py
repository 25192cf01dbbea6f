"""Suite of 01_tensors/broadcasting: the channels' axis, kinds of numbers, the inverse, statistics, errors. Runs in the judge."""

import numpy as np
import torch
from hypothesis import strategies as st

from grader.judge import Raised, agreeing, call, criterion, gradients, keeps_inputs, once_right, raises, same, tensors

# What PyTorch says to a look at values on a device without any: such code is right on real devices.
READS_VALUES = ("cannot be called on meta", "register_meta function", "operator with Meta", "Cannot copy out of meta tensor")
SIDE = st.integers(1, 3)
WAYS = ("normalize", "denormalize")


def images(rng, *shape, dtype=torch.float32):
    """Draw numbers around 0, a little larger in each channel than in the last."""
    x = torch.randn(shape, generator=rng, dtype=torch.float64)
    return (x * torch.arange(1, shape[-3] + 1)[:, None, None]).to(dtype)


def channels(rng, count):
    """Draw means and stds, no two alike."""
    mean = torch.randperm(9, generator=rng)[:count].double() - 4
    return mean.tolist(), ((torch.randperm(9, generator=rng)[:count] + 1) / 4).tolist()


@st.composite
def pictures(draw, device, dimensions=4):
    """Draw a call with small pictures, a mean and a std for each channel."""
    c = draw(SIDE)
    x = draw(tensors((*[SIDE] * (dimensions - 3), c, SIDE, SIDE))).to(device)
    mean = draw(st.lists(st.integers(-3, 3), min_size=c, max_size=c))
    std = draw(st.lists(st.sampled_from((1, 2, 4, 0.5)), min_size=c, max_size=c))
    return call(x, mean, std)


def on_meta(function, expected, *args):
    """Compare a result on a device without values; code that looks at values is right on real devices."""
    try:
        got = function(*args)
    except Raised as raised:
        if not any(said in raised.text for said in READS_VALUES):
            raise
    else:
        same(got, expected)


@criterion(
    points=2,
    title="normalize: each channel of a batch has its own mean and std",
    hint="Shapes are lined up from the right. Which axis of [N, C, H, W] does a plain [C] meet?",
    rule="Give mean and std the shape [C, 1, 1] (reshape, view or [:, None, None]); then they meet axis 1 of the batch.",
    example="""[N, 3, H, W] - [3]        fails, or meets W where W is 3
[N, 3, H, W] - [3, 1, 1]  meets the channels""",
)
def test_normalize(submission, reference, cases, rng, device):
    shapes = ((2, 3, 4, 5), (3, 2, 5, 2), (3, 3, 3, 3), (2, 2, 2, 2), (1, 4, 2, 3), (4, 1, 3, 2))
    cases.check(
        agreeing(submission.normalize, reference.normalize),
        call(torch.tensor([[[[1.0, 3.0]], [[10.0, 30.0]]]]).to(device), [2.0, 20.0], [1.0, 10.0]),
        call(torch.tensor([[[[1.0, 3.0]]]]).to(device), [2.0], [1e-6]),
        *(call(images(rng, *shape).to(device), *channels(rng, shape[1])) for shape in shapes),
        drawn=pictures(device),
    )


@criterion(
    title="A single picture [C, H, W] works too",
    hint="Count the channels' axis from the end: it is the third last with and without N.",
    rule="Three dimensions in, three dimensions out; mean and std meet axis 0 of a single picture.",
    example="""[C, H, W] with [C, 1, 1]    -> [C, H, W]
[C, H, W] with [1, C, 1, 1] -> [1, C, H, W]""",
)
def test_single_picture(submission, reference, cases, rng, device):
    shapes = ((3, 4, 5), (2, 3, 2), (3, 3, 3), (1, 2, 3), (4, 4, 4))
    for name in WAYS:
        cases.check(
            agreeing(getattr(submission, name), getattr(reference, name)),
            *(call(images(rng, *shape).to(device), *channels(rng, shape[0])) for shape in shapes),
            drawn=pictures(device, 3),
        )


@criterion(
    title="denormalize is the inverse",
    hint="Undo the steps in the opposite order: what was done last is undone first.",
    rule="(x - mean) / std is undone by x * std + mean: first the multiplication, then the addition.",
    example="""mean 2, std 4:   normalize    10 -> (10 - 2) / 4 = 2
                 denormalize   2 -> 2 * 4 + 2 = 10""",
)
def test_denormalize(submission, reference, cases, rng, device):
    shapes = ((2, 3, 4, 5), (3, 2, 5, 2), (3, 3, 3, 3), (1, 4, 2, 3), (4, 1, 3, 2))
    cases.check(
        agreeing(submission.denormalize, reference.denormalize),
        *(call(images(rng, *shape).to(device), *channels(rng, shape[1])) for shape in shapes),
        drawn=pictures(device),
    )


@criterion(
    points=2,
    title="Mean and std of any kind; the images' dtype wins",
    hint="A NumPy array is float64: what does a float32 picture minus a float64 tensor become?",
    rule="Turn lists, tuples, arrays and tensors of any number type into tensors of images.dtype before you compute.",
    example="""images float32, mean np.array([0.5])   -> float32
images float64, mean [0.5]             -> float64
images float16, mean torch.tensor([1]) -> float16""",
)
def test_kinds(submission, reference, rng, device):
    kinds = (list, tuple, np.array, lambda x: np.array(x, dtype=np.float32), torch.tensor)
    kinds += (lambda x: torch.tensor(x, dtype=torch.float64), lambda x: torch.tensor(x).to(torch.float16))
    for index, kind in enumerate(kinds):
        for dtype in (torch.float32, torch.float64, torch.float16)[: 3 if kind is list else 2]:
            x, (mean, std) = images(rng, 2, 3, 2, 4, dtype=dtype).to(device), channels(rng, 3)
            name = WAYS[index % 2]
            expected = getattr(reference, name)(x, mean, std)
            given = [value.to(device) if isinstance(value, torch.Tensor) else value for value in (kind(mean), kind(std))]
            same(getattr(submission, name)(x, *given), expected)
    x = images(rng, 2, 3, 2, 4).to(device)
    same(submission.normalize(x, [1, 2, -3], (1, 2, 4)), reference.normalize(x, [1, 2, -3], (1, 2, 4)))
    same(submission.normalize(x, np.array([1, 2, -3]), [2, 1, 4]), reference.normalize(x, [1, 2, -3], (2, 1, 4)))
    x = torch.tensor([[[[1.0, 3.0]], [[10.0, 30.0]]]], dtype=torch.bfloat16).to(device)
    same(submission.normalize(x, [2.0, 20.0], [1.0, 10.0]), reference.normalize(x, [2.0, 20.0], [1.0, 10.0]))


@criterion(
    title="Any layout, dtype and device; images, mean and std are left alone",
    hint="-=, /=, sub_ and div_ write into the tensor that the caller still needs. And where does a new tensor lie?",
    rule="Compute new tensors, and make those of mean and std with dtype=images.dtype, device=images.device.",
    example="""x -= mean     changes the caller's images
x - mean      is a new tensor""",
)
def test_layout(submission, reference, rng, device):
    x = images(rng, 2, 5, 4, 3, dtype=torch.float64).to(device).permute(0, 3, 2, 1)
    y = images(rng, 4, 3, 6)[..., ::2].to(device)
    for z, count in ((x, 3), (y, 4)):
        numbers = channels(rng, count)
        mean, std = (torch.tensor(each, dtype=z.dtype).to(device) for each in numbers)
        for name in WAYS:
            for given in ((mean, std), (mean.cpu().numpy(), std.cpu().numpy()), numbers):
                same(keeps_inputs(getattr(submission, name), z, *given), getattr(reference, name)(z, mean, std))
    same(keeps_inputs(submission.channel_statistics, x), reference.channel_statistics(x))
    meta = torch.empty(2, 3, 4, 5, device="meta")
    for name in WAYS:
        on_meta(getattr(submission, name), meta, meta, [1.0, 2.0, 3.0], [1.0, 2.0, 4.0])
    on_meta(submission.channel_statistics, (torch.empty(3, device="meta"),) * 2, meta)


@criterion(
    title="Gradients flow to the images",
    hint="Stay with tensor operations on the images themselves: .numpy(), .data and torch.tensor(images) cut the gradient.",
    rule="Subtracting leaves the gradient as it is, dividing by std divides it; autograd does it if you compute with tensors.",
    example="""normalize with std 4: a gradient of 1 becomes 0.25
denormalize with std 4: a gradient of 1 becomes 4""",
)
def test_gradients(submission, reference, rng, device):
    for name, shape in (("normalize", (2, 3, 2, 4)), ("denormalize", (3, 3, 2)), ("normalize", (2, 2, 3))):
        x = images(rng, *shape, dtype=torch.float64).to(device).requires_grad_()
        args, cotangent = channels(rng, shape[-3]), torch.rand(shape, generator=rng, dtype=torch.float64).to(device)
        expected = gradients(getattr(reference, name), x, *args, cotangent=cotangent)
        same(gradients(getattr(submission, name), x, *args, cotangent=cotangent), expected, what="the gradient")


@criterion(
    points=2,
    title="What does not fit raises ValueError",
    hint="A single mean broadcasts without a word, and so do W numbers if they meet the wrong axis. Division by 0 is silent too.",
    rule="Compare the lengths of mean and std with the number of channels, look for a 0 in std, count the dimensions; in both "
    "functions.",
    example="""3 channels, mean [0.5]             ValueError, not broadcast
3 channels, std [1, 0, 1]          ValueError, not inf
images [H, W]                      ValueError""",
)
def test_bad_arguments(submission, reference, rng):
    x, y = images(rng, 2, 3, 4, 5), images(rng, 3, 4, 5)
    mean, std = channels(rng, 3)
    for name in WAYS:
        function = getattr(submission, name)
        with once_right():
            same(function(x, mean, std), getattr(reference, name)(x, mean, std))
        for z in (x, y):
            for one, other in ((mean[:2], std[:2]), (mean[:1], std), (mean, std[:1]), ([*mean, 1.0], std), (mean, [*std, 1.0])):
                raises(lambda f=function, z=z, one=one, other=other: f(z, one, other), ValueError)
        raises(lambda f=function: f(x, mean[:1], std[:1]), ValueError)
        raises(lambda f=function: f(x, torch.zeros(5), torch.ones(5)), ValueError)
        for zero in ([0.0, 0.0, 0.0], [0.0, 2.0, 1.0], [2.0, 0.0, 1.0], [2.0, 1.0, 0.0]):
            raises(lambda f=function, zero=zero: f(x, mean, zero), ValueError)
        raises(lambda f=function: f(y, mean, [0, 1, 1]), ValueError)
        raises(lambda f=function: f(x, np.array(mean), np.array([1.0, 0.0, 1.0])), ValueError)
        raises(lambda f=function: f(x, torch.tensor(mean), torch.tensor([1.0, 1.0, 0.0])), ValueError)
        for bad in (torch.ones(3, 3), torch.ones(3), torch.ones(1, 2, 3, 4, 5)):
            raises(lambda f=function, bad=bad: f(bad, mean, std), ValueError)


@criterion(
    points=2,
    title="Statistics go over all pictures together",
    hint="One mean and one std for each channel: over which axes do you go? The average of the pictures' stds is another number.",
    rule="Reduce over N, H and W in one go, dim=(0, 2, 3): the std measures the distance from the mean of all pictures.",
    example="""channel 0 of two pictures: 0 0 and 4 4
mean 2, std 2
(each picture's own std is 0, their average too)""",
)
def test_statistics(submission, reference, cases, rng, device):
    shifted = images(rng, 3, 2, 4, 5) + torch.tensor([5.0, -3.0, 1.0])[:, None, None, None]
    cases.check(
        agreeing(submission.channel_statistics, reference.channel_statistics),
        call(torch.tensor([[[[0.0, 0.0]]], [[[4.0, 4.0]]]]).to(device)),
        call(shifted.to(device)),
        call(images(rng, 1, 3, 2, 7).to(device)),
        call(images(rng, 5, 1, 2, 3).to(device)),
        call(images(rng, 3, 3, 3, 3, dtype=torch.float64).to(device)),
        call((images(rng, 4, 3, 5, 2).permute(0, 1, 3, 2) * 3).to(device)),
        call(torch.tensor([[[[0.0, 0.0]]], [[[4.0, 4.0]]]], dtype=torch.float16).to(device)),
        drawn=tensors((SIDE, SIDE, SIDE, SIDE)).map(lambda x: call(x.to(device))),
    )
    far = torch.tensor([1000.1, 1000.4, 1000.2]).reshape(3, 1, 1, 1).to(device)  # their squares leave float32 no digits
    same(submission.channel_statistics(far), reference.channel_statistics(far), rtol=0, atol=2e-4)


@criterion(
    title="Statistics: gradients flow, and only [N, C, H, W] will do",
    hint="Count the dimensions first; then compute with tensors from the beginning to the end.",
    rule="The mean's gradient is 1 / (N*H*W) everywhere; three or five dimensions raise ValueError.",
    example="""[1, 1, 1, 2]: 1 3
mean 2, gradient 0.5 0.5
std 1,  gradient -0.5 0.5
[3, 4, 4]: ValueError""",
)
def test_statistics_gradients(submission, reference, props, rng, device):
    x = images(rng, 2, 3, 2, 4, dtype=torch.float64).to(device)
    weights = torch.rand(2, 3, generator=rng, dtype=torch.float64).to(device)
    mean, std = reference.channel_statistics(x.requires_grad_())
    (expected,) = torch.autograd.grad((mean * weights[0] + std * weights[1]).sum(), x)
    same(props.gradient_of_statistics(submission.channel_statistics, x.detach(), weights), expected, what="the gradient")
    for bad in (x[0], x[0, 0], x[None]):
        raises(lambda bad=bad: submission.channel_statistics(bad.detach()), ValueError)
