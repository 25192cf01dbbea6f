# A reader object goes along the sequence; addmm in the cell.

import torch


class RNNCell(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        P = torch.nn.Parameter
        self.weight_ih = P(torch.rand(hidden_size, input_size) - 0.5)
        self.weight_hh = P(torch.rand(hidden_size, hidden_size) - 0.5)
        self.bias_ih = P(torch.rand(hidden_size) - 0.5)
        self.bias_hh = P(torch.rand(hidden_size) - 0.5)

    def forward(self, x, h=None):
        self.check(x, h)
        part = torch.addmm(self.bias_ih, x, self.weight_ih.t())
        memory = 0 if h is None else h.matmul(self.weight_hh.t())
        return torch.tanh(part + memory + self.bias_hh)

    def check(self, x, h):
        n, hidden = x.shape[0], self.weight_hh.shape[0]
        if x.ndim != 2 or x.shape[1] != self.weight_ih.shape[1]:
            raise ValueError("input")
        if h is not None and (h.ndim != 2 or list(h.shape) != [n, hidden]):
            raise ValueError("state")


class Reader:
    def __init__(self, cell, state):
        self.cell, self.state = cell, state

    def __call__(self, step):
        self.state = self.cell(step, self.state)
        return self.state


def run_rnn(cell, x, h0=None):
    reader = Reader(cell, h0)
    outputs = torch.stack([reader(x[t]) for t in range(x.size(0))])
    return outputs, reader.state
