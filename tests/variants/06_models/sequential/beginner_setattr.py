# attributes by name, and a list of the names
from collections import OrderedDict

import torch
from torch import nn


class Sequential(nn.Module):
    def __init__(self, *modules):
        super(Sequential, self).__init__()
        self.names = []
        if len(modules) == 1 and type(modules[0]) == OrderedDict:
            for name in modules[0]:
                setattr(self, name, modules[0][name])
                self.names.append(name)
        else:
            i = 0
            for module in modules:
                setattr(self, str(i), module)
                self.names.append(str(i))
                i = i + 1

    def forward(self, x):
        out = x
        for name in self.names:
            layer = getattr(self, name)
            out = layer(out)
        return out

    def __len__(self):
        return len(self.names)

    def __iter__(self):
        for name in self.names:
            yield getattr(self, name)

    def __getitem__(self, index):
        if isinstance(index, slice):
            new = OrderedDict()
            for name in self.names[index]:
                new[name] = getattr(self, name)
            return Sequential(new)
        if index < 0:
            index = index + len(self.names)
        if index < 0 or index >= len(self.names):
            raise IndexError("index out of range")
        return getattr(self, self.names[index])
