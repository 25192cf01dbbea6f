# an OrderedDict is a dict
import torch
from collections import OrderedDict
class Describer:
    def __init__(self, x):
        self.x = x
    def __call__(self):
        out = OrderedDict()
        out["shape"] = (*self.x.shape,)
        out["dtype"] = str(self.x.dtype).rpartition(".")[2]
        out["device"] = self.x.device.type if self.x.device.index is None else f"{self.x.device.type}:{self.x.device.index}"
        out["elements"] = self.x.shape.numel()
        return out
def make_tensor(data):
    return torch.tensor(data).float()
describe = lambda x: Describer(x)()
