# one-hot rows and logsumexp, everything moved to [M, K]
import torch
import torch.nn.functional as F

REDUCE = {"mean": torch.mean, "sum": torch.sum, "none": lambda t: t}


class LossError(ValueError):
    pass


def pick(reduction):
    try:
        return REDUCE[reduction]
    except KeyError:
        raise LossError(f"reduction {reduction}") from None


def l1_loss(input, target, reduction="mean"):
    finish = pick(reduction)
    if input.size() != target.size():
        raise LossError(f"{input.size()} {target.size()}")
    return finish(torch.maximum(input - target, target - input))


def mse_loss(input, target, reduction="mean"):
    finish = pick(reduction)
    if input.size() != target.size():
        raise LossError(f"{input.size()} {target.size()}")
    return finish(torch.pow(torch.sub(input, target), 2))


def cross_entropy(logits, target, reduction="mean"):
    finish = pick(reduction)
    if logits.dim() == 4:
        n, k, h, w = logits.shape
        if target.shape != (n, h, w):
            raise LossError("shape")
        rows = logits.permute(0, 2, 3, 1).reshape(-1, k)
        out = cross_entropy(rows, target.reshape(-1), "none").reshape(n, h, w)
        return finish(out)
    if logits.dim() != 2 or target.dim() != 1 or target.size(0) != logits.size(0):
        raise LossError("shape")
    k = logits.size(1)
    if int(target.min()) < 0 or int(target.max()) > k - 1:
        raise LossError("class")
    hot = F.one_hot(target, k).to(logits.dtype)
    return finish(torch.logsumexp(logits, dim=1) - (hot * logits).sum(dim=1))
