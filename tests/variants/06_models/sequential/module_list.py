# a ModuleList brings length, iteration and indexing; names of an OrderedDict are added by hand
from collections import OrderedDict

from torch import nn


class Sequential(nn.ModuleList):
    def __init__(self, *modules):
        if len(modules) == 1 and isinstance(modules[0], OrderedDict):
            super().__init__()
            for name, module in modules[0].items():
                self.register_module(name, module)
        else:
            super().__init__(modules)

    def __getitem__(self, index):
        parts = [*self._modules.values()]
        if isinstance(index, slice):
            return Sequential(*parts[index])
        return parts[index]

    def forward(self, input):
        for part in self._modules.values():
            input = part.forward(input)
        return input
