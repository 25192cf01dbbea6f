# next() with a default, torch.as_tensor as the move, gradients cleared by hand, a float64 sum.

import torch
def train_one_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    it = iter(loader)
    batch = next(it, None)
    if batch is None:
        raise ValueError("empty")
    model.to(device); model.train()
    acc = torch.tensor(0.0, dtype=torch.float64)
    seen = 0
    while batch is not None:
        x = torch.as_tensor(batch[0], device=device)
        y = torch.as_tensor(batch[1], device=device)
        for group in optimizer.param_groups:
            for p in group["params"]:
                p.grad = None
        loss = loss_fn(model(x), y)
        torch.autograd.backward(loss)
        optimizer.step()
        acc += loss.detach().double().cpu() * x.size(0)
        seen += x.size(0)
        batch = next(it, None)
    return (acc / seen).item()
