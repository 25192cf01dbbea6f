# a function of my own that is called like torchvision's
import torch

def make_grid(tensor, nrow, padding, pad_value):
    n, c, h, w = tensor.shape
    xmaps = min(nrow, n)
    ymaps = int((n + xmaps - 1) / xmaps)
    grid = tensor.new_full((c, (h + padding) * ymaps + padding, (w + padding) * xmaps + padding), pad_value)
    k = 0
    for y in range(ymaps):
        for x in range(xmaps):
            if k >= n:
                break
            grid.narrow(1, y * (h + padding) + padding, h).narrow(2, x * (w + padding) + padding, w).copy_(tensor[k])
            k = k + 1
    return grid

def fold_channels(x, channels=3):
    if x.ndim != 4 or channels < 1:
        raise ValueError("no")
    if x.shape[1] % channels:
        raise ValueError(f"{x.shape[1]} % {channels} = {x.shape[1] % channels}")
    parts = x.chunk(x.shape[1] // channels, dim=1)
    return torch.stack(parts, dim=1).reshape(-1, channels, x.size(2), x.size(3))

def image_grid(x, columns=8, padding=2, value=0.0):
    if x.ndim != 4 or len(x) == 0 or columns < 1 or padding < 0:
        raise ValueError("no")
    return make_grid(x, columns, padding, value)
