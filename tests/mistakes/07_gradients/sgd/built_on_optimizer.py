# torch.optim does the work
# rule: here the step is yours: a list of parameters, a list of speeds
# fails: no_optim
import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        self.inner = torch.optim.SGD(params, lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov)

    def step(self):
        self.inner.step()

    def zero_grad(self):
        self.inner.zero_grad()
