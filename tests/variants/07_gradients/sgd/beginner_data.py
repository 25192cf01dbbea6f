# works on .data, speeds as zeros
import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        self.params = []
        for p in params:
            self.params.append(p)
        if len(self.params) == 0:
            raise ValueError("no parameters")
        if lr < 0:
            raise ValueError("lr is negative")
        if momentum < 0:
            raise ValueError("momentum is negative")
        if weight_decay < 0:
            raise ValueError("weight_decay is negative")
        if nesterov and momentum == 0:
            raise ValueError("nesterov needs momentum")
        self.lr = lr
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.nesterov = nesterov
        self.v = []
        for p in self.params:
            self.v.append(torch.zeros_like(p.data))

    def step(self):
        for i in range(len(self.params)):
            p = self.params[i]
            if p.grad is None:
                continue
            g = p.grad.data.clone()
            if self.weight_decay != 0:
                g = g + self.weight_decay * p.data
            if self.momentum != 0:
                self.v[i] = self.momentum * self.v[i] + g
                if self.nesterov:
                    g = g + self.momentum * self.v[i]
                else:
                    g = self.v[i]
            p.data = p.data - self.lr * g

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()
