"""The hidden suite of batch_norm: both modes, running statistics, state, gradients, errors. Runs in the judge."""

from contextlib import suppress

import torch
from hypothesis import strategies as st
from torch import nn

from grader.judge import Forbidden, Raised, criterion, distinct_tensors, keeps_inputs, once_right, raises, same, watched

KINDS = ("batch_norm", "group_norm", "layer_norm", "instance_norm", "rms_norm")
INNER = (
    *KINDS,
    "native_batch_norm",
    "native_group_norm",
    "native_layer_norm",
    "_native_batch_norm_legit",
    "_native_batch_norm_legit_no_training",
    "_native_batch_norm_legit_functional",
    "_batch_norm_no_update",
    "_batch_norm_with_update",
    "_batch_norm_with_update_functional",
    "_batch_norm_impl_index",
    "batch_norm_stats",
    "batch_norm_elemt",
    "batch_norm_update_stats",
    "batch_norm_gather_stats",
    "batch_norm_gather_stats_with_counts",
    "cudnn_batch_norm",
    "miopen_batch_norm",
    "_fused_rms_norm",
)
CLASSES = [f"{lazy}{kind}{d}d" for lazy in ("", "Lazy") for kind in ("BatchNorm", "InstanceNorm") for d in (1, 2, 3)]
NORMALISATIONS = Forbidden(
    "PyTorch's normalisations",
    operations=tuple(f"aten::{name}" for name in INNER),
    functions=(
        *(f"{home}.{name}" for home in ("torch", "torch.nn.functional") for name in INNER),
        *(f"torch.nn.{name}" for name in (*CLASSES, "SyncBatchNorm", "GroupNorm", "LayerNorm", "RMSNorm")),
    ),
)
# What PyTorch says to comparisons and loops on a device without values: those are right on real devices.
READS_VALUES = ("Tensor.item() cannot be called on meta", "register_meta function", "attempted to run this operator with Meta")
FEW = st.integers(1, 3)


def images(rng, *shape, dtype=torch.float64):
    """Return pictures whose channels lie in places and ranges of their own."""
    channels = torch.arange(1.0, shape[1] + 1, dtype=torch.float64)[:, None, None]
    return (torch.randn(shape, generator=rng, dtype=torch.float64) * channels + 2 * channels - 3).to(dtype)


def drawn_state(rng, channels, affine=True):
    """Return a state as PyTorch's, with values that show where they are used."""
    names = ("weight", "bias") if affine else ()
    state = {name: torch.randn(channels, generator=rng, dtype=torch.float64) + 2 for name in names}
    state["running_mean"] = torch.randn(channels, generator=rng, dtype=torch.float64)
    state["running_var"] = torch.rand(channels, generator=rng, dtype=torch.float64) * 3 + 0.5
    return state | {"num_batches_tracked": torch.tensor(3)}


def start_state(channels):
    """Return the state that a new layer has."""
    zeros, ones = (make(channels, dtype=torch.float64) for make in (torch.zeros, torch.ones))
    start = {"weight": ones, "bias": zeros, "running_mean": zeros, "running_var": ones}
    return start | {"num_batches_tracked": torch.tensor(0)}


def pair(submission, props, state, like, training, **options):
    """Return the submission's layer and PyTorch's with this state, in the dtype and on the device of `like`."""
    channels = len(state["running_mean"])
    state = {name: value.to(like.device) for name, value in state.items()}
    right = nn.BatchNorm2d(channels, **options).to(like.device, like.dtype).train(training)
    right.load_state_dict(state)
    own = submission.BatchNorm2d(channels, **options)
    return props.filled(own, state, training, like.dtype, str(like.device)), right


def close(got, expected, **names):
    """Compare within what different orders of adding up give."""
    loose = {"rtol": 1e-4, "atol": 1e-4} if _float32(expected) else {"rtol": 1e-7, "atol": 1e-7}
    same(got, expected, **loose, **names)


def _float32(value):
    tensors = value.values() if isinstance(value, dict) else [value]
    return any(tensor.dtype == torch.float32 for tensor in tensors)


def statistics_of(norm):
    """Return PyTorch's running statistics."""
    return {name: value.detach() for name, value in norm.state_dict().items() if name.startswith("running")}


def outputs_are_right(submission, props, rng, device, training, **options):
    """Return the check that one call gives what PyTorch's gives; a case is the input, or (input, options)."""
    seed = int(torch.randint(2**31, (), generator=rng))

    def check(case):
        x, more = case if isinstance(case, tuple) else (case, {})
        x, settings = x.to(device), {"affine": False, **options, **more}
        state = drawn_state(torch.Generator().manual_seed(seed), x.shape[1], settings["affine"])
        own, right = pair(submission, props, state, x, training, **settings)
        with torch.no_grad():
            close(own(x), right(x))

    return check


PICTURES = distinct_tensors((FEW, FEW, st.integers(1, 2), 2))


@criterion(
    points=2,
    title="In training mode each channel of the batch gets mean 0 and variance 1",
    hint="Which axes does a mean run over, if one number a channel is to be left? Does the variance divide by n or by n - 1?",
    rule="mean and variance over the axes 0, 2 and 3, divided by N*H*W; then (x - mean) / sqrt(variance + eps).",
    example="""one channel, two pictures: 1 3 and 5 7
mean 4, variance (9 + 1 + 1 + 9) / 4 = 5
result  -1.34 -0.45 and 0.45 1.34""",
)
def test_training(submission, props, cases, rng, device):
    shapes = ((4, 3, 5, 2), (2, 2, 3, 3), (1, 3, 2, 4), (5, 2, 1, 1), (3, 4, 4, 4), (2, 1, 2, 3))
    inputs = [images(rng, *shape) for shape in shapes]
    inputs.append(images(rng, 4, 3, 5, 2).float())
    cases.check(outputs_are_right(submission, props, rng, device, True), *inputs, drawn=PICTURES)
    x = inputs[0].to(device)
    own, right = pair(submission, props, drawn_state(rng, 3), x, True)
    close(props.without_gradients(own, x), right(x).detach())
    close(props.frozen(own)(x), right(x).detach())


@criterion(
    title="eps stands under the root, beside the variance",
    hint="Where the variance is tiny, eps decides. Is it added before the root is taken, or after?",
    rule="(x - mean) / sqrt(variance + eps), with the eps that was given; without one it is 0.00001.",
    example="""variance 0.75, eps 0.25
sqrt(0.75 + 0.25)   = 1
sqrt(0.75) + 0.25   = 1.116""",
)
def test_eps(submission, props, cases, rng, device):
    x = images(rng, 3, 2, 4, 2)
    fixed = [(x, {"eps": 0.25}), (x / 100, {"eps": 0.01}), (x / 1000, {}), (x, {"eps": 2.0}), (x[:1], {"eps": 0.5})]
    fixed.append((torch.tensor([[[[1e-5, 3e-5]]]], dtype=torch.float64), {"eps": 1e-12}))
    for training in (True, False):
        drawn = PICTURES.map(lambda x: (x, {"eps": 0.5})) if training else None
        cases.check(outputs_are_right(submission, props, rng, device, training), *fixed, drawn=drawn)
    x, small = x[:, :1].to(device), {"running_var": torch.tensor([1e-6], dtype=torch.float64)}
    own, right = pair(submission, props, start_state(1) | small, x, False, eps=0.0)
    with torch.no_grad():
        close(own(x), right(x))


@criterion(
    points=2,
    title="Each call in training mode moves the running statistics, the variance unbiased",
    hint="How much of the old value is kept, and which of the two variances goes in?",
    rule="running = (1 - momentum) * running + momentum * batch's, once a call; the variance is divided by N*H*W - 1 here.",
    example="""momentum 0.1, running mean 2, the batch's mean 4
-> 0.9 * 2 + 0.1 * 4 = 2.2
4 values with variance 5: 5 * 4 / 3 = 6.67 goes in""",
)
def test_running_statistics(submission, props, cases, rng, device):
    drawn = drawn_state(rng, 3)

    def check(case):
        batches, momentum, *new = case
        options = {} if momentum is None else {"momentum": momentum}
        state = start_state(3) if new else drawn
        own, right = pair(submission, props, state, batches[0].to(device), True, **options)
        for x in batches:
            own(x.to(device, copy=True).requires_grad_())  # as behind other layers: what is remembered could keep a graph
            with torch.no_grad():
                right(x.to(device))
        close(props.statistics(own), statistics_of(right), what="the running statistics")
        same(props.graphs(own), [], what="statistics that hold a graph for gradients")

    x, y = images(rng, 2, 3, 2, 2), images(rng, 3, 3, 1, 2) + 4
    some = distinct_tensors((FEW, 3, 1, 2))
    fixed = (([x], None), ([x], 0.25), ([x, y], 0.25), ([x, y, x], None), ([x], 1.0), ([x, y], 0.0), ([y.float()], 0.5))
    fixed += (([x[:1]], 0.25),)  # one picture of four values a channel
    fixed += (([x], 0.25, "new"), ([x, y], None, "new"))
    cases.check(check, *fixed, drawn=st.tuples(st.lists(some, min_size=1, max_size=2), st.sampled_from((0.25, 0.5))))
    x = x.to(device)
    own, right = pair(submission, props, drawn, x, True)
    for call in (lambda: props.without_gradients(own, x), lambda: props.frozen(own)(x)):
        call()
        with torch.no_grad():
            right(x)
        close(props.statistics(own), statistics_of(right), what="the running statistics")


@criterion(
    points=2,
    title="In eval mode the running statistics normalise, and nothing changes",
    hint="In eval mode a picture's result must not depend on the other pictures of the batch. Which mean is left then?",
    rule="if self.training: the batch's statistics; else: the running ones. Only training mode writes into them.",
    example="""running mean 2, running variance 4
x  4 -> (4 - 2) / 2 = 1, whatever else is in the batch""",
)
def test_eval_mode(submission, props, cases, rng, device):
    inputs = [images(rng, *shape) for shape in ((4, 3, 2, 2), (1, 2, 3, 1), (1, 3, 1, 1), (2, 4, 4, 4))]
    cases.check(outputs_are_right(submission, props, rng, device, False), *inputs, drawn=PICTURES)
    x = inputs[0].to(device)
    state = drawn_state(rng, 3)
    own, _ = pair(submission, props, state, x, False)
    before = props.state(own)
    own(x)
    same(props.state(own), before, what="the state after a call in eval mode", rtol=0, atol=0)
    trained, right = pair(submission, props, drawn_state(rng, 3, affine=False), x, True, affine=False)
    trained(x)
    with torch.no_grad():
        right(x)
        close(props.evaluating(trained)(x), right.eval()(x))
        other = drawn_state(rng, 3, affine=False)
        right.load_state_dict(other)
        close(props.reloaded(trained, other)(x), right(x))


@criterion(
    title="weight and bias of a channel scale and shift it; with affine=False there are none",
    hint="weight has C numbers, x is [N, C, H, W]: against which axis does a tensor [C] broadcast?",
    rule="Give weight and bias the shape [C, 1, 1], or [1, C, 1, 1], so that they meet the axis of the channels.",
    example="""normalised  -1 1     weight 3, bias 10
result       7 13
weight[:, None, None]   [C] -> [C, 1, 1]""",
)
def test_scale_and_shift(submission, props, cases, rng, device):
    inputs = [images(rng, *shape) for shape in ((2, 3, 4, 3), (2, 3, 3, 5), (1, 4, 2, 4))]
    for training in (True, False):
        cases.check(outputs_are_right(submission, props, rng, device, training, affine=True), *inputs, drawn=PICTURES)
    same(props.trained(submission.BatchNorm2d(3)), ["bias", "weight"], what="the parameters")
    same(props.trained(submission.BatchNorm2d(3, affine=False)), [], what="the parameters without affine")
    same(props.trained(submission.BatchNorm2d(3, 0.25, 0.5, False)), [], what="the parameters without affine")


@criterion(
    title="state_dict() is PyTorch's: parameters, statistics, the number of calls",
    hint="Parameters are trained, buffers are not, and both are saved and moved. What is counted in num_batches_tracked?",
    rule="register_buffer makes running_mean [C] of zeros, running_var [C] of ones, and num_batches_tracked, an int64 tensor "
    "that grows by 1 with each call in training mode. weight starts with ones, bias with zeros.",
    example="""BatchNorm2d(2).state_dict()
weight [1 1]  bias [0 0]
running_mean [0 0]  running_var [1 1]  num_batches_tracked 0""",
)
def test_state(submission, props, rng):
    x = images(rng, 2, 3, 2, 2, dtype=torch.float32)
    for options in ({}, {"affine": False}):
        own, right = submission.BatchNorm2d(3, **options), nn.BatchNorm2d(3, **options)
        wanted = {name: value.detach() for name, value in right.state_dict().items()}
        same(props.state(own), wanted, what="the state of a new layer")
        for _ in range(2):
            own(x)
            right(x)
        counts = (props.state(own)["num_batches_tracked"], right.num_batches_tracked)
        same(*counts, what="num_batches_tracked after two calls in training mode")


@criterion(
    points=2,
    title="Gradients flow to x, weight and bias, in training mode through mean and variance too",
    hint="The batch's mean depends on every number of x, and so does every result. Is it cut off from x somewhere?",
    rule="Normalise with mean and variance as they were computed; detach only what goes into the running statistics.",
    example="""one channel, eps 0, x = 1 3
the results are -1 1 for any x with x0 < x1:
x's gradient is 0 in training mode""",
)
def test_gradients(submission, props, rng, device):
    for training in (True, False):
        for affine in (True, False):
            x = images(rng, 3, 2, 2, 3).to(device)
            own, right = pair(submission, props, drawn_state(rng, 2, affine), x, training, affine=affine)
            cotangent = torch.randn(x.shape, generator=rng, dtype=torch.float64).to(device)
            leaf = x.clone().requires_grad_()
            (right(leaf) * cotangent).sum().backward()
            wanted = {"x": leaf.grad, **{name: parameter.grad for name, parameter in right.named_parameters()}}
            close(props.gradients_of(own, x, cotangent), wanted, what="the gradient")


@criterion(
    title="Other channels or dimensions are a ValueError, and change no statistic",
    hint="What does an input with one channel do against statistics of three? Broadcasting says nothing.",
    rule="Check x.ndim == 4 and x.shape[1] == num_features before anything is computed or remembered.",
    example="""BatchNorm2d(3)
[2, 3, 4, 4]  fine
[2, 1, 4, 4]  ValueError
[3, 4, 4]     ValueError""",
)
def test_bad_shapes(submission, props, rng):
    for training in (True, False):
        x = images(rng, 2, 3, 4, 3)
        own, right = pair(submission, props, drawn_state(rng, 3), x, training)
        with once_right(), torch.no_grad():
            close(own(x), right(x))
        before = props.state(own)
        for bad in (x[:, :1], x[:, :2], x.repeat(1, 2, 1, 1), x[0], x[:, :, 0], x[:, :, 0, 0], x[..., None], x[0, :, 0, 0]):
            raises(lambda bad=bad, own=own: own(bad), ValueError)
        same(props.state(own), before, what="the state after a ValueError", rtol=0, atol=0)


@criterion(
    title="One value for each channel: a ValueError in training mode, fine in eval mode",
    hint="A single number has no variance. How many numbers of a channel are in the batch: N, or N*H*W?",
    rule="In training mode N*H*W must be above 1; one picture is enough if it has more than one pixel. Eval mode needs no batch.",
    example="""[1, 3, 1, 1]  training: ValueError, eval: fine
[1, 3, 1, 2]  fine
[2, 3, 1, 1]  fine""",
)
def test_single_values(submission, props, rng):
    state = drawn_state(rng, 3)
    for shape, training in (((1, 3, 1, 2), True), ((2, 3, 1, 1), True), ((1, 3, 1, 1), False)):
        x = images(rng, *shape)
        own, right = pair(submission, props, state, x, training)
        with once_right(), torch.no_grad():
            close(own(x), right(x))
    own, _ = pair(submission, props, state, x, True)
    before = props.state(own)
    raises(lambda: own(x), ValueError)
    same(props.state(own), before, what="the state after a ValueError", rtol=0, atol=0)


@criterion(
    title="Layout, dtype and device are free, and x is left alone",
    hint="Does anything write into x? Do all tensors move with the layer, as parameters and buffers do?",
    rule="`x - mean` makes a new tensor, `x -= mean` changes the caller's. What is neither parameter nor buffer stays behind.",
    example="""norm.double()     parameters and running statistics: float64
norm.to("cuda")   they all move there""",
)
def test_layout_and_dtype(submission, props, rng, device):
    for dtype in (torch.float64, torch.float32):
        for training in (True, False):
            x = images(rng, 3, 4, 2, 5, dtype=dtype).to(device)
            for y in (x.permute(0, 1, 3, 2), x.to(memory_format=torch.channels_last), x[:, :, :, ::2]):
                own, right = pair(submission, props, drawn_state(rng, 4), y, training)
                with torch.no_grad():
                    close(keeps_inputs(own, y), right(y))
    few = torch.tensor([[[[1]]], [[[3]]]], dtype=torch.bfloat16, device=device)
    for training, right in ((True, few - 2), (False, few)):
        own = props.filled(submission.BatchNorm2d(1), start_state(1), training, few.dtype, str(few.device))
        same(own(few), right, rtol=0.02, atol=0.02)
    far = torch.empty(2, 3, 4, 5, device="meta")
    for training in (True, False):
        own = props.filled(submission.BatchNorm2d(3), {}, training, torch.float32, "meta")
        try:
            got = own(far)
        except Raised as raised:
            if not any(said in raised.text for said in READS_VALUES):
                raise
        else:
            same(got, far)


@criterion(
    title="Built without PyTorch's normalisations",
    hint="x.mean and x.var take a tuple of axes; a root and some broadcasting do the rest.",
    rule="Batch, group, layer and instance norm may not be reached as functions, modules, base classes or aten operations.",
    example="""class BatchNorm2d(nn.BatchNorm2d)   forbidden
class BatchNorm2d(nn.Module)        welcome""",
    alone=True,
)
def test_built_by_hand(submission, props, rng):
    x = images(rng, 3, 2, 2, 2)
    with watched(submission, NORMALISATIONS):
        for training in (True, False):
            own, right = pair(submission, props, drawn_state(rng, 2), x, training)
            with torch.no_grad():
                close(own(x), right(x))
        with suppress(Raised):
            submission.BatchNorm2d(2, affine=False)
