"""Suite of 03_convolution/feature_maps: a small network, and what looking into a model shows and leaves. Runs in the judge."""

from contextlib import suppress

import torch
from hypothesis import strategies as st
from torch.nn import functional

from grader.judge import Raised, criterion, expect, once_right, raises, same

NAMES = ("conv", "act", "body", "body.0", "body.1", "body.1.0", "body.1.1")


def drawn_seed(rng):
    """Return a number that tensors can be drawn with again and again."""
    return int(torch.randint(2**31, (), generator=rng))


def pictures(rng, count=2, height=5, width=6):
    """Return a batch of noise, half of it negative."""
    return torch.randn(count, 3, height, width, generator=rng)


@criterion(
    points=2,
    title="SimpleConv: conv1, from 3 to 6 channels, 3x3, and nothing else",
    hint="Call super().__init__() first, store the layer as self.conv1, and let forward return what it gives.",
    rule="self.conv1 = nn.Conv2d(3, 6, 3) in __init__; forward returns self.conv1(x): no padding, no activation.",
    example="""[2, 3, 32, 32]  -> [2, 6, 30, 30]
[1, 3, 3, 4]    -> [1, 6, 1, 2]""",
)
def test_simple_conv(submission, props, rng):
    model = submission.SimpleConv()
    expect(props.has_forward(model), "the network has no method `forward`: is it spelt to the letter?")
    same(props.conv_shape(model), (6, 3, 3, 3), what="the shape of conv1's weight")
    weight, bias = torch.randn(6, 3, 3, 3, generator=rng), torch.randn(6, generator=rng)
    biased = props.set_conv(model, weight, bias)
    for size in ((2, 5, 7), (1, 3, 4), (3, 8, 8)):
        x = pictures(rng, *size)
        expected = functional.conv2d(x.double(), weight.double(), bias.double() if biased else None).float()
        same(model(x), expected, what="the output of SimpleConv")


@criterion(
    points=2,
    title="capture gives each named layer's output, and no other",
    hint="register_forward_hook calls your function with (module, inputs, output) when the layer has run.",
    rule="One hook for each name of named_modules(), nested ones as well; the dict maps the name to that layer's output.",
    example="""Sequential(Sequential(Linear, Tanh), Linear), names ["0.1", "1"]
    -> {"0.1": what Tanh gave, "1": what the last Linear gave}""",
)
def test_capture(submission, reference, props, judge_props, cases, rng):
    seed, x = drawn_seed(rng), pictures(rng)

    def check(names):
        expected = reference.capture(judge_props.net(seed), x, names)
        same(submission.capture(props.net(seed), x, names), expected)

    drawn = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True)
    cases.check(check, ["conv"], ["body.1.1", "conv"], ["body.0", "act", "body.1.0"], list(NAMES), drawn=drawn)


@criterion(
    title="One forward pass, without gradients, and the switch is as before",
    hint="A hook for every name first, then one call of the model, inside the context that switches gradients off.",
    rule="with torch.no_grad(): model(x), once for all names. The context switches gradients back by itself; parameters keep "
    "their requires_grad.",
    example="""with torch.no_grad():
    model(x)                  gradients are off
torch.is_grad_enabled()       True again""",
)
def test_one_pass_without_gradients(submission, props, rng):
    x = pictures(rng)
    for names in (["0"], ["1", "0", "2"]):
        props.switch_gradients(True)
        model = props.telling([False] * 4, frozen=True)
        before = props.state(model)
        got = submission.capture(model, x, names)
        same(set(got) if isinstance(got, dict) else got, set(names), what="the names in the result")
        same(props.runs(model), [False], what="for each run of the model, whether gradients were on")
        same(props.gradients_on(), True, what="whether gradients are on afterwards")
        same(props.state(model), before, what="the model afterwards")
    props.switch_gradients(False)
    submission.capture(model, x, ["0"])
    same(props.gradients_on(), False, what="whether gradients are on afterwards, if they were off")
    props.switch_gradients(True)


@criterion(
    title="The model runs in the mode that it is in",
    hint="Who calls capture decides about the mode. Neither eval() nor train() is needed.",
    rule="Leave `training` of all modules as it is, before the pass and afterwards.",
    example="""a layer that gives 2x in training, 3x in eval mode, on 1
model.train()  capture gives 2
model.eval()   capture gives 3""",
)
def test_mode(submission, reference, props, judge_props, cases, rng):
    x = pictures(rng)

    def check(modes):
        model, known = props.telling(modes), judge_props.telling(modes)
        expected = reference.capture(known, x, ["0", "1", "2"])
        got, after = submission.capture(model, x, ["0", "1", "2"]), props.state(model)
        same(got, expected)
        same(after, judge_props.state(known), what="the model afterwards")

    fixed = ([True] * 4, [False] * 4, [True, False, True, False], [False, True, False, True])
    cases.check(check, *fixed, drawn=st.lists(st.booleans(), min_size=4, max_size=4))


@criterion(
    points=2,
    title="The maps are copies: a later in-place layer does not change them",
    hint="ReLU(inplace=True) writes into the tensor that the layer before it gave, and your dict may hold this very tensor.",
    rule="Keep output.detach().clone(): detach() alone still shares the memory.",
    example="""conv gives    -1 2
ReLU in place  0 2   in the same memory
kept without a copy:  conv  0 2, wrong
kept as a copy:       conv -1 2""",
)
def test_copies(submission, reference, props, judge_props, rng):
    seed, x = drawn_seed(rng), pictures(rng)
    for build, names in (("net", ["conv", "act", "body.0"]), ("doubling", ["0", "1", "2"]), ("doubling", ["1"])):
        args = (seed, True) if build == "net" else (seed,)
        expected = reference.capture(getattr(judge_props, build)(*args), x, names)
        same(submission.capture(getattr(props, build)(*args), x, names), expected)


@criterion(
    title="Of a layer that runs twice the last output counts",
    hint="Your hook is called at each run of the layer. What is in the dict already?",
    rule="Each run writes over what the run before has left.",
    example="""forward is a(b(a(x)))
maps["a"] is what the second run of a gave""",
)
def test_last_run(submission, reference, props, judge_props, rng):
    seed, x = drawn_seed(rng), pictures(rng)
    for names in (["mix"], ["act"], ["act", "mix"]):
        same(submission.capture(props.again(seed), x, names), reference.capture(judge_props.again(seed), x, names))


@criterion(
    points=2,
    title="Your hooks are gone afterwards, and those of others stay",
    hint="register_forward_hook returns a handle. What is it for?",
    rule="Keep the handle of each hook that you register, and call remove() on exactly these.",
    example="""handle = layer.register_forward_hook(hook)
...
handle.remove()""",
)
def test_hooks(submission, props, rng):
    seed, x = drawn_seed(rng), pictures(rng)
    for names in (["conv"], ["body.0", "conv", "act"], ["body", "body.1.0"]):
        model = props.hooked(seed)
        before, calls = props.hooks_of(model), props.calls(model)
        got = submission.capture(model, x, names)
        same(set(got) if isinstance(got, dict) else got, set(names), what="the names in the result")
        same(props.hooks_of(model), before, what="the numbers of hooks afterwards")
        props.run(model, x)
        same(props.calls(model) - calls, 4, what="how often the hooks of others were called in two runs")
    model = props.hooked(seed)
    with suppress(Raised):  # a name that comes twice may be refused
        submission.capture(model, x, ["conv", "conv"])
    same(props.hooks_of(model), before, what="the numbers of hooks afterwards")


@criterion(
    title="Nothing is left behind after an error either",
    hint="The model may fail in the middle. An error leaves the function at once; only what stands in `finally` is still done.",
    rule="Run the model inside `try:`, and remove the hooks in `finally:`.",
    example="""try:
    1 / 0
finally:
    print("still done")   printed, then the error goes on""",
)
def test_after_an_error(submission, props, rng):
    seed, x = drawn_seed(rng), pictures(rng)
    same(set(submission.capture(props.hooked(seed), x, ["conv"])), {"conv"}, what="the names in the result")
    for names in (["conv"], ["body.0", "conv", "body.1.1"]):
        model = props.hooked(seed, True)
        before = props.hooks_of(model)
        with suppress(Raised):  # that it comes through is not the point
            submission.capture(model, x, names)
        same(props.hooks_of(model), before, what="the numbers of hooks afterwards")
        same(props.gradients_on(), True, what="whether gradients are on afterwards")
    with suppress(Raised):
        submission.capture(model, x[0, 0, 0], ["conv", "act"])
    same(props.hooks_of(model), before, what="the numbers of hooks afterwards")


@criterion(
    title="An unknown name: ValueError, and the model has not run",
    hint="Look for all names before the first hook is registered. What does a dict, or get_submodule, raise by itself?",
    rule="Compare layer_names with named_modules() first, and raise a ValueError if one is missing.",
    example="""names ["conv", "cnov"]
ValueError: the model has no layer 'cnov'""",
)
def test_unknown_name(submission, props, rng):
    x = pictures(rng)
    with once_right():
        same(set(submission.capture(props.telling([True] * 4), x, ["0", "2"])), {"0", "2"}, what="the names in the result")
    for names in (["3"], ["0", "conv"], ["1", "0.0"], ["weight", "2"]):
        model = props.telling([True] * 4)
        state, hooks = props.state(model), props.hooks_of(model)
        raises(lambda names=names, model=model: submission.capture(model, x, names), ValueError)
        same(props.hooks_of(model), hooks, what="the numbers of hooks afterwards")
        same(props.state(model), state, what="the model afterwards")
    for names in (["0"], ["conv", "1.1"]):  # parts of names that this network has
        raises(lambda names=names: submission.capture(props.net(0), x, names), ValueError)


@criterion(
    title="The maps have dtype and device of the layer's output",
    hint="What a layer gives is a tensor already. Keep it as it is: no .cpu(), no .numpy(), no .float().",
    rule="output.detach().clone() has the dtype and the device of output.",
    example="""model.double(), x.double()   -> float64 maps
model and x on the GPU       -> maps on the GPU""",
)
def test_dtype_and_device(submission, reference, props, judge_props, rng):
    seed, x = drawn_seed(rng), pictures(rng).double()
    expected = reference.capture(judge_props.moved(judge_props.net(seed), torch.float64), x, ["conv", "body.1"])
    same(submission.capture(props.moved(props.net(seed), torch.float64), x, ["conv", "body.1"]), expected)
    x = torch.empty(3, 3, 4, 6, device="meta")
    got = submission.capture(props.moved(props.net(seed), torch.float32, "meta"), x, ["conv", "body"])
    shapes = {"conv": (3, 4, 2, 4), "body": (3, 2, 2, 4)}
    same(got, {name: torch.empty(shape, device="meta") for name, shape in shapes.items()})
