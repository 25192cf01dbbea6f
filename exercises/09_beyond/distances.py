# Check your work: make check EX=distances
"""How far apart are two vectors, and do they point the same way? Two questions, two measures.

Search, clustering and face recognition turn pictures or words into vectors and then ask one of these two questions about them.

`pairwise_distance(a, b, p=2)` measures every row of `a` against every row of `b`: [N, D] and [M, D] give [N, M]. Position
[n, m] holds the distance from row n of `a` to row m of `b`: the D differences, without their signs, each to the power p, summed
up, and of the sum the p-th root. p = 2 is the straight line, p = 1 the walk along the axes. `p=float("inf")` is the largest
of the differences. Two points that lie close together, but far from the origin, have a small distance and must get the right one.

`cosine_similarity(a, b, eps=1e-8)` goes row by row: [N, D] and [N, D] give [N]. It is the sum of the products of two rows,
divided by the lengths of both: 1 for the same direction, whatever the lengths, 0 for a right angle, -1 for opposite
directions. A row of zeros has no direction; its similarity is 0, not NaN. `eps` is a small number that keeps the division
from failing.

Results have the dtype and device of the input, gradients flow through to both inputs, and neither input is changed. The inputs
may lie in memory in any order, and one row is enough. Gradients at a distance of 0 are up to you.

Inputs whose D or (for the cosine) whose N do not fit, one-dimensional inputs of `pairwise_distance`, and a p of 0 or below are
ValueErrors.

`torch.cdist`, `F.pairwise_distance`, `F.cosine_similarity` and their other spellings are forbidden here: build both from
differences, products, sums and norms.

Example:

    >>> a = torch.tensor([[0., 0.], [3., 4.]])
    >>> b = torch.tensor([[3., 0.], [0., 4.], [6., 8.]])
    >>> pairwise_distance(a, b)
    tensor([[ 3.,  4., 10.], [ 4.,  3.,  5.]])
    >>> pairwise_distance(a, b, p=1)
    tensor([[ 3.,  4., 14.], [ 4.,  3.,  7.]])
    >>> pairwise_distance(a, b, p=float("inf"))
    tensor([[3., 4., 8.], [4., 3., 4.]])
    >>> cosine_similarity(torch.tensor([[3., 0.], [3., 4.], [0., 0.]]), torch.tensor([[-5., 0.], [6., 8.], [1., 2.]]))
    tensor([-1.,  1.,  0.])
"""

import torch


def pairwise_distance(a: torch.Tensor, b: torch.Tensor, p: float = 2) -> torch.Tensor:
    """Return the distance from each row of a to each row of b: [N, D], [M, D] -> [N, M]."""
    raise NotImplementedError("Your code goes here")


def cosine_similarity(a: torch.Tensor, b: torch.Tensor, eps: float = 1e-8) -> torch.Tensor:
    """Return the cosine of the angle between row n of a and row n of b: [N, D], [N, D] -> [N]."""
    raise NotImplementedError("Your code goes here")
