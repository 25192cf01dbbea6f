# borders are made by themselves and put together, first the width, then the height
import torch


class PaddingError(ValueError):
    """Too much, too little, or not known."""


def side(x, dim, count, mode, value, at_end):
    size = x.shape[dim]
    if mode in ("zeros", "constant"):
        shape = list(x.shape)
        shape[dim] = count
        return torch.full(shape, value if mode == "constant" else 0, dtype=x.dtype, device=x.device)
    if mode == "replicate":
        edge = x.narrow(dim, size - 1 if at_end else 0, 1)
        return edge.repeat_interleave(count, dim)
    if count >= size:
        raise PaddingError(f"{count} of {size}")
    return x.narrow(dim, size - 1 - count if at_end else 1, count).flip(dim)


def pad2d(x, padding, mode="zeros", value=0.0):
    sides = [padding] * 4 if isinstance(padding, int) else list(padding)
    if mode not in {"zeros", "constant", "reflect", "replicate"} or len(sides) != 4 or any(p < 0 for p in sides):
        raise PaddingError(f"{mode} {padding}")
    if x.dim() != 4:
        raise PaddingError("NCHW")
    for dim, before, after in ((3, sides[0], sides[1]), (2, sides[2], sides[3])):
        x = torch.cat([side(x, dim, before, mode, value, False), x, side(x, dim, after, mode, value, True)], dim)
    return x
