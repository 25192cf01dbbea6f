# Belief: what the last batch says is the result.

import torch


def evaluate(model, loader, loss_fn, device="cpu"):
    model.to(device)
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    total_loss = 0.0
    correct = 0
    count = 0
    try:
        with torch.no_grad():
            for inputs, targets in loader:
                inputs = inputs.to(device)
                targets = targets.to(device)
                outputs = model(inputs)
                loss = loss_fn(outputs, targets)
                total_loss += loss.item() * targets.shape[0]
                correct += (outputs.argmax(dim=1) == targets).sum().item()
                count += targets.shape[0]
    finally:
        for module, training in modes:
            module.training = training
    if count == 0:
        raise ValueError("the loader has no batches")
    return loss.item(), (outputs.argmax(1) == targets).float().mean().item()
