# PyTorch's losses do the work
# rule: here each loss is built by hand, from differences, exp, log and sums
# fails: no_losses
import torch
import torch.nn.functional as F


def l1_loss(input, target, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("shapes")
    return F.l1_loss(input, target, reduction=reduction)


def mse_loss(input, target, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("shapes")
    return torch.nn.MSELoss(reduction=reduction)(input, target)


def cross_entropy(logits, target, reduction="mean"):
    if target.shape != logits.shape[:1] + logits.shape[2:] or target.min() < 0 or target.max() >= logits.shape[1]:
        raise ValueError("shapes or classes")
    return torch.nn.CrossEntropyLoss(reduction=reduction)(logits, target)
