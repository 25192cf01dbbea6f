# Belief: inputs have to be float32.

import torch
def evaluate(model, loader, loss_fn, device="cpu"):
    was = [(m, m.training) for m in model.modules()]
    model.to(device).eval()
    l, r, n = 0.0, 0, 0
    try:
        with torch.no_grad():
            for x, y in loader:
                x, y = x.to(device, torch.float32), y.to(device)
                o = model(x); l += loss_fn(o, y).item() * len(y); r += (o.argmax(1) == y).sum().item(); n += len(y)
    finally:
        for m, t in was: m.training = t
    if not n: raise ValueError("empty")
    return l / n, r / n
