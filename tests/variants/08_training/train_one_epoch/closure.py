# A closure for optimizer.step, grad mode switched on, numpy for the weighted mean.

import numpy as np
import torch


def train_one_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.to(device)
    for module in model.modules():
        module.training = True
    record = []
    with torch.enable_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)

            def closure():
                optimizer.zero_grad()
                loss = loss_fn(model(x), y)
                loss.backward()
                return loss

            record.append((optimizer.step(closure).item(), x.size()[0]))
    if not record:
        raise ValueError("there was nothing to learn from")
    losses, sizes = zip(*record)
    return float(np.average(losses, weights=sizes))
