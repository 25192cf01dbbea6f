"""The hidden suite of cifar_net: the network's values, and what layer_shapes sees and leaves. Runs in the judge."""

import torch
from hypothesis import strategies as st
from torch.nn import functional

from grader.judge import Failure, Message, Raised, criterion, expect, same

# The weight of each layer by its shape: no two layers of the network have the same.
LAYERS = ((32, 3, 5, 5), (32, 32, 5, 5), (64, 32, 5, 5), (64, 1024))
MOST_WAYS = 24  # in which biases of equal shape can be told apart, where their names don't say it


def drawn_weights(num_classes, seed):
    """Return [weight, bias, weight, ...] of the five layers, large enough that each one shows in the logits."""
    rng = torch.Generator().manual_seed(seed)
    tensors = []
    for shape in (*LAYERS, (num_classes, 64)):
        fan_in = torch.Size(shape[1:]).numel()
        tensors.append(torch.randn(shape, generator=rng, dtype=torch.float64) * fan_in**-0.5)
        tensors.append(torch.randn(shape[0], generator=rng, dtype=torch.float64))
    return tensors


def drawn_seed(rng):
    """Return a number that tensors can be drawn with again and again."""
    return int(torch.randint(2**31, (), generator=rng))


def logits_of(x, tensors):
    """Return what the network gives with these weights."""
    for weight, bias in zip(tensors[:6:2], tensors[1:6:2], strict=True):
        x = functional.max_pool2d(functional.conv2d(x, weight, bias, padding=2), 2)
    x = functional.linear(x.flatten(1), tensors[6], tensors[7])
    return functional.linear(x, tensors[8], tensors[9])


def gradient_names():
    """Return what the input's gradient and those of the layers' weights and biases are called, in this order."""
    names = [Message("the gradient of the input")]
    for number in (1, 2, 3):
        names.append(Message("the gradient of the weight of convolution {number}", {"number": number}))
        names.append(Message("the gradient of the bias of convolution {number}", {"number": number}))
    for number in (1, 2):
        names.append(Message("the gradient of the weight of linear layer {number}", {"number": number}))
        names.append(Message("the gradient of the bias of linear layer {number}", {"number": number}))
    return names


def build(submission, props, num_classes=10):
    """Return a network that ran once (a lazy layer has its parameters then), and its parameters' shapes."""
    model = submission.CifarNet(num_classes)
    expect(props.has_forward(model), "the network has no method `forward`: is it spelt to the letter?")
    props.run_once(model)
    return model, props.shapes(model)


def try_namings(props, model, wanted, check):
    """Run `check(way)` for each way in which the parameters can be the layers' until one passes; fail as the first did."""
    ways = props.ways(model, wanted)
    expect(ways, "the parameters do not have the shapes of three 5x5 convolutions and two linear layers")
    first = None
    for way in range(min(ways, MOST_WAYS)):
        try:
            check(way)
        except Failure as failure:
            first = first or failure
        else:
            return
    raise first


def outcome(function, *args):
    """Return what the call returns or raises: some criteria judge when they have seen all."""
    try:
        return function(*args)
    except Raised as raised:
        return raised


def lists(got, expected, what="the result"):
    """Fail unless the call came back with this list."""
    if isinstance(got, Raised):
        raise got
    same(got, expected, what=what)


@criterion(
    points=1,
    title="Logits for each picture and class: any batch size, any number of classes",
    hint="Keep the first axis, the batch, as it is when you flatten, and let num_classes decide the last layer's width.",
    rule="[N, 3, 32, 32] gives [N, num_classes] for every N, 1 as well, and for every number of classes, 1 as well.",
    example="""CifarNet()               on [2, 3, 32, 32] -> [2, 10]
CifarNet()               on [1, 3, 32, 32] -> [1, 10], not [10]
CifarNet(num_classes=1)  on [5, 3, 32, 32] -> [5, 1],  not [5]""",
)
def test_output_shape(submission, props, cases, rng):
    seed = drawn_seed(rng)

    def check(case):
        classes, batch = case
        model = submission.CifarNet() if classes is None else submission.CifarNet(num_classes=classes)
        expect(props.has_forward(model), "the network has no method `forward`: is it spelt to the letter?")
        props.zeroed(model)
        got = model(torch.rand(batch, 3, 32, 32, generator=torch.Generator().manual_seed(seed)))
        expect(isinstance(got, torch.Tensor), "the network did not return a tensor")
        shape = (batch, 10 if classes is None else classes)
        same((tuple(got.shape), got.dtype), (shape, torch.float32), what="the logits' shape and dtype")

    fixed = ((10, 4), (10, 1), (7, 2), (1, 5), (1, 1), (None, 2))
    cases.check(check, *fixed, drawn=st.tuples(st.integers(1, 12), st.integers(1, 5)))


@criterion(
    points=1,
    title="145,578 parameters for ten classes",
    hint="Count layer by layer: every filter and every linear output has a bias. Layers live in the module once, "
    "made in __init__.",
    rule="A convolution has outputs * (inputs * 5 * 5 + 1) parameters, a linear layer outputs * (inputs + 1). "
    "`parameters()` sees layers that are attributes of the module or stand in an nn.Sequential or nn.ModuleList.",
    example="""convolution  3 -> 32:  32 * (3 * 25 + 1)  =  2,432
convolution 32 -> 32:  32 * (32 * 25 + 1) = 25,632
convolution 32 -> 64:  64 * (32 * 25 + 1) = 51,264
linear    1024 -> 64:  64 * (1024 + 1)    = 65,600
linear      64 -> 10:  10 * (64 + 1)      =    650""",
)
def test_parameter_count(submission, props):
    for classes in (10, 4):
        _, shapes = build(submission, props, classes)
        total = sum(torch.Size(shape).numel() for shape in shapes)
        what = Message("the number of parameters for {classes} classes", {"classes": classes})
        same(total, 145_578 - 65 * (10 - classes), what=what)


@criterion(
    points=3,
    title="With the same weights the same logits: convolution and pooling three times, two linear layers, nothing else",
    hint="Follow one picture through the network with layer_shapes. Is there an activation, a softmax, a padding "
    "or an order of layers that the task does not name?",
    rule="Convolution, max pooling, three times; flatten; linear, linear. The last layer's outputs are returned as they are.",
    example="""logits 2 -1 0  are returned as 2 -1 0
with a ReLU at the end:      2  0 0
with a softmax at the end:   0.84 0.04 0.11""",
)
def test_logits(submission, props, cases, rng, device):
    seed = drawn_seed(rng)

    def check(case):
        classes, batch = case
        tensors = drawn_weights(classes, seed)
        model, _ = build(submission, props, classes)
        model.double()
        model.to(device)
        pictures = torch.Generator().manual_seed(seed + 1)
        x = torch.randn(batch, 3, 32, 64, generator=pictures, dtype=torch.float64).to(device)[..., ::2]  # not contiguous
        expected = logits_of(x, [tensor.to(device) for tensor in tensors])

        def check_way(way):
            props.transplant(model, tensors, way)
            same(model(x), expected, what="the logits")
            model.eval()
            same(model(x), expected, what="the logits in eval mode")
            model.train()

        try_namings(props, model, [tuple(tensor.shape) for tensor in tensors], check_way)

    cases.check(check, (10, 3), (6, 3), drawn=st.tuples(st.integers(2, 3), st.integers(2, 3)), draws=1)


@criterion(
    points=1,
    title="The gradient reaches every layer and the input",
    hint="A layer that forward does not use, or a .detach(), .data or .item() on the way, leaves what lies before it without "
    "a gradient.",
    rule="Every parameter takes part in forward, and autograd can follow each step from the logits back to the input.",
    example="""x -> convolution -> flatten -> linear -> logits
x -> convolution -> flatten -> .detach() -> linear -> logits
     no gradient here           |  gradient here""",
)
def test_gradients(submission, props, rng):
    tensors = [tensor.requires_grad_() for tensor in drawn_weights(10, drawn_seed(rng))]
    shapes = [tuple(tensor.shape) for tensor in tensors]
    model, _ = build(submission, props)
    props.doubled(model)
    x = torch.randn(2, 3, 32, 32, generator=rng, dtype=torch.float64).requires_grad_()
    cotangent = torch.randn(2, 10, generator=rng, dtype=torch.float64)
    cotangent[0, 0], cotangent[1, 0] = 64 + 2.0**-19, -64  # the bias gets 2**-19 of both, which float32 rounds to 0
    expected = torch.autograd.grad(logits_of(x, tensors), [x, *tensors], cotangent)

    def check(way):
        props.transplant(model, [tensor.detach() for tensor in tensors], way)
        got = props.gradients_of(model, x.detach(), cotangent, shapes, way)
        for one, gradient, what in zip(got, expected, gradient_names(), strict=True):
            same(one, gradient, what=what)

    try_namings(props, model, shapes, check)


@criterion(
    points=1,
    title="The network follows its input's device and dtype",
    hint="A tensor or layer that forward makes anew stays on the CPU in float32, whatever .to() did to the model.",
    rule="After model.double() or model.to(device) the network takes such pictures and gives such logits: `.to()` moves the "
    "layers that the module knows, and nothing else.",
    example="""model.double(); model(x.double())       -> float64 logits
torch.zeros(2)                          float32, on the CPU
torch.zeros(2).to(x), x.new_zeros(2)    as x""",
)
def test_device_and_dtype(submission, props):
    model, _ = build(submission, props)
    model.double()
    props.zeroed(model)
    got = model(torch.ones(1, 3, 32, 32, dtype=torch.float64))
    same((tuple(got.shape), got.dtype), ((1, 10), torch.float64), what="the float64 model's logits")
    model, _ = build(submission, props, 5)
    model.to("meta")
    got = model(torch.empty(2, 3, 32, 32, device="meta"))
    same(got, torch.empty(2, 5, device="meta"), what="the logits on the meta device")


NAMES = ("body.0", "body.1.act", "body.1.conv", "pool", "flatten", "head")
SHAPES = ((4, 6, 4), (4, 6, 4), (6, 4, 4), (6, 2, 2), (24,), (5,))


def leaves(plan, name=""):
    """Return the names of a plan's leaf modules, in the order in which they run."""
    kind, parts = (plan, ()) if isinstance(plan, str) else plan
    if not parts:
        return [name]
    found = [leaves(part, f"{name}.{number}".lstrip(".")) for number, part in enumerate(parts)]
    return sum(reversed(found) if kind == "RunsBackwards" else found, [])


def written(plan):
    """Return a plan as it is printed."""
    return plan if isinstance(plan, str) else f"{plan[0]}({', '.join(written(part) for part in plan[1])})"


PLANS = st.recursive(
    st.just("Linear"),
    lambda inner: st.tuples(st.sampled_from(("Sequential", "RunsBackwards")), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=4,
)


@criterion(
    points=2,
    title="layer_shapes lists the leaf modules by name, in the order in which they ran",
    hint="A forward hook is told when its module has run, and with what output. Which modules have no children, "
    "and how does named_modules() call the nested ones?",
    rule="One (name, shape) for each run of a module without children: the dotted name of named_modules(), the output's shape "
    "as a tuple with the batch. Containers of any class are left out; a model without children is its own only leaf.",
    example="""Sequential(Sequential(Linear(2, 3)), Tanh()), input (1, 2)
    -> [("0.0", (1, 3)), ("1", (1, 3))]
Linear(2, 3) alone
    -> [("", (1, 3))]""",
)
def test_layer_shapes(submission, props, cases):
    def check(case):
        plan, batch = case
        what = Message("the list for {model}", {"model": written(plan)})
        if plan == "Chain":
            expected = [(name, (batch, *shape)) for name, shape in zip(NAMES, SHAPES, strict=True)]
            same(submission.layer_shapes(props.Chain(), (batch, 2, 6, 4)), expected, what=what)
        else:
            expected = [(name, (batch, 2)) for name in leaves(plan)]
            same(submission.layer_shapes(props.nested(plan), (batch, 2)), expected, what=what)

    empty = ("Sequential", [("Sequential", []), "Linear"])  # a module without modules inside is a leaf, whatever its class
    cases.check(check, ("Chain", 3), ("Chain", 1), ("Linear", 2), (empty, 1), drawn=st.tuples(PLANS, st.integers(1, 2)))


@criterion(
    points=1,
    title="A layer that runs twice is listed twice, one that does not run not at all",
    hint="Write down what happens when it happens: a dict by name forgets the first run, a list of all layers "
    "knows of layers that never ran.",
    rule="Every run gives one entry at the end of the list, also where the same layer ran before.",
    example="""layers a, b, c; forward is a(b(a(x)))
    -> a, b, a: a twice, c not""",
)
def test_runs_are_listed(submission, props, cases):
    runs = [("shrink", (2, 2, 8)), ("mix", (2, 2, 8)), ("shrink", (2, 2, 4)), ("shrink", (2, 2, 2))]
    shared = [("0", (2, 4)), ("1", (2, 4)), ("2", (2, 2)), ("1", (2, 2))]
    named = {"doubled": (props.Doubled, (2, 2, 16), runs), "shared": (props.shared, (2, 3), shared)}

    def check(case):
        if isinstance(case, str):
            make, shape, expected = named[case]
            same(submission.layer_shapes(make(), shape), expected)
        else:
            what = Message("the list for layers that run in the order {order}", {"order": ", ".join(case)})
            same(submission.layer_shapes(props.Runs(case), (1, 2)), [(name, (1, 2)) for name in case], what=what)

    cases.check(check, "doubled", "shared", ["a", "a", "c", "a"], drawn=st.lists(st.sampled_from("abc"), min_size=1, max_size=4))


@criterion(
    points=1,
    title="layer_shapes runs on zeros of the model's dtype, on its device",
    hint="Ask one of the model's parameters for its dtype and its device.",
    rule="The input is made like the model, the model stays what it is: torch.zeros(shape, dtype=..., device=...).",
    example="""p = next(model.parameters())
p.dtype, p.device  -> float64, cpu
torch.zeros(2, 3)  -> float32: a float64 model refuses it""",
)
def test_probe_follows_the_model(submission, props):
    models = [props.guarded(dtype) for dtype in (torch.float32, torch.float64, torch.bfloat16)]
    models += [props.guarded(dtype, "meta") for dtype in (torch.float32, torch.float64)]
    places = [props.places_of(model) for model in models]
    results = [outcome(submission.layer_shapes, model, (2, 5, 3)) for model in models]
    places_after = [props.places_of(model) for model in models]
    for got, (place,) in zip(results, places, strict=True):
        lists(got, [("0", (2, 5, 3)), ("1", (2, 5, 4)), ("2", (40,))], Message("the list for {dtype}", {"dtype": place}))
    same(places_after, places, what="the models' dtypes and devices afterwards")


NORMED = [*((name, (2, 4, 4, 5)) for name in ("conv", "norm", "frozen_norm", "drop")), ("pool", (2, 4, 1, 1))]


@criterion(
    points=2,
    title="The model is afterwards as it was: modes, batch-norm statistics, gradients",
    hint="A look must not change anything. In training mode batch norm learns from every input, and train() or "
    "eval() on the whole model forgets which part was in which mode.",
    rule="Remember the mode of each module before model.eval(), and give each its own back. Parameters, their gradients and "
    "requires_grad, and whether gradients are switched on, stay untouched.",
    example="""before:  model training, model.norm in eval mode
after:   model training, model.norm in eval mode
         (model.train() would put both into training mode)""",
)
def test_model_is_left_alone(submission, props):
    seen = []
    for training in (False, True):
        props.switch_gradients(training)
        model = props.normed(training)
        before = props.state_of(model)
        got = outcome(submission.layer_shapes, model, (2, 3, 6, 7))
        seen.append((got, props.state_of(model), before))
    for got, after, before in seen:
        lists(got, NORMED)
        same(after, before, what="the model's state afterwards", rtol=0, atol=0)


@criterion(
    points=1,
    title="No hook is left, and modes are restored, even when the model fails",
    hint="What has to happen in any case belongs into `finally`. Remove your own hooks, not those of others.",
    rule="Each register_forward_hook returns a handle; call its remove(), and restore the modes, in a `finally`.",
    example="""try:
    model(x)           # may raise
finally:
    handle.remove()    # happens all the same""",
)
def test_nothing_is_left_after_an_error(submission, props):
    model = props.normed(True)
    hooks = props.hooks_of(model)
    got = outcome(submission.layer_shapes, model, (2, 3, 6, 7))
    hooks_after = props.hooks_of(model)
    seen = []
    for training in (True, False):
        failing = props.normed(training, fault=True)
        before = props.hooks_of(failing), props.state_of(failing)
        outcome(submission.layer_shapes, failing, (2, 3, 6, 7))  # that the error comes through is not the point
        seen.append((before, (props.hooks_of(failing), props.state_of(failing))))
    lists(got, NORMED)
    same(hooks_after, hooks, what="the number of hooks afterwards")
    for before, after in seen:
        same(after[0], before[0], what="the number of hooks after an error")
        same(after[1], before[1], what="the model's state after an error", rtol=0, atol=0)
