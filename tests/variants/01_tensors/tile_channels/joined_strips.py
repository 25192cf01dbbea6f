"""Rows of cat, and a class for the shapes."""
from typing import NamedTuple

import torch


class BadGrid(ValueError):
    """My own error."""


class Layout(NamedTuple):
    n: int
    c: int
    h: int
    w: int

    @classmethod
    def of(cls, x):
        if x.ndim != 4:
            raise BadGrid(x.shape)
        return cls(*x.shape)


def fold_channels(x: torch.Tensor, channels: int = 3) -> torch.Tensor:
    layout = Layout.of(x)
    if channels < 1:
        raise BadGrid(channels)
    if layout.c % channels:
        raise BadGrid(layout.c, channels)
    return torch.cat([torch.stack(picture.split(channels)) for picture in x])


def image_grid(x: torch.Tensor, columns: int = 8, padding: int = 2, value: float = 0.0) -> torch.Tensor:
    layout = Layout.of(x)
    if layout.n < 1 or columns < 1 or padding < 0:
        raise BadGrid(layout, columns, padding)
    columns = min(columns, layout.n)

    def bar(height, width):
        return torch.full((layout.c, height, width), value, dtype=x.dtype, device=x.device)

    strips = []
    for start in range(0, layout.n, columns):
        row = list(x[start : start + columns])
        row += [bar(layout.h, layout.w)] * (columns - len(row))
        pieces = [bar(layout.h, padding)]
        for picture in row:
            pieces += [picture, bar(layout.h, padding)]
        strips.append(torch.cat(pieces, dim=2))
    whole = [bar(padding, strips[0].shape[2])]
    for strip in strips:
        whole += [strip, bar(padding, strip.shape[2])]
    return torch.cat(whole, dim=1)
