# grey pictures need no permute and so are contiguous
import math
import numpy as np
import torch

def matrix_to_nchw(matrix):
    t = torch.as_tensor(matrix)
    if len(t.shape) != 2:
        raise ValueError(f"expected two dimensions, not {len(t.shape)}")
    return t.float()[None, None]

def rows_to_nchw(rows, channels, height, width):
    per, have = channels * height * width, rows.numel()
    if min(channels, height, width) <= 0:
        raise ValueError(f"{channels} {height} {width} ({have})")
    if have < 1 or have % per > 0:
        raise ValueError(f"{have} is no multiple of {per}")
    return torch.reshape(rows, [have // per, channels, height, width])

def images_to_nchw(images):
    t = torch.as_tensor(images)
    if t.dim() not in (2, 3, 4): raise ValueError
    f = t.float() / 255 if t.dtype == torch.uint8 else t.float()
    if t.dim() == 2: return f[None, None]
    if t.dim() == 3: f = f[None]
    return f.permute(0, 3, 1, 2).contiguous()
