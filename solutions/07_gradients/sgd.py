# Check your work: make check EX=sgd
"""The optimizer that trains every network of this course: a step against the gradient, for each parameter.

`backward()` leaves in each parameter's `.grad` the direction in which the loss grows. An optimizer takes the parameters
a little the other way. With momentum it keeps some of its former speed, like a ball that rolls downhill.

`SGD(params, lr, momentum=0.0, weight_decay=0.0, nesterov=False)` takes the parameters as any iterable, a generator such as
`model.parameters()` too, and has two methods.

`step()` changes each parameter p with the gradient g in place, so that the model sees it:

    change = g + weight_decay * p
    with momentum:  speed = change                       at the first step of this parameter
                    speed = momentum * speed + change    at the later ones
                    change = speed                       plain momentum
                    change = change + momentum * speed   with nesterov
    p = p - lr * change

Each parameter has a speed of its own. A parameter whose `.grad` is None is left alone. The gradients stay as they are, bit
for bit. The parameters remain leaves that require gradients, with their dtype and device, and stay equal to those that
`torch.optim.SGD` would have, over many steps.

`zero_grad()` clears the gradients of all parameters, to None or to zeros, as `backward()` adds to what is there.

No parameters, a negative lr, momentum or weight_decay, and nesterov without momentum raise a ValueError; 0 is fine.

`torch.optim` is forbidden here.

Example:

    >>> p = torch.tensor([5.], requires_grad=True)
    >>> optimizer = SGD([p], lr=0.5, momentum=0.5)
    >>> p.grad = torch.tensor([2.])
    >>> optimizer.step()  # speed 2
    >>> p.tolist()
    [4.0]
    >>> optimizer.step()  # the same gradient, speed 0.5 * 2 + 2 = 3
    >>> p.tolist()
    [2.5]
"""

from collections.abc import Iterable

import torch


class SGD:
    """Stochastic gradient descent with momentum and weight decay."""

    def __init__(
        self,
        params: Iterable[torch.Tensor],
        lr: float,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        """Remember the parameters and the settings; ValueError for no parameters and for bad settings."""
        ### BEGIN SOLUTION
        self.params = list(params)  # a generator gives them once only
        if not self.params:
            raise ValueError("there are no parameters to optimize")
        if lr < 0 or momentum < 0 or weight_decay < 0:
            raise ValueError(f"lr {lr}, momentum {momentum} and weight_decay {weight_decay} may not be negative")
        if nesterov and momentum == 0:
            raise ValueError("nesterov needs a momentum")
        self.lr, self.momentum, self.weight_decay, self.nesterov = lr, momentum, weight_decay, nesterov
        self.speeds = [None] * len(self.params)
        ### END SOLUTION

    def step(self) -> None:
        """Take each parameter that has a gradient one step, in place."""
        ### BEGIN SOLUTION
        with torch.no_grad():  # the step is no part of any loss
            for number, p in enumerate(self.params):
                if p.grad is None:
                    continue
                change = p.grad + self.weight_decay * p
                if self.momentum:
                    before = self.speeds[number]
                    speed = change if before is None else self.momentum * before + change
                    self.speeds[number] = speed
                    change = change + self.momentum * speed if self.nesterov else speed
                p -= self.lr * change
        ### END SOLUTION

    def zero_grad(self) -> None:
        """Clear the gradients of all parameters."""
        ### BEGIN SOLUTION
        for p in self.params:
            p.grad = None
        ### END SOLUTION
