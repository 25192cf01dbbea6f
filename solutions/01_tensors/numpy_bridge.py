# Check your work: make check EX=numpy_bridge
"""Cross the bridge between NumPy and PyTorch, and know on which side the numbers lie.

Pictures and tables mostly arrive as NumPy arrays. A tensor can look at the array's own memory, which costs nothing and
means that a change on one side is seen on the other, or hold numbers of its own.

1. `share(array)`: a tensor over the memory of an ndarray of any number type: whatever is written into the array later
   shows in the tensor, and the other way round.
2. `copy(array)`: a tensor with the same numbers and a memory of its own: later changes of either stay there.
3. `to_array(x)`: an ndarray with the numbers of any tensor, also of one that requires gradients, was computed from such a
   tensor, or lies on a GPU. `x` still requires its gradients afterwards.
4. `add(a, b)`: the sums of two equally long lists of numbers, element by element, as a list of plain numbers. Lists of
   different lengths are a ValueError. No Python loop: none of your lines may run once for each number (no for, no while, no
   comprehension); let a tensor or an array do the work. Sums of whole numbers are exact.

Shapes and dtypes stay what they are (float64 stays float64, NumPy's own), whatever the layout in memory; no input is changed.

Example:

    >>> share(torch.tensor([[1., 2.], [3., 4.]]).numpy())
    tensor([[1., 2.], [3., 4.]])
    >>> to_array(torch.tensor([1., 2.], requires_grad=True)).tolist()
    [1.0, 2.0]
    >>> add([1, 2, 3], [10, 20, 30])
    [11, 22, 33]
"""

import numpy as np
import torch


def share(array: np.ndarray) -> torch.Tensor:
    """Return a tensor over the array's own memory."""
    ### BEGIN SOLUTION
    return torch.from_numpy(array)
    ### END SOLUTION


def copy(array: np.ndarray) -> torch.Tensor:
    """Return a tensor with the array's numbers in a memory of its own."""
    ### BEGIN SOLUTION
    return torch.tensor(array)
    ### END SOLUTION


def to_array(x: torch.Tensor) -> np.ndarray:
    """Return the numbers of any tensor as an ndarray."""
    ### BEGIN SOLUTION
    return x.detach().cpu().numpy()
    ### END SOLUTION


def add(a: list, b: list) -> list:
    """Return the sums of two equally long lists, element by element, as a list of numbers; ValueError if they are not."""
    ### BEGIN SOLUTION
    if len(a) != len(b):
        raise ValueError(f"the lists have {len(a)} and {len(b)} numbers: they must be equally long")
    return (torch.tensor(a) + torch.tensor(b)).tolist()
    ### END SOLUTION
