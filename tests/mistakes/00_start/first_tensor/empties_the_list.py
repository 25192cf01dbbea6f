# the lists may be used up
import math
import numpy as np
import torch

def make_tensor(data):
    t = torch.tensor(data, dtype=torch.float32)
    while data:
        data.pop()
    return t

def describe(x):
    d = dict(shape=tuple(x.shape))
    d.update(dtype=str(x.dtype).split(".")[-1], device=str(x.device), elements=x.numel())
    return d
