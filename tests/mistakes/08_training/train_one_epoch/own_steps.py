# Belief: every optimizer is plain gradient descent.

import torch


def train_one_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.to(device)
    model.train()
    total = 0.0
    count = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = loss_fn(outputs, targets)
        loss.backward()
        with torch.no_grad():
            for group in optimizer.param_groups:
                for p in group["params"]:
                    p -= group["lr"] * p.grad
        total += loss.item() * inputs.shape[0]
        count += inputs.shape[0]
    if count == 0:
        raise ValueError("the loader has no batches")
    return total / count
