"""Objects that can be called, and an error of my own."""
import operator

import numpy as np
import torch


class LengthError(ValueError):
    pass


class Bridge:
    def __init__(self, copies):
        self.copies = copies

    def __call__(self, array):
        shared = torch.asarray(array, copy=False)
        return shared.clone() if self.copies else shared


share, copy = Bridge(False), Bridge(True)


def to_array(x):
    with torch.no_grad():
        return np.asarray(torch.clone(x).detach_().cpu())


def add(a, b):
    if len(b) - len(a):
        raise LengthError(len(a), len(b))
    return list(map(operator.add, a, b))
