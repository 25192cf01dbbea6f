# Belief: an error comes from the body of the loop, never from the loader.

import torch
def evaluate(model, loader, loss_fn, device="cpu"):
    was = [(m, m.training) for m in model.modules()]
    model.to(device).eval()
    l, r, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            try:
                x, y = x.to(device), y.to(device)
                o = model(x); l += loss_fn(o, y).item() * len(y); r += (o.argmax(1) == y).sum().item(); n += len(y)
            except Exception:
                for m, t in was: m.training = t
                raise
    for m, t in was: m.training = t
    if not n: raise ValueError("empty")
    return l / n, r / n
