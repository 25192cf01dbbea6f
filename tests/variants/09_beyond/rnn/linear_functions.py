# F.linear and an exception of its own; the sequence is unbound, last is taken from the outputs.

import torch.nn.functional as F
import torch
from torch import nn


class ShapeError(ValueError):
    pass


class RNNCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.sizes = input_size, hidden_size
        ih, hh = nn.Linear(input_size, hidden_size), nn.Linear(hidden_size, hidden_size)
        self.weight_ih, self.bias_ih = ih.weight, ih.bias
        self.weight_hh, self.bias_hh = hh.weight, hh.bias

    def forward(self, x, h=None):
        inputs, hidden = self.sizes
        if x.dim() != 2 or x.size(-1) != inputs:
            raise ShapeError(x.shape)
        total = F.linear(x, self.weight_ih, self.bias_ih)
        if h is None:
            total = total + self.bias_hh
        elif h.size() != total.size():
            raise ShapeError(h.shape)
        else:
            total += F.linear(h, self.weight_hh, self.bias_hh)
        return total.tanh()


def run_rnn(cell, x, h0=None):
    outputs = []
    for step in x.unbind(0):
        outputs.append(cell(step, outputs[-1] if outputs else h0))
    outputs = torch.cat([h[None] for h in outputs])
    return outputs, outputs[-1]
