# An ExitStack puts the modes back; the sums are made afterwards.

import contextlib
import torch
def evaluate(model, loader, loss_fn, device="cpu"):
    with contextlib.ExitStack() as stack:
        for m in model.modules():
            stack.callback(setattr, m, "training", m.training)
        stack.enter_context(torch.no_grad())
        model.to(device)
        model.eval()
        rows = []
        for x, y in loader:
            o = model(x.to(device))
            y = y.to(device)
            rows.append((loss_fn(o, y).item(), (o.max(dim=1).indices == y).sum().item(), len(y)))
    n = sum(r[2] for r in rows)
    if n < 1:
        raise ValueError("empty loader")
    return sum(r[0] * r[2] for r in rows) / n, sum(r[1] for r in rows) / n
