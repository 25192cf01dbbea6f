# copies number by number; adds with NumPy
import numpy as np
import torch

def share(array):
    t = torch.as_tensor(array)
    return t

def copy(array):
    result = torch.zeros(array.shape, dtype=torch.from_numpy(array).dtype)
    for place in np.ndindex(array.shape):
        result[place] = array[place].item()
    return result

def to_array(x):
    if x.requires_grad:
        x = x.detach()
    if x.device.type != "cpu":
        x = x.to("cpu")
    return x.numpy()

def add(a, b):
    if len(a) != len(b):
        raise ValueError("not the same length")
    s = np.array(a) + np.array(b)
    return list(s)
