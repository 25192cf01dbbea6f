# Running means; no_grad around the forward pass only; modes put back leaf by leaf.

import torch
def evaluate(model, loader, loss_fn, device="cpu"):
    state = [(m, m.training) for m in model.modules()]
    model.to(device)
    model.eval()
    mean, acc, n = 0.0, 0.0, 0
    try:
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            with torch.no_grad():
                out = model(x)
                loss = loss_fn(out, y)
            n += len(x)
            mean += (loss.item() - mean) * len(x) / n
            acc += ((out.argmax(1) == y).double().mean().item() - acc) * len(x) / n
    except BaseException:
        raise
    finally:
        for m, t in state:
            m.train(t) if not list(m.children()) else setattr(m, "training", t)
    if n == 0:
        raise ValueError(f"0 samples in {loader!r}")
    return mean, acc
