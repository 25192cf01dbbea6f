# Belief: only dropout and batch norm have a mode.

import torch
from torch import nn
def evaluate(model, loader, loss_fn, device="cpu"):
    was = [(m, m.training) for m in model.modules()]
    model.to(device)
    l, r, n = 0.0, 0, 0
    try:
        for m in model.modules():
            if isinstance(m, (nn.Dropout, nn.BatchNorm2d, nn.BatchNorm1d)): m.eval()
        with torch.no_grad():
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                o = model(x); l += loss_fn(o, y).item() * len(y); r += (o.argmax(1) == y).sum().item(); n += len(y)
    finally:
        for m, t in was: m.training = t
    if not n: raise ValueError("empty")
    return l / n, r / n
