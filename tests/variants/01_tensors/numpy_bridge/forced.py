import numpy
from torch import empty, from_numpy, tensor

def share(array):
    return from_numpy(array)

def copy(array):
    own = empty(array.shape, dtype=from_numpy(array).dtype)
    own[...] = from_numpy(array)
    return own

def to_array(x):
    return x.numpy(force=True)

def add(a, b):
    assert_equal_length(a, b)
    x = tensor(a)
    x = x.add(tensor(b))
    return x.numpy().tolist()

def assert_equal_length(a, b):
    if len(a) == len(b):
        return
    raise ValueError(f"{len(a)} is not {len(b)}")
