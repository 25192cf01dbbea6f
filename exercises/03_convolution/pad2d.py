# Check your work: make check EX=pad2d
"""A border around an image, so that a kernel can also lie on its edge: of zeros, of any number, or made from the image itself.

Without it an image shrinks with every convolution, and the pixels at the edge are seen less often than those in the middle.

`pad2d(x, padding, mode="zeros", value=0.0)`: `x` is [N, C, H, W]. `padding` is an int for all four sides, or four ints
(left, right, top, bottom), as in PyTorch: the width comes first here. The result is [N, C, top + H + bottom, left + W + right].
What stands in the border depends on `mode`:

1. `zeros`: 0, whatever `value` says.
2. `constant`: the number `value`, any float, infinity as well.
3. `reflect`: the image seen in a mirror that stands on its outermost row or column. This row or column is not repeated.
4. `replicate`: the outermost row or column, again and again.

The corners follow the same rule: pad the width first, and then the height of what came out.

The result has the dtype and the device of `x`, gradients flow through it, and `x` is not changed, however it lies in memory.

Padding below 0, another number of ints than one or four, another mode, an `x` without exactly four dimensions, and a reflection
that is not smaller than the side (a row of 3 can be reflected by 2, not by 3): ValueError.

PyTorch's padding functions and modules, and `np.pad`, are forbidden here: build it from indexing, `cat`, `clamp`, `flip`, ...

Example:

A row a b c with two more pixels on each side:

    zeros      0 0 a b c 0 0
    constant   v v a b c v v
    reflect    c b a b c b a
    replicate  a a a b c c c

    >>> pad2d(torch.tensor([[[[1.0, 2.0, 3.0]]]]), (2, 2, 0, 0), "reflect")
    tensor([[[[3., 2., 1., 2., 3., 2., 1.]]]])
    >>> pad2d(torch.tensor([[[[1.0, 2.0, 3.0]]]]), (2, 1, 0, 1), "replicate")
    tensor([[[[1., 1., 1., 2., 3., 3.], [1., 1., 1., 2., 3., 3.]]]])
    >>> pad2d(torch.tensor([[[[1.0, 2.0]]]]), 1)
    tensor([[[[0., 0., 0., 0.], [0., 1., 2., 0.], [0., 0., 0., 0.]]]])
    >>> pad2d(torch.tensor([[[[1.0, 2.0]]]]), (0, 1, 0, 0), mode="constant", value=7.0)
    tensor([[[[1., 2., 7.]]]])
"""

import torch


def pad2d(
    x: torch.Tensor,
    padding: int | tuple[int, int, int, int],
    mode: str = "zeros",
    value: float = 0.0,
) -> torch.Tensor:
    """Return x with a border: [N, C, top + H + bottom, left + W + right]."""
    raise NotImplementedError("Your code goes here")
