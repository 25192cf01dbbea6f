# Sums written out number by number; outputs written into a new tensor.

import torch
from torch import nn


class RNNCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.weight_ih = nn.Parameter(torch.randn(hidden_size, input_size) * 0.1)
        self.weight_hh = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1)
        self.bias_ih = nn.Parameter(torch.zeros(hidden_size))
        self.bias_hh = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h=None):
        if len(x.shape) != 2 or x.shape[1] != self.input_size:
            raise ValueError("x does not fit")
        if h is None:
            h = torch.zeros((x.shape[0], self.hidden_size), dtype=x.dtype, device=x.device)
        if len(h.shape) != 2 or h.shape[0] != x.shape[0] or h.shape[1] != self.hidden_size:
            raise ValueError("h does not fit")
        rows = []
        for n in range(x.shape[0]):
            row = []
            for k in range(self.hidden_size):
                total = self.bias_ih[k] + self.bias_hh[k]
                for i in range(self.input_size):
                    total = total + self.weight_ih[k, i] * x[n, i]
                for i in range(self.hidden_size):
                    total = total + self.weight_hh[k, i] * h[n, i]
                row.append(torch.tanh(total))
            rows.append(torch.stack(row))
        return torch.stack(rows)


def run_rnn(cell, x, h0=None):
    T = x.shape[0]
    h = cell(x[0], h0)
    outputs = torch.zeros((T,) + tuple(h.shape), dtype=h.dtype, device=h.device)
    outputs[0] = h
    for t in range(1, T):
        h = cell(x[t], h)
        outputs[t] = h
    return outputs, h
