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
    ### BEGIN SOLUTION
    left, right, top, bottom = _sides(padding)
    if x.ndim != 4:
        raise ValueError(f"x is [N, C, H, W], not {tuple(x.shape)}")
    n, c, h, w = x.shape
    if mode in ("zeros", "constant"):
        border = value if mode == "constant" else 0.0
        result = x.new_full((n, c, top + h + bottom, left + w + right), border)
        result[:, :, top : top + h, left : left + w] = x
        return result
    rows = _sources(h, top, bottom, mode).to(x.device)  # [top + H + bottom]: the row of x that stands there
    columns = _sources(w, left, right, mode).to(x.device)  # [left + W + right]
    return x[:, :, rows[:, None], columns]
    ### END SOLUTION


### BEGIN SOLUTION
def _sides(padding):
    sides = (padding,) * 4 if isinstance(padding, int) else tuple(padding)
    if len(sides) != 4 or min(sides) < 0:
        raise ValueError(f"padding is an int or (left, right, top, bottom), none below 0, not {padding}")
    return sides


def _sources(size, before, after, mode):
    """Return which row of the image stands in each row of the result."""
    places = torch.arange(-before, size + after)  # the image's own rows are 0 ... size - 1
    if mode == "replicate":
        return places.clamp(0, size - 1)
    if mode != "reflect":
        raise ValueError(f"mode is zeros, constant, reflect or replicate, not {mode!r}")
    if max(before, after) >= size:
        raise ValueError(f"a side of {size} can't be reflected by {max(before, after)}")
    last = size - 1
    return last - (last - places.abs()).abs()  # abs is the mirror at row 0, the other one that at the last row


### END SOLUTION
