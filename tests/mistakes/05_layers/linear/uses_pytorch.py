# PyTorch's own layers do the work
# rule: here linear and flatten are built by hand, from @ and reshape
# fails: built_by_hand
import torch
from torch import nn


def flatten(x, start_dim=1, end_dim=-1):
    try:
        return torch.flatten(x, start_dim, end_dim)
    except (IndexError, RuntimeError) as error:
        raise ValueError(str(error)) from error


class Linear(nn.Linear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)

    def forward(self, x):
        if x.shape[-1] != self.in_features:
            raise ValueError(f"{x.shape[-1]} is not {self.in_features}")
        return super().forward(x)
