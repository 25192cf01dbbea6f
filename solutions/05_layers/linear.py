# Check your work: make check EX=linear
"""The linear layer by hand, and the flattening that comes before it.

A linear layer gives sums of its inputs, each input with a weight of its own; a picture is laid out as one row of numbers first.

`flatten(x, start_dim=1, end_dim=-1)` makes one axis of the axes from `start_dim` to `end_dim`, both included, and leaves the
others as they are: [N, C, H, W] becomes [N, C*H*W], as the first axis is the batch. Negative numbers count from the last axis.
An axis that `x` does not have, and a start behind the end, are ValueErrors. `x` may lie in memory in any order; the result
may be a view of it.

`Linear(in_features, out_features, bias=True)` is an nn.Module with the parameters `weight`, [out_features, in_features], and
`bias`, [out_features]; without a bias `bias` is None. It has no others. Both start with numbers that are drawn from torch's
generator, evenly between -1 / sqrt(in_features) and 1 / sqrt(in_features).

Called with `x`, [..., in_features], it gives `x` times the transposed weight, plus the bias: [..., out_features]. There may be
any axes before the last one, also none. Another width than in_features is a ValueError. Dtype and device of the result are
those of `x` (and of the layer: a layer that was moved or made float64 works there); `x` is not changed, and gradients flow to
`x`, weight and bias.

PyTorch's linear (nn.Linear, F.linear) and flatten (torch.flatten, x.flatten, nn.Flatten) are forbidden, in every spelling;
`@`, `matmul`, `einsum`, `reshape`, `view` are welcome.

Example:

    >>> flatten(torch.tensor([[[1., 2.], [3., 4.]], [[5., 6.], [7., 8.]]]))
    tensor([[1., 2., 3., 4.], [5., 6., 7., 8.]])
    >>> tuple(flatten(torch.zeros(2, 3, 4, 5), 0, 1).shape)
    (6, 4, 5)
    >>> tuple(Linear(3, 5).weight.shape)
    (5, 3)
    >>> tuple(Linear(3, 5)(torch.zeros(2, 7, 3)).shape)
    (2, 7, 5)
    >>> Linear(3, 2, bias=False)(torch.zeros(1, 3))
    tensor([[0., 0.]])
"""

import torch
from torch import nn


def flatten(x: torch.Tensor, start_dim: int = 1, end_dim: int = -1) -> torch.Tensor:
    """Return x with the axes from `start_dim` to `end_dim` made one."""
    ### BEGIN SOLUTION
    for dim in (start_dim, end_dim):
        if not -x.ndim <= dim < x.ndim:
            raise ValueError(f"there is no dimension {dim}: x has {x.ndim}")
    start, end = start_dim % x.ndim, end_dim % x.ndim
    if start > end:
        raise ValueError(f"start_dim {start_dim} comes behind end_dim {end_dim}")
    return x.reshape(*x.shape[:start], x.shape[start : end + 1].numel(), *x.shape[end + 1 :])
    ### END SOLUTION


class Linear(nn.Module):
    """[..., in_features] -> [..., out_features]."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """Draw the weight [out_features, in_features] and the bias [out_features]."""
        super().__init__()
        ### BEGIN SOLUTION
        bound = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-bound, bound)) if bias else None
        ### END SOLUTION

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x times the transposed weight, plus the bias."""
        ### BEGIN SOLUTION
        if x.shape[-1] != self.weight.shape[1]:
            raise ValueError(f"the layer takes {self.weight.shape[1]} features, the input has {x.shape[-1]}")
        result = x @ self.weight.T  # [..., in] @ [in, out]
        return result if self.bias is None else result + self.bias
        ### END SOLUTION
