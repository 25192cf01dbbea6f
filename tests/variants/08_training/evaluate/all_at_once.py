# Collects all outputs first; softmax before argmax changes nothing; loss weighted by batch.

import numpy as np
import torch
import torch.nn.functional as F


def evaluate(model, loader, loss_fn, device="cpu"):
    model.to(device)
    state = [m.training for m in model.modules()]
    losses, weights, said, wanted = [], [], [], []
    try:
        model.eval()
        for x, y in loader:
            x = x.to(device)
            y = y.to(device)
            with torch.no_grad():
                scores = model(x)
                losses.append(loss_fn(scores, y).item())
            weights.append(y.numel())
            said.append(F.softmax(scores, dim=1).argmax(dim=1).cpu().numpy())
            wanted.append(y.cpu().numpy())
    finally:
        for m, mode in zip(model.modules(), state):
            m.training = mode
    if not weights:
        raise ValueError("evaluate() got an empty loader")
    accuracy = np.mean(np.concatenate(said) == np.concatenate(wanted))
    return float(np.average(losses, weights=weights)), float(accuracy)
