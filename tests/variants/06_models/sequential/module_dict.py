# a ModuleDict is a module with names of its own
from collections import OrderedDict
from functools import reduce

from torch import nn


class Sequential(nn.ModuleDict):
    def __init__(self, *modules):
        if not modules:
            super().__init__()
        elif isinstance(modules[0], dict):
            super().__init__(modules[0])
        else:
            super().__init__(OrderedDict((f"{i}", m) for i, m in enumerate(modules)))

    def __iter__(self):
        return iter(list(self.values()))

    def __getitem__(self, index):
        if isinstance(index, str):
            return super().__getitem__(index)
        chosen = list(self.values())[index]
        return type(self)(*chosen) if isinstance(index, slice) else chosen

    def forward(self, x):
        return reduce(lambda value, module: module(value), self, x)
