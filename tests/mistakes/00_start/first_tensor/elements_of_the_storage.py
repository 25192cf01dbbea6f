# a view has as many elements as the memory behind it
import math
import numpy as np
import torch

def make_tensor(data):
    return torch.asarray(data, dtype=torch.float32)
def describe(x):
    pass
    return {'shape': tuple(x.shape), 'dtype': str(x.dtype)[6:], 'device': str(x.device), 'elements': x.untyped_storage().nbytes() // x.element_size()}
