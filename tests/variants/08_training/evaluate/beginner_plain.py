# A beginner's plain style: torch.max, counting in a loop, modes in a dict by name.

import torch


def evaluate(model, loader, loss_fn, device="cpu"):
    model = model.to(device)
    modes = {}
    for name, module in model.named_modules():
        modes[name] = module.training
    model.eval()
    total_loss = 0
    right = 0
    n = 0
    try:
        with torch.no_grad():
            for data in loader:
                imgs, targets = data
                imgs = imgs.to(device)
                targets = targets.to(device)
                outputs = model.forward(imgs)
                loss = loss_fn(outputs, targets)
                values, predicted = torch.max(outputs, 1)
                for i in range(len(targets)):
                    if predicted[i] == targets[i]:
                        right = right + 1
                total_loss = total_loss + loss.item() * len(targets)
                n = n + len(targets)
    finally:
        for name, module in model.named_modules():
            module.training = modes[name]
    if n == 0:
        raise ValueError("the loader is empty")
    return total_loss / n, right / n
