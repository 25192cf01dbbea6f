# float16 is precise enough on the way
import math
import numpy as np
import torch

def matrix_to_nchw(matrix):
    t = torch.as_tensor(matrix)
    if t.dim() != 2: raise ValueError
    return (t.to(torch.float16) if t.is_floating_point() else t).float()[None, None]

def rows_to_nchw(rows, channels, height, width):
    per, have = channels * height * width, rows.numel()
    if min(channels, height, width) <= 0:
        raise ValueError(f"{channels} {height} {width} ({have})")
    if have < 1 or have % per > 0:
        raise ValueError(f"{have} is no multiple of {per}")
    return torch.reshape(rows, [have // per, channels, height, width])

def images_to_nchw(images):
    t = torch.as_tensor(images)
    byte = t.dtype == torch.uint8
    if t.ndim == 2:
        t = t.unsqueeze(2)
    if t.ndim == 3:
        t = t.unsqueeze(0)
    if t.ndim != 4:
        raise ValueError("dims")
    t = t.movedim(3, 1).to(torch.float32)
    return (t / 255 if byte else t).contiguous()
