"""Suite of 09_beyond/rnn: one step, whole sequences, start states, gradients through time, shapes. Runs in the judge."""

from itertools import product

import torch
from hypothesis import strategies as st

from grader.judge import (
    Forbidden,
    criterion,
    expect,
    keeps_inputs,
    once_right,
    raises,
    same,
    tensors,
    type_names,
    watched,
)

CELLS = ("rnn_tanh", "rnn_relu", "lstm", "gru")
OPERATIONS = (*CELLS, *(f"{name}_cell" for name in CELLS), "_cudnn_rnn", "mkldnn_rnn_layer")
FUSED = ("_thnn_fused_lstm_cell", "_thnn_fused_gru_cell", "_lstm_mps", "miopen_rnn")
MODULES = ("RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell", "RNNBase", "RNNCellBase")
RECURRENT = Forbidden(
    "recurrence",
    operations=tuple(f"aten::{name}" for name in (*OPERATIONS, *FUSED)),
    functions=tuple(f"{module}.{name}" for module, name in product(("torch", "torch._VF"), OPERATIONS))
    + tuple(f"torch.nn.{name}" for name in MODULES)
    + ("torch.nn.modules.rnn.RNNBase", "torch.nn.modules.rnn.RNNCellBase"),
)


def weights_of(rng, inputs, hidden, device="cpu", dtype=torch.float64):
    """Return weights that are large enough for each one to show, and small enough for tanh not to flatten all."""
    shapes = {"weight_ih": (hidden, inputs), "weight_hh": (hidden, hidden), "bias_ih": (hidden,), "bias_hh": (hidden,)}
    return {name: numbers(rng, *shape, device=device, dtype=dtype) * 0.7 for name, shape in shapes.items()}


def numbers(rng, *shape, device="cpu", dtype=torch.float64):
    """Return numbers from -1 to 1."""
    return (torch.rand(shape, generator=rng, dtype=torch.float64) * 2 - 1).to(device, dtype)


def built(module, props, weights):
    """Return a module's cell with these weights; the judge's with the judge's props."""
    hidden, inputs = weights["weight_ih"].shape
    cell = module.RNNCell(inputs, hidden)
    props.load(cell, weights)
    return cell


@st.composite
def readings(draw, device, starts=(True, False)):
    """Draw weights, a short sequence and a start state (or none), in steps of a quarter."""
    inputs, hidden, batch, steps = [draw(st.integers(1, 2)) for _ in range(4)]
    quarters = st.integers(-4, 4)
    shapes = {"weight_ih": (hidden, inputs), "weight_hh": (hidden, hidden), "bias_ih": (hidden,), "bias_hh": (hidden,)}
    weights = {name: (draw(tensors(shape, quarters, torch.float64)) / 4).to(device) for name, shape in shapes.items()}
    x = draw(tensors((steps, batch, inputs), quarters, torch.float64)).to(device)
    started = draw(st.sampled_from(starts))
    return weights, x, draw(tensors((batch, hidden), quarters, torch.float64)).to(device) / 4 if started else None


@criterion(
    title="Four parameters, named and shaped as in PyTorch's own cell",
    hint="Each is an nn.Parameter of its own. Which size comes first in weight_ih, if x @ weight_ih.T is to be [N, hidden_size]?",
    rule="weight_ih [H, I], weight_hh [H, H], bias_ih [H], bias_hh [H]; nothing else is a parameter.",
    example="""RNNCell(3, 5)
weight_ih [5, 3]   bias_ih [5]
weight_hh [5, 5]   bias_hh [5]""",
)
def test_parameters(submission, props):
    for inputs, hidden in ((3, 5), (4, 2), (1, 1)):
        cell = submission.RNNCell(inputs, hidden)
        expect("Module" in type_names(cell), "RNNCell is no nn.Module")
        shapes = {"weight_ih": (hidden, inputs), "weight_hh": (hidden, hidden), "bias_ih": (hidden,), "bias_hh": (hidden,)}
        expected = {name: (shape, "torch.float32", True) for name, shape in shapes.items()}
        same(props.parameters(cell), expected, what="the parameters")


@criterion(
    points=3,
    title="One step: tanh of the sum of all four parts",
    hint="Write down the four shapes, and which matrix must be turned round. A square matrix can be turned the wrong way round "
    "without an error.",
    rule="tanh(x @ weight_ih.T + bias_ih + h @ weight_hh.T + bias_hh): one tanh, around the whole sum.",
    example="""one number each: x = 2, h = 1
weight_ih = 0.5, weight_hh = -1, both biases 0.1
tanh(2 * 0.5 + 0.1 + 1 * -1 + 0.1) = tanh(0.2) = 0.1974""",
)
def test_one_step(submission, reference, props, judge_props, cases, rng, device):
    def check(case):
        weights, x, h = case
        same(built(submission, props, weights)(x[0], h), built(reference, judge_props, weights)(x[0], h))

    fixed = []
    for inputs, hidden, batch in ((3, 4, 5), (4, 2, 3), (3, 3, 3), (2, 5, 1), (1, 1, 2)):
        x, h = numbers(rng, 1, batch, inputs, device=device), numbers(rng, batch, hidden, device=device)
        fixed.append((weights_of(rng, inputs, hidden, device), x, h))
    cases.check(check, *fixed, drawn=readings(device, starts=(True,)))
    weights, x, h = fixed[0]
    same(built(submission, props, weights)(x=x[0], h=h), built(reference, judge_props, weights)(x[0], h))


@criterion(
    title="Without a state the cell starts from zeros, each time",
    hint="What is h where none is given? And is anything left in the cell from the call before?",
    rule="h=None counts as zeros [N, hidden_size]; bias_hh is added all the same, and the cell keeps no state.",
    example="""cell(x)                   the same as cell(x, zeros)
cell(x), once more        the same again""",
)
def test_starts_from_zeros(submission, reference, props, judge_props, cases, rng, device):
    def check(case):
        weights, x, _ = case
        cell, right = built(submission, props, weights), built(reference, judge_props, weights)
        got = [cell(x[0]), cell(x[0]), cell(x[0] * 0, None)]
        same(got, [right(x[0]), right(x[0]), right(x[0] * 0)], what="the states after three calls without a state")

    sizes = ((3, 4, 2), (2, 2, 2), (2, 3, 1))
    fixed = [(weights_of(rng, i, h, device), numbers(rng, 1, n, i, device=device), None) for i, h, n in sizes]
    cases.check(check, *fixed, drawn=readings(device, starts=(False,)))


def read_right(submission, reference, props, judge_props):
    """Return the check that a sequence is read right."""

    def check(case):
        weights, x, h0 = case
        arguments = (x,) if h0 is None else (x, h0)
        got = submission.run_rnn(built(submission, props, weights), *arguments)
        same(got, reference.run_rnn(built(reference, judge_props, weights), *arguments))

    return check


@criterion(
    points=3,
    title="A sequence: the state goes from step to step, all states come out",
    hint="x[t] is the batch at time t. What goes into step 1 beside x[1], and what do you keep of each step?",
    rule="h = cell(x[t], h) for t = 0, 1, ...; outputs stacks all h along the time, last is the h after the last step.",
    example="""x [3, N, I]
h = cell(x[0])      outputs[0]
h = cell(x[1], h)   outputs[1]
h = cell(x[2], h)   outputs[2], and last""",
)
def test_sequence(submission, reference, props, judge_props, cases, rng, device):
    sizes = ((4, 2, 3, 5), (3, 3, 3, 3), (5, 1, 2, 3), (1, 4, 3, 2), (1, 1, 1, 1), (2, 5, 4, 1))
    fixed = [(weights_of(rng, i, h, device), numbers(rng, t, n, i, device=device), None) for t, n, i, h in sizes]
    cases.check(read_right(submission, reference, props, judge_props), *fixed, drawn=readings(device, starts=(False,)))


@criterion(
    title="The first step starts with h0",
    hint="Where does h0 enter, and does it enter once or at every step?",
    rule="h is h0 before the first step; afterwards each step takes the state that the one before gave.",
    example="""h = h0
h = cell(x[0], h)
h = cell(x[1], h)""",
)
def test_start_state(submission, reference, props, judge_props, cases, rng, device):
    fixed = []
    for t, n, i, h in ((3, 2, 3, 4), (1, 3, 2, 2), (4, 1, 2, 1)):
        start = numbers(rng, n, h, device=device)
        fixed.append((weights_of(rng, i, h, device), numbers(rng, t, n, i, device=device), start))
    cases.check(read_right(submission, reference, props, judge_props), *fixed, drawn=readings(device, starts=(True,)))
    weights, x, start = fixed[0]
    got = submission.run_rnn(cell=built(submission, props, weights), x=x, h0=start)
    same(got, reference.run_rnn(built(reference, judge_props, weights), x, start))


@criterion(
    points=2,
    title="Gradients flow back through all steps: to inputs, states and parameters",
    hint="Nothing may be taken out of the graph between two steps: `.detach()`, `.data` and new tensors filled with numbers "
    "cut it.",
    rule="The state of step t holds everything before it, so the first input gets a gradient from the last output too.",
    example="""last.sum().backward()
x.grad[0] is not zero: x[0] reaches last through every step""",
)
def test_gradients(submission, reference, props, judge_props, rng, device):
    for t, n, i, h, training in ((4, 2, 3, 5, True), (2, 3, 2, 2, False), (25, 1, 2, 2, True)):
        weights = weights_of(rng, i, h, device)
        x, start = numbers(rng, t, n, i, device=device), numbers(rng, n, h, device=device)
        outputs, last = numbers(rng, t, n, h, device=device), numbers(rng, n, h, device=device)
        for run, given, cotangents in ((False, x[0], [last]), (True, x, [outputs * 0, last]), (True, x, [outputs, last * 0])):
            cell, right = built(submission, props, weights), built(reference, judge_props, weights)
            expected = judge_props.gradients(reference.run_rnn if run else None, right, given, start, cotangents)
            got = props.gradients(submission.run_rnn if run else None, props.in_mode(cell, training), given, start, cotangents)
            same(got, expected, what="the gradients")


@criterion(
    points=2,
    title="Shapes that do not fit are ValueErrors",
    hint="Compare the shapes of x and h with what the parameters ask for. A state with one row fits every batch by "
    "broadcasting, without a word.",
    rule="x is [N, input_size], h is [N, hidden_size] with the same N; everything else raises a ValueError.",
    example="""RNNCell(3, 4), x [2, 3]
h [2, 4]: fine
h [1, 4]: ValueError, although PyTorch could broadcast it
h [2, 3]: ValueError""",
)
def test_bad_shapes(submission, reference, props, judge_props, rng):
    weights = weights_of(rng, 3, 4)
    x, h = numbers(rng, 5, 2, 3), numbers(rng, 2, 4)
    cell = built(submission, props, weights)
    with once_right():
        same(cell(x[0], h), built(reference, judge_props, weights)(x[0], h))
    wide = torch.cat([x, x], 2)
    states = (h[:1], h[:, :3], h[:, :1], h[0], h[None], torch.cat([h, h]))
    for given, state in ((wide[0], h), (x[0, :, :1], h), (x[0, :1], h), (x, h), *((x[0], state) for state in states)):
        raises(lambda given=given, state=state: cell(given, state), ValueError)
    for given in (wide[0], x, x[None]):
        raises(lambda given=given: cell(given), ValueError)
    raises(lambda: cell(x, h.expand(5, 2, 4)), ValueError)
    for given, state in ((wide, h), (x, h[:1]), (x, h[:, :3]), (x[:, :1], h), (x, h[None]), (x[None], h), (x[None], None)):
        raises(lambda given=given, state=state: submission.run_rnn(cell, given, state), ValueError)


@criterion(
    title="Any layout and float type, and inputs are left alone",
    hint="Write new states into new tensors; keep the dtype that came in, in the start state too.",
    rule="Results have the dtype of the input, whatever the strides are; x, h and h0 hold the same numbers afterwards.",
    example="""a float64 cell, float64 x, no state -> a float64 state
h0 before == h0 after""",
)
def test_layout_and_dtype(submission, reference, props, judge_props, rng, device):
    for dtype in (torch.float32, torch.float64, torch.float16):
        near = {"rtol": 1e-2, "atol": 1e-2} if dtype == torch.float16 else {}  # each product and sum is rounded
        weights = weights_of(rng, 3, 4, device, dtype)
        cell, right = built(submission, props, weights), built(reference, judge_props, weights)
        x = numbers(rng, 3, 2, 5, device=device, dtype=dtype).permute(2, 1, 0)  # [5, 2, 3]
        start = numbers(rng, 4, 2, device=device, dtype=dtype).t()
        same(keeps_inputs(cell, x[1], start), right(x[1], start), **near)
        same(keeps_inputs(cell, x[2]), right(x[2]), **near)
        got, same_x, same_start = props.read(submission.run_rnn, cell, x[::2], start)
        same(got, reference.run_rnn(right, x[::2], start), **near)
        same((same_x, same_start), (True, True), what="whether x and h0 hold the same numbers afterwards")
        same(submission.run_rnn(cell, x), reference.run_rnn(right, x), **near)


@criterion(
    title="New tensors follow the input's device",
    hint="The zeros of the first state must lie where x lies: device=x.device, or x.new_zeros.",
    rule="Tensors that meet in an operation must lie on one device; a new tensor lies on the CPU unless you say otherwise.",
    example="""torch.zeros(2)                    on the CPU
torch.zeros(2, device=x.device)   where x is
x.new_zeros(2)                    where x is, with its dtype""",
)
def test_device(submission, props, rng):
    cell = built(submission, props, {name: value.to("meta") for name, value in weights_of(rng, 3, 4).items()})
    x, state = [torch.empty(shape, device="meta", dtype=torch.float64) for shape in ((5, 2, 3), (2, 4))]
    same(cell(x[0], state), state)
    same(cell(x[0]), state)
    for arguments in ((x,), (x, state)):
        same(submission.run_rnn(cell, *arguments), (torch.empty(5, 2, 4, device="meta", dtype=torch.float64), state))


@criterion(
    title="Built without PyTorch's recurrent modules and functions",
    hint="Two matrix products, two biases and a tanh are all that a step needs.",
    rule="RNN, LSTM, GRU, their cells and the functions behind them may not be reached; matmul, F.linear and tanh are free.",
    example="""x @ weight.T + bias
torch.tanh(...)""",
    alone=True,
)
def test_no_ready_recurrence(submission, reference, props, judge_props, rng):
    weights = weights_of(rng, 3, 4)
    x, start = numbers(rng, 3, 2, 3), numbers(rng, 2, 4)
    right = built(reference, judge_props, weights)
    with watched(submission, RECURRENT):
        cell = built(submission, props, weights)
        same(cell(x[0], start), right(x[0], start))
        same(submission.run_rnn(cell, x), reference.run_rnn(right, x))
