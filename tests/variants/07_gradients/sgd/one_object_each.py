# one small object for each parameter, copy_ for the update
import torch


class _Mover:
    def __init__(self, p):
        self.p, self.speed = p, 0.0

    def move(self, lr, momentum, decay, nesterov):
        g = self.p.grad.detach() + decay * self.p.detach()
        self.speed = momentum * self.speed + g
        ahead = g + momentum * self.speed if nesterov else self.speed
        with torch.inference_mode(False), torch.no_grad():
            self.p.copy_(self.p - lr * ahead)


class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        self._movers = [_Mover(p) for p in params]
        self._how = (lr, momentum, weight_decay, nesterov)
        if not self._movers or min(self._how[:3]) < 0 or (nesterov and momentum <= 0):
            raise ValueError(f"cannot optimize {len(self._movers)} parameters with {self._how}")

    def step(self):
        [m.move(*self._how) for m in self._movers if m.p.grad is not None]

    def zero_grad(self):
        for m in self._movers:
            if m.p.grad is not None:
                m.p.grad = torch.zeros_like(m.p.grad)
