# Check your work: make check EX=losses
"""How wrong is a prediction? A loss says it with one number, and training makes that number smaller.

`l1_loss(input, target, reduction="mean")` measures the distance |input - target| of each pair of elements,
`mse_loss(input, target, reduction="mean")` the square of that distance. Both tensors have the same shape, any shape; two
different shapes are a ValueError. Nothing is broadcast: [N, 1] with [N] would compare every prediction with every target.

`cross_entropy(logits, target, reduction="mean")` is for classes. `logits` is [N, K], any real numbers, one for each class;
`target` is [N], int64, the number of the right class: 0 to K - 1. The loss of a sample is -log of the probability
that softmax gives to its right class. The same holds for each pixel of [N, K, H, W] with a target of [N, H, W]: the classes
are always axis 1.

`reduction` is "none" (one loss for each element, sample or pixel), "sum" (added up) or "mean" (the sum divided by how many
there are). Logits of +-1000 must give the right loss, neither inf nor NaN.

A ValueError is raised for: another reduction; a class that is not in 0 to K - 1 (-100 is no exception here, unlike in
PyTorch, where it means "ignore"); logits and targets whose shapes do not fit.

The results have the dtype and device of the input or logits, gradients flow through as they do through PyTorch's own, and no
argument is changed, however it lies in memory.

PyTorch's losses, in every spelling, are forbidden here. `logsumexp`, `log_softmax`, `gather` and the like are welcome.

Example:

    >>> l1_loss(torch.tensor([1., 2., 3.]), torch.tensor([2., 1., 7.]))
    tensor(2.)
    >>> mse_loss(torch.tensor([1., 2., 3.]), torch.tensor([2., 1., 7.]))
    tensor(6.)
    >>> mse_loss(torch.tensor([1., 2., 3.]), torch.tensor([2., 1., 7.]), reduction="none")
    tensor([ 1.,  1., 16.])
    >>> cross_entropy(torch.tensor([[1000., 0.], [1000., 0.]]), torch.tensor([0, 1]), reduction="none")
    tensor([   0., 1000.])
    >>> cross_entropy(torch.zeros(3, 4), torch.tensor([3, 0, 1]))  # log(4): four classes, all as likely
    tensor(1.3863)
"""

import torch


def l1_loss(input: torch.Tensor, target: torch.Tensor, reduction: str = "mean") -> torch.Tensor:
    """Return the absolute differences, reduced."""
    raise NotImplementedError("Your code goes here")


def mse_loss(input: torch.Tensor, target: torch.Tensor, reduction: str = "mean") -> torch.Tensor:
    """Return the squared differences, reduced."""
    raise NotImplementedError("Your code goes here")


def cross_entropy(logits: torch.Tensor, target: torch.Tensor, reduction: str = "mean") -> torch.Tensor:
    """Return -log softmax(logits) at the target's class, reduced: [N, K] with [N], or [N, K, H, W] with [N, H, W]."""
    raise NotImplementedError("Your code goes here")
