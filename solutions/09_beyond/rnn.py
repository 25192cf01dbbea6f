# Check your work: make check EX=rnn
"""A network with a memory: it reads a sequence step by step and keeps in a state what it has read so far.

Sentences and sounds have no fixed length. So one small network is used at every step, always the same one, and hands its state on
to the next step.

`RNNCell(input_size, hidden_size)` is an `nn.Module` that does one step on a batch. `cell(x, h=None)` takes the input `x`,
[N, input_size], and the state `h`, [N, hidden_size], and returns the new state, [N, hidden_size]:

    tanh(x @ weight_ih.T + bias_ih + h @ weight_hh.T + bias_hh)

Without `h` the state is all zeros. The parameters have the names and shapes of PyTorch's own cell: `weight_ih` [hidden_size,
input_size], `weight_hh` [hidden_size, hidden_size], `bias_ih` and `bias_hh` [hidden_size], and there are no others. How they
start is up to you. The cell remembers nothing between two calls.

`run_rnn(cell, x, h0=None)` lets such a cell read a whole sequence. `x` is [T, N, input_size]: the time comes first, then the
batch. It returns a tuple (outputs, last): the states after each of the T steps, [T, N, hidden_size], and the state after the
last step, [N, hidden_size]. The first step starts with `h0`, or with zeros.

Results have the dtype and device of the input, inputs may lie in memory in any order and are not changed, and gradients flow
through all steps to inputs, states and parameters.

Shapes that do not fit are ValueErrors: an `x` or a state of another width, with too many dimensions, or a state for another
number of rows, also where PyTorch would stretch it by broadcasting.

PyTorch's recurrent modules and functions (RNN, LSTM, GRU and their cells) are forbidden here.

A cell with a single number of memory reads 1, 0, 0, and forgets slowly what it has read.

Example:

    >>> cell = RNNCell(1, 1)
    >>> one, zero = torch.ones(1, 1), torch.zeros(1)
    >>> _ = cell.load_state_dict({"weight_ih": one, "weight_hh": one, "bias_ih": zero, "bias_hh": zero})
    >>> outputs, last = run_rnn(cell, torch.tensor([[[1.]], [[0.]], [[0.]]]))
    >>> (outputs[:, 0, 0] * 100).round().tolist()
    [76.0, 64.0, 57.0]
    >>> torch.equal(last, outputs[-1])
    True
"""

import torch
from torch import nn


class RNNCell(nn.Module):
    """One step: input [N, input_size] and state [N, hidden_size] -> the new state [N, hidden_size]."""

    def __init__(self, input_size: int, hidden_size: int) -> None:
        """Draw the parameters."""
        super().__init__()
        ### BEGIN SOLUTION
        bound = hidden_size**-0.5
        shapes = {"weight_ih": (hidden_size, input_size), "weight_hh": (hidden_size, hidden_size)}
        shapes |= {"bias_ih": (hidden_size,), "bias_hh": (hidden_size,)}
        for name, shape in shapes.items():
            self.register_parameter(name, nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))
        ### END SOLUTION

    def forward(self, x: torch.Tensor, h: torch.Tensor | None = None) -> torch.Tensor:
        """Return the new state."""
        ### BEGIN SOLUTION
        hidden_size, input_size = self.weight_ih.shape
        if x.ndim != 2 or x.shape[1] != input_size:
            raise ValueError(f"the input is [N, {input_size}], not {tuple(x.shape)}")
        if h is None:
            h = x.new_zeros(len(x), hidden_size)
        if h.shape != (len(x), hidden_size):
            raise ValueError(f"the state is [{len(x)}, {hidden_size}], not {tuple(h.shape)}")
        from_input = x @ self.weight_ih.T + self.bias_ih  # [N, I] @ [I, H] -> [N, H]
        from_state = h @ self.weight_hh.T + self.bias_hh  # [N, H] @ [H, H] -> [N, H]
        return torch.tanh(from_input + from_state)
        ### END SOLUTION


def run_rnn(cell: nn.Module, x: torch.Tensor, h0: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (outputs [T, N, hidden_size], last state [N, hidden_size]) of a cell that reads x, [T, N, input_size]."""
    ### BEGIN SOLUTION
    h, outputs = h0, []
    for step in x:  # [N, I]
        h = cell(step, h)  # [N, H]
        outputs.append(h)
    return torch.stack(outputs), h  # [T, N, H], [N, H]
    ### END SOLUTION
