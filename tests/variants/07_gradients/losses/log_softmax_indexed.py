# log_softmax and advanced indexing
import torch
from torch import nn


class _Loss:
    def __init__(self, reduction):
        if reduction not in {"mean", "sum", "none"}:
            raise ValueError(reduction)
        self.reduction = reduction

    def __call__(self, each):
        return each if self.reduction == "none" else getattr(each, self.reduction)()


def _same(a, b):
    if a.shape != b.shape:
        raise ValueError(f"{a.shape} != {b.shape}")


def l1_loss(input, target, reduction="mean"):
    _same(input, target)
    return _Loss(reduction)((input - target).abs())


def mse_loss(input, target, reduction="mean"):
    _same(input, target)
    d = input - target
    return _Loss(reduction)(d * d)


def cross_entropy(logits, target, reduction="mean"):
    finish = _Loss(reduction)
    n, k, *rest = logits.shape
    if list(target.shape) != [n, *rest]:
        raise ValueError(f"target {target.shape}, logits {logits.shape}")
    if not all(0 <= c < k for c in target.flatten().tolist()):
        raise ValueError("class")
    log_p = nn.LogSoftmax(dim=1)(logits).movedim(1, -1).reshape(-1, k)
    picked = log_p[torch.arange(len(log_p)), target.reshape(-1)]
    return finish(-picked.view(target.shape))
