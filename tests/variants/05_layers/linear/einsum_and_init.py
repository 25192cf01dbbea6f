# einsum, nn.init, registered parameters, range checks with an exception of its own
import math

import torch
from torch import nn
from torch.nn import init


class ShapeError(ValueError):
    """A size or an axis that does not fit."""


def flatten(x: torch.Tensor, start_dim: int = 1, end_dim: int = -1) -> torch.Tensor:
    axes = list(range(x.ndim))
    try:
        start, end = axes[start_dim], axes[end_dim]
    except IndexError:
        raise ShapeError(f"no such axis among {x.ndim}: {start_dim}, {end_dim}") from None
    if end < start:
        raise ShapeError(f"{start_dim} > {end_dim}")
    return x.contiguous().view(x.shape[:start] + (-1,) + x.shape[end + 1:])


class Linear(nn.Module):
    __constants__ = ["in_features", "out_features"]

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = nn.Parameter(torch.empty((out_features, in_features)))
        self.register_parameter("bias", nn.Parameter(torch.empty(out_features)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(self.in_features)
            init.uniform_(self.bias, -bound, bound)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if x.size(-1) != self.in_features:
            raise ShapeError(f"{x.size(-1)} features, not {self.in_features}")
        y = torch.einsum("...i,oi->...o", x, self.weight)
        if self.bias is not None:
            y = y + self.bias
        return y

    def extra_repr(self) -> str:
        return f"{self.in_features}, {self.out_features}"
