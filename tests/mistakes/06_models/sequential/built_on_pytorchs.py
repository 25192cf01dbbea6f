# torch.nn.Sequential does the work
# rule: here the container is yours: add_module and a loop
# fails: no_sequential
from torch import nn


class Sequential(nn.Sequential):
    pass
