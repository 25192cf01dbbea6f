# The loss is added up as a tensor on the device and read once; the gradients are cleared on the model.

import torch


def train_one_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.to(device).train()
    loss_sum = torch.zeros((), device=device)
    samples = 0
    for batch in loader:
        x, y = (tensor.to(device, non_blocking=True) for tensor in batch)
        model.zero_grad(set_to_none=True)
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        loss_sum += loss.detach() * y.size(0)
        samples += y.size(0)
    if not samples:
        raise ValueError("train_one_epoch needs at least one batch")
    return (loss_sum / samples).item()
