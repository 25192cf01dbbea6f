# Belief: no gradients means freezing all parameters, and unfreezing all of them afterwards.

def evaluate(model, loader, loss_fn, device="cpu"):
    was = [(m, m.training) for m in model.modules()]
    model.to(device).eval()
    model.requires_grad_(False)
    l, r, n = 0.0, 0, 0
    try:
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            o = model(x); l += loss_fn(o, y).item() * len(y); r += (o.argmax(1) == y).sum().item(); n += len(y)
    finally:
        model.requires_grad_(True)
        for m, t in was: m.training = t
    if not n: raise ValueError("empty")
    return l / n, r / n
