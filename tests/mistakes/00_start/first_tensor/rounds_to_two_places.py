# what print shows is what the tensor holds
import math
import numpy as np
import torch
def make_tensor(data):
    return torch.tensor(data, dtype=torch.float32).round(decimals=2)

def describe(x):
    d = dict(shape=tuple(x.shape))
    d.update(dtype=str(x.dtype).split(".")[-1], device=str(x.device), elements=x.numel())
    return d
