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
    ### BEGIN SOLUTION
    return _reduced(_difference(input, target).abs(), reduction)
    ### END SOLUTION


def mse_loss(input: torch.Tensor, target: torch.Tensor, reduction: str = "mean") -> torch.Tensor:
    """Return the squared differences, reduced."""
    ### BEGIN SOLUTION
    return _reduced(_difference(input, target).square(), reduction)
    ### END SOLUTION


def cross_entropy(logits: torch.Tensor, target: torch.Tensor, reduction: str = "mean") -> torch.Tensor:
    """Return -log softmax(logits) at the target's class, reduced: [N, K] with [N], or [N, K, H, W] with [N, H, W]."""
    ### BEGIN SOLUTION
    if logits.ndim not in (2, 4) or target.shape != logits.shape[:1] + logits.shape[2:]:
        raise ValueError(f"logits {tuple(logits.shape)} and classes {tuple(target.shape)} do not fit")
    classes = logits.shape[1]
    if ((target < 0) | (target >= classes)).any():
        raise ValueError(f"the classes are 0 to {classes - 1}; the target has {target.min()} to {target.max()}")
    shifted = logits - logits.amax(1, keepdim=True)  # the same softmax, and exp can't overflow
    log_sums = shifted.exp().sum(1).log()  # [N] or [N, H, W]; each sum is 1 at least
    chosen = shifted.gather(1, target.unsqueeze(1)).squeeze(1)
    return _reduced(log_sums - chosen, reduction)
    ### END SOLUTION


### BEGIN SOLUTION
def _difference(input, target):
    if input.shape != target.shape:
        raise ValueError(f"input {tuple(input.shape)} and target {tuple(target.shape)} have different shapes")
    return input - target


def _reduced(losses, reduction):
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.mean()
    raise ValueError(f"a reduction is mean, sum or none, not {reduction!r}")


### END SOLUTION
