"""The hidden suite of linear: flattening, a layer's parameters and their start, values, gradients. Runs in the judge."""

import torch
from hypothesis import strategies as st
from torch.nn import functional

from grader.judge import (
    Forbidden,
    Message,
    Raised,
    agreeing,
    call,
    criterion,
    distinct_tensors,
    expect,
    gradients,
    keeps_inputs,
    once_right,
    raises,
    same,
    watched,
)

OWN = Forbidden(
    "PyTorch's linear and flatten",
    operations=("aten::linear", "aten::flatten", "aten::mkldnn_linear", "aten::linear_backward"),
    functions=(
        *(f"{home}.{name}" for home in ("torch.nn.functional", "torch._C._nn") for name in ("linear", "flatten")),
        *(f"torch.nn.{name}" for name in ("Linear", "LazyLinear", "Flatten")),
        "torch.flatten",
        "torch.Tensor.flatten",
    ),
)
# What PyTorch says to comparisons and loops on a device without values: those are right on real devices.
READS_VALUES = ("Tensor.item() cannot be called on meta", "register_meta function", "attempted to run this operator with Meta")
FEW = st.integers(1, 3)
START_INPUTS, START_OUTPUTS = 7, 2000  # the root of 7 is no whole number


def distinct(rng, *shape, dtype=torch.float32):
    """Return whole numbers without equals, in any order."""
    count = torch.Size(shape).numel()
    return (torch.randperm(count, generator=rng) - count // 3).reshape(shape).to(dtype)


def layer_case(rng, *lead, inputs=4, outputs=3, bias=True, dtype=torch.float32):
    """Return (x, weight, bias or None) of a layer."""
    shapes = ((*lead, inputs), (outputs, inputs), (outputs,))
    x, weight, shift = (torch.randn(shape, generator=rng, dtype=torch.float64).to(dtype) for shape in shapes)
    return x, weight, shift if bias else None


def layer_of(submission, props, weight, bias):
    """Return the submission's layer with these values."""
    outputs, inputs = weight.shape
    layer = submission.Linear(inputs, outputs) if bias is not None else submission.Linear(inputs, outputs, bias=False)
    return props.filled(layer, weight, bias)


def layers_are_right(submission, props, device):
    """Return the check that a layer with given values gives what PyTorch's gives."""

    def check(case):
        x, weight, bias = (None if tensor is None else tensor.to(device) for tensor in case)
        same(layer_of(submission, props, weight, bias)(x), functional.linear(x, weight, bias))

    return check


def evenly_drawn(name, values):
    """Check that the numbers are drawn one by one, evenly between -1/sqrt(START_INPUTS) and 1/sqrt(START_INPUTS)."""
    shares = values.double().flatten() * START_INPUTS**0.5  # evenly between -1 and 1, far within what 2000 draws vary
    largest = float(shares.abs().max()) / START_INPUTS**0.5
    facts = {"name": name, "largest": f"{largest:.4f}", "bound": f"{START_INPUTS**-0.5:.4f}"}
    expect(
        0.97 < largest * START_INPUTS**0.5 < 1.00001,
        "the largest number in {name} is {largest} away from 0; evenly drawn it is just below {bound}",
        **facts,
    )
    expect(abs(shares.mean()) < 0.1, "the numbers in {name} are not drawn with either sign", name=name)
    half = float((shares.abs() < 0.5).double().mean())
    expect(abs(half - 0.5) < 0.08, "the numbers in {name} are not evenly drawn", name=name)
    distinct_values = len(shares.unique())
    expect(distinct_values > 0.9 * len(shares), "the numbers in {name} are not drawn one by one", name=name)


@st.composite
def layers(draw, leads):
    """Draw (x, weight, bias or None) with small whole numbers; `leads` draws the axes before the last."""
    inputs, outputs = draw(FEW), draw(FEW)
    bias = draw(st.one_of(st.none(), distinct_tensors((outputs,))))
    return draw(distinct_tensors((*draw(leads), inputs))), draw(distinct_tensors((outputs, inputs))), bias


@criterion(
    points=2,
    title="flatten keeps the batch: [N, C, H, W] becomes [N, C*H*W]",
    hint="Which axis must not be touched, so that picture 0 stays row 0?",
    rule="Without further arguments all axes but the first become one, in the order in which they stand.",
    example="""x [2, 3, 4, 4] -> [2, 48]
x [1, 3, 4, 4] -> [1, 48]
x [2, 3]       -> [2, 3]""",
)
def test_flatten_keeps_the_batch(submission, reference, cases, rng, device):
    cases.check(
        agreeing(submission.flatten, reference.flatten),
        *(call(distinct(rng, *shape).to(device)) for shape in ((2, 3, 4, 5), (1, 2, 3, 2), (3, 2, 2), (2, 5), (4, 1, 2, 1, 3))),
        drawn=distinct_tensors((FEW, FEW, FEW)).map(lambda x: call(x.to(device))),
    )


@criterion(
    points=2,
    title="flatten joins the axes from start_dim to end_dim, both included",
    hint="Write the new shape as three parts: what stands before, the joined axes, what stands behind.",
    rule="x.shape[:start], their product, x.shape[end + 1:]. A negative number counts from the last axis; start = end changes "
    "nothing.",
    example="""x [2, 3, 4, 5]
flatten(x, 0, 1)    [6, 4, 5]
flatten(x, 1, 2)    [2, 12, 5]
flatten(x, -2)      [2, 3, 20]
flatten(x, 2, 2)    [2, 3, 4, 5]""",
)
def test_flatten_any_axes(submission, reference, cases, rng, device):
    x = distinct(rng, 2, 3, 4, 5).to(device)
    ranges = ((0, 1), (1, 2), (0, -1), (-2, -1), (2, 2), (0, 0), (1, -2), (-3, 2), (-4, 3), (3, 3))
    cases.check(
        agreeing(submission.flatten, reference.flatten),
        *(call(x, *axes) for axes in ranges),
        call(x, start_dim=2),
        call(x, end_dim=2),
        call(distinct(rng, 6).to(device), 0),
        drawn=st.tuples(distinct_tensors((FEW, FEW, FEW)), st.sampled_from(((0, 1), (1, 2), (0, -2), (-2, -1), (1, 1)))).map(
            lambda pair: call(pair[0].to(device), *pair[1])
        ),
    )


@criterion(
    title="flatten: an axis that does not exist, or a start behind the end, is a ValueError",
    hint="A slice such as x.shape[:7] never complains. Compare the numbers with x.ndim yourself.",
    rule="Both numbers are between -x.ndim and x.ndim - 1; counted from the front, start is not above end.",
    example="""x [2, 3, 4]
flatten(x, 3)       ValueError
flatten(x, 1, -4)   ValueError
flatten(x, 2, 1)    ValueError
flatten(x, -1, 1)   ValueError, -1 is axis 2""",
)
def test_flatten_bad_axes(submission, reference, rng):
    x = distinct(rng, 2, 3, 4)
    with once_right():
        same(submission.flatten(x, -3, 2), reference.flatten(x, -3, 2))
    for axes in ((2, 1), (1, 0), (-1, 1), (2, -2), (-4, -1), (0, -4), (3, 3), (0, 3), (5,)):
        raises(lambda axes=axes: submission.flatten(x, *axes), ValueError)
    raises(lambda: submission.flatten(x[0, 0]), ValueError)


@criterion(
    title="The layer's parameters are weight [out, in] and bias [out]; without a bias it is None",
    hint="A module finds its parameters by itself if they are nn.Parameter attributes. Which way round is the weight?",
    rule="self.weight and self.bias are nn.Parameter; a row of the weight belongs to an output. With bias=False, "
    "self.bias = None.",
    example="""Linear(3, 5)              weight [5, 3], bias [5]
Linear(3, 5, bias=False)  weight [5, 3], bias None""",
)
def test_parameters(submission, props, cases):
    def check(case):
        inputs, outputs = case
        both = {"weight": (outputs, inputs), "bias": (outputs,)}
        same(props.parameters(submission.Linear(inputs, outputs)), both, what="the parameters")
        bare = submission.Linear(inputs, outputs, bias=False)
        same(props.parameters(bare), {"weight": (outputs, inputs)}, what="the parameters without a bias")
        expect(props.has_no_bias(bare), "with bias=False, `bias` is not None")

    cases.check(check, (3, 5), (5, 3), (1, 4), (4, 1), drawn=st.tuples(FEW, FEW))


@criterion(
    points=2,
    title="Weight and bias start evenly drawn between -1/sqrt(in) and 1/sqrt(in)",
    hint="The more inputs are added up, the smaller each weight must be. Which of the two numbers of features is under the root?",
    rule="Every number is drawn by itself, evenly (not from a bell curve) and with either sign, by torch: a new layer has new "
    "numbers, and the same ones after the same torch.manual_seed.",
    example="""Linear(4, 7): 1 / sqrt(4) = 0.5
28 weights and 7 biases between -0.5 and 0.5
torch.empty(7, 4).uniform_(-0.5, 0.5)""",
)
def test_start_values(submission, props, seed):
    first, again, other = props.starts(submission.Linear, seed % 2**31, START_INPUTS, START_OUTPUTS)
    shapes = ((START_OUTPUTS, START_INPUTS), (START_OUTPUTS,))
    for name, values, shape in zip(("weight", "bias"), first, shapes, strict=True):
        same(tuple(values.shape), shape, what=Message("the shape of {name}", {"name": name}))
        evenly_drawn(name, values)
    same(again, first, what="weight and bias of a layer made after the same torch.manual_seed")
    for name, one, two in zip(("weight", "bias"), first, other, strict=True):
        expect(not torch.equal(two, one), "two layers that are made one after the other have the same {name}", name=name)
    evenly_drawn("weight", props.weight_of(submission.Linear(START_INPUTS, START_OUTPUTS, bias=False)))


@criterion(
    points=2,
    title="The layer gives x times the transposed weight, plus the bias",
    hint="Output o is the sum of all inputs, input i times weight[o, i]. Which axes of x and of the weight meet?",
    rule="[N, in] @ [in, out] is [N, out]: x @ weight.T + bias. Without a bias nothing is added.",
    example="""weight 1 2     bias 10 20     x 1 1
       3 4
result  1 + 2 + 10    3 + 4 + 20   =   13 27""",
)
def test_values(submission, props, cases, rng, device):
    fixed = [
        layer_case(rng, 5),
        layer_case(rng, 5, inputs=3, outputs=3),
        layer_case(rng, 1, inputs=2, outputs=6),
        layer_case(rng, 4, inputs=1, outputs=4),
        layer_case(rng, 5, inputs=6, outputs=2, bias=False),
        layer_case(rng, 5, inputs=5, outputs=1),
    ]
    cases.check(layers_are_right(submission, props, device), *fixed, drawn=layers(st.tuples(FEW)))


@criterion(
    title="Any axes may stand before the features, also none",
    hint="The layer works on the last axis only. Does your code name the number of axes somewhere?",
    rule="[..., in] becomes [..., out]: `@` broadcasts over leading axes by itself.",
    example="""Linear(3, 5)
[2, 7, 3]     -> [2, 7, 5]
[2, 4, 7, 3]  -> [2, 4, 7, 5]
[3]           -> [5]""",
)
def test_leading_axes(submission, props, cases, rng, device):
    fixed = [layer_case(rng, *lead) for lead in ((), (2, 3), (2, 1, 3), (4, 4), (1, 2, 2, 3))]
    fixed.append(layer_case(rng, 2, 2, inputs=3, outputs=3))
    drawn = layers(st.lists(FEW, min_size=0, max_size=3))
    cases.check(layers_are_right(submission, props, device), *fixed, drawn=drawn)


@criterion(
    title="An input of another width is a ValueError",
    hint="What happens with an input of width 1? Products that broadcast accept it without a word.",
    rule="Compare x.shape[-1] with the layer's in_features before anything is computed.",
    example="""Linear(4, 2)
x [5, 4]   fine
x [5, 3]   ValueError
x [5, 1]   ValueError""",
)
def test_other_width(submission, props, rng):
    x, weight, bias = layer_case(rng, 5, inputs=4, outputs=2)
    layer = layer_of(submission, props, weight, bias)
    with once_right():
        same(layer(x), functional.linear(x, weight, bias))
    for shape in ((5, 1), (5, 3), (5, 8), (4, 5), (4, 2), (3,)):
        raises(lambda shape=shape: layer(distinct(rng, *shape)), ValueError)


@criterion(
    points=2,
    title="Gradients flow to x, weight and bias, and through flatten",
    hint="Compute with the parameters themselves: `.data`, `.detach()` and new tensors cut the gradient.",
    rule="x @ self.weight.T + self.bias: autograd then finds all three gradients. reshape passes gradients back as they come.",
    example="""y = x @ weight.T + bias
y.sum().backward()
bias.grad   N in each place, N the batch's size""",
)
def test_gradients(submission, props, reference, rng, device):
    for lead, bias in (((5,), True), ((2, 3), False)):
        x, weight, shift = layer_case(rng, *lead, bias=bias, dtype=torch.float64)
        cotangent = torch.randn(*lead, 3, generator=rng, dtype=torch.float64)
        leaves = [tensor.clone().requires_grad_() for tensor in (x, weight, shift) if tensor is not None]
        wanted = torch.autograd.grad(functional.linear(*leaves), leaves, cotangent)
        layer = layer_of(submission, props, weight.to(device), None if shift is None else shift.to(device))
        got = props.gradients_of(layer, x.to(device), cotangent.to(device))
        expected = {name: value.to(device) for name, value in zip(("x", "weight", "bias"), wanted, strict=False)}
        same(got, expected, what="the gradient")
    x = distinct(rng, 2, 3, 4, dtype=torch.float64).to(device).requires_grad_()
    cotangent = torch.randn(6, 4, generator=rng, dtype=torch.float64).to(device)
    got = gradients(submission.flatten, x, 0, 1, cotangent=cotangent)
    same(got, gradients(reference.flatten, x, 0, 1, cotangent=cotangent), what="the gradient")


@criterion(
    title="Layout, dtype and device are free, and x is left alone",
    hint="`view` refuses tensors that are not in one piece. A new tensor lies on the CPU as float32 unless you say otherwise.",
    rule="reshape works in any layout; the result has the dtype and device of x; parameters move with the layer.",
    example="""x.permute(0, 2, 1)    not in one piece: reshape copies where it must
layer.double()        its parameters become float64
layer.to("cuda")      its parameters move, other tensors do not""",
)
def test_layout_and_dtype(submission, props, reference, rng, device):
    x = distinct(rng, 2, 5, 3, 4, dtype=torch.float64).permute(0, 3, 1, 2).to(device)
    same(keeps_inputs(submission.flatten, x), reference.flatten(x))
    same(keeps_inputs(submission.flatten, x[:, ::2], 0, -2), reference.flatten(x[:, ::2], 0, -2))
    for bias in (True, False):
        x, weight, shift = layer_case(rng, 4, 3, bias=bias, dtype=torch.float64)
        x, weight, shift = (None if tensor is None else tensor.to(device) for tensor in (x, weight, shift))
        y = x.transpose(0, 1)
        same(keeps_inputs(layer_of(submission, props, weight, shift), y), functional.linear(y, weight, shift))
        x, weight, shift = (distinct(rng, *shape).to(device, torch.float16) for shape in ((4, 4), (3, 4), (3,)))
        shift = shift if bias else None
        same(layer_of(submission, props, weight, shift)(x), functional.linear(x, weight, shift))
        far = torch.empty(2, 3, 4, device="meta")
        layer = layer_of(submission, props, torch.empty(3, 4, device="meta"), torch.empty(3, device="meta") if bias else None)
        for function, expected in ((layer, (2, 3, 3)), (submission.flatten, (2, 12))):
            try:
                got = function(far)
            except Raised as raised:
                if not any(said in raised.text for said in READS_VALUES):
                    raise
            else:
                same(got, torch.empty(expected, device="meta"))


@criterion(
    title="Built without PyTorch's linear and flatten",
    hint="`@` multiplies matrices, reshape joins axes.",
    rule="nn.Linear, F.linear, torch.flatten, x.flatten and nn.Flatten may not be reached, nor what is derived from them.",
    example="""F.linear(x, weight, bias)   forbidden
x @ weight.T + bias         welcome""",
    alone=True,
)
def test_built_by_hand(submission, props, reference, rng):
    x, weight, bias = layer_case(rng, 5)
    images = distinct(rng, 2, 3, 2, 2)
    with watched(submission, OWN):
        for axes in ((), (0,), (1, 2), (0, -1), (2, 2)):
            same(submission.flatten(images, *axes), reference.flatten(images, *axes))
        same(layer_of(submission, props, weight, bias)(x), functional.linear(x, weight, bias))
        layer_of(submission, props, weight, None)(x)
