# Check your work: make check EX=backprop
"""What `backward()` does, twice by hand: a gradient by trying it out, and one by the chain rule.

A gradient says for each number how fast a result grows when that number grows. You can measure it with any function that you
can call, slowly; or work it out on paper, and have it at once. Each of the two checks the other.

`numerical_gradient(f, x, eps=1e-6)` measures. `x` is a float64 tensor of any shape, `f` takes such a tensor and returns one
number, as a 0-d tensor or as a float. Element by element, move this one alone by `eps` up and down: the element's gradient is
the central difference (f(up) - f(down)) / (2 * eps). The result has the shape and dtype of `x`. `x` itself holds the same
bits afterwards: adding eps and taking it off again does not give back every number. `eps` not above 0 is a ValueError.

`linear_gradients(x, weight, bias, target)` works it out. `x` is [N, I], `weight` [O, I], `bias` [O], `target` [N, O]. The loss
is the mean of (x @ weight.T + bias - target)^2 over all N*O elements; return its gradients as a tuple `(d_weight, d_bias)`,
[O, I] and [O], in the dtype and on the device of the arguments, which stay as they are. Shapes that do not fit these four
are a ValueError: nothing is broadcast.

Neither function may call `backward`, `torch.autograd` or `torch.func`: here you are autograd.

On the smallest numbers, N = 2, I = 2, O = 1; the last column is what goes back to weight and bias:

    x      weight   bias   prediction   target   error   2 * error / (N * O)
    1 2    1 1      0      3            1        2       2
    3 4                    7            5        2       2

Example:

    >>> numerical_gradient(lambda x: x[0] * x[1], torch.tensor([3., 5.], dtype=torch.float64), eps=0.5)
    tensor([5., 3.], dtype=torch.float64)
    >>> x, weight, bias = torch.tensor([[1., 2.], [3., 4.]]), torch.tensor([[1., 1.]]), torch.tensor([0.])
    >>> linear_gradients(x, weight, bias, torch.tensor([[1.], [5.]]))
    (tensor([[ 8., 12.]]), tensor([4.]))
"""

from collections.abc import Callable
from itertools import product

import torch


def numerical_gradient(f: Callable, x: torch.Tensor, eps: float = 1e-6) -> torch.Tensor:
    """Return the gradient of f at x by central differences, in the shape of x."""
    raise NotImplementedError("Your code goes here")


def linear_gradients(
    x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, target: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (d_weight [O, I], d_bias [O]) of the mean squared error of x @ weight.T + bias."""
    raise NotImplementedError("Your code goes here")
