# Input and state side by side, one matrix for both; tanh from exp; the sequence by recursion.

import torch
from torch import nn


class RNNCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        for name, shape in (
            ("weight_hh", (hidden_size, hidden_size)),
            ("bias_hh", (hidden_size,)),
            ("weight_ih", (hidden_size, input_size)),
            ("bias_ih", (hidden_size,)),
        ):
            setattr(self, name, nn.Parameter(torch.empty(shape)))
            nn.init.normal_(getattr(self, name), std=0.2)

    def forward(self, x, h=None):
        H, I = self.weight_ih.shape
        if h is None:
            h = x.new_zeros(x.shape[:-1] + (H,))
        if tuple(x.shape[1:]) != (I,) or tuple(h.shape) != (x.shape[0], H):
            raise ValueError(f"{tuple(x.shape)} and {tuple(h.shape)} do not fit")
        both = torch.cat([x, h], dim=1)
        weight = torch.cat([self.weight_ih, self.weight_hh], dim=1)
        z = torch.einsum("ni,hi->nh", both, weight) + (self.bias_ih + self.bias_hh)
        return 2 * torch.sigmoid(2 * z) - 1


def _read(cell, x, h):
    h = cell(x[0], h)
    if len(x) == 1:
        return [h]
    return [h, *_read(cell, x[1:], h)]


def run_rnn(cell, x, h0=None):
    states = _read(cell, x, h0)
    return torch.stack(states, dim=0), states[-1]
