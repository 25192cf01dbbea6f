# state by parameter, decorated step, in-place arithmetic
import torch


class SGD(object):
    class BadSetting(ValueError):
        pass

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        params = tuple(params)
        for name, value in (("lr", lr), ("momentum", momentum), ("weight_decay", weight_decay)):
            if not value >= 0.0:
                raise SGD.BadSetting(f"{name} = {value}")
        if len(params) < 1 or nesterov and not momentum > 0:
            raise SGD.BadSetting("parameters or momentum missing")
        self.group = dict(params=params, lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov)
        self.state = {}

    @torch.no_grad()
    def step(self):
        m = self.group["momentum"]
        for p in self.group["params"]:
            d = p.grad
            if d is None:
                continue
            d = d.add(p, alpha=self.group["weight_decay"])
            if m:
                if p in self.state:
                    self.state[p].mul_(m).add_(d)
                else:
                    self.state[p] = d.clone()
                d = d.add(self.state[p], alpha=m) if self.group["nesterov"] else self.state[p]
            p.add_(d, alpha=-self.group["lr"])

    def zero_grad(self, set_to_none=True):
        for p in self.group["params"]:
            p.grad = None
