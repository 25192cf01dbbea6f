# a context manager that puts hooks on and takes them off
from contextlib import ExitStack

import torch
from torch import nn


class SimpleConv(nn.Module):
    def __init__(self, channels=(3, 6)):
        super().__init__()
        self.add_module("conv1", nn.LazyConv2d(channels[1], (3, 3)) if channels[0] is None else nn.Conv2d(*channels, (3, 3)))

    def forward(self, pictures):
        return self.get_submodule("conv1").forward(pictures)


class Spy:
    def __init__(self, name, module, book):
        self.name, self.module, self.book = name, module, book

    def __enter__(self):
        self.handle = self.module.register_forward_hook(self.see)

    def __exit__(self, *error):
        self.handle.remove()

    def see(self, module, inputs, output):
        self.book[self.name] = output.new_empty(output.shape).copy_(output)


class NoSuchLayer(ValueError):
    pass


@torch.no_grad()
def capture(model, x, layer_names):
    book = {}
    spies = []
    for name in layer_names:
        try:
            spies.append(Spy(name, model.get_submodule(name), book))
        except AttributeError as error:
            raise NoSuchLayer(name) from error
    with ExitStack() as stack:
        for spy in spies:
            stack.enter_context(spy)
        model(x)
    return book
