# element by element, as one begins
import torch


def reduce_list(losses, shape, reduction):
    if reduction not in ["mean", "sum", "none"]:
        raise ValueError("unknown reduction: " + str(reduction))
    stacked = torch.stack(losses)
    if reduction == "none":
        return stacked.reshape(shape)
    total = 0
    for loss in losses:
        total = total + loss
    if reduction == "mean":
        total = total / len(losses)
    return total


def l1_loss(input, target, reduction="mean"):
    if list(input.shape) != list(target.shape):
        raise ValueError("shapes differ")
    losses = []
    for a, b in zip(input.reshape(-1), target.reshape(-1)):
        losses.append(torch.abs(a - b))
    return reduce_list(losses, input.shape, reduction)


def mse_loss(input, target, reduction="mean"):
    if list(input.shape) != list(target.shape):
        raise ValueError("shapes differ")
    losses = []
    for a, b in zip(input.reshape(-1), target.reshape(-1)):
        losses.append((a - b) ** 2)
    return reduce_list(losses, input.shape, reduction)


def one_sample(row, label):
    if label < 0 or label >= len(row):
        raise ValueError("no such class: " + str(label))
    largest = max(row.tolist())
    total = 0
    for logit in row:
        total = total + torch.exp(logit - largest)
    return torch.log(total) + largest - row[label]


def cross_entropy(logits, target, reduction="mean"):
    losses = []
    if logits.dim() == 2:
        if target.dim() != 1 or len(target) != len(logits):
            raise ValueError("shapes do not fit")
        for i in range(len(logits)):
            losses.append(one_sample(logits[i], target[i].item()))
    elif logits.dim() == 4:
        n, k, h, w = logits.shape
        if tuple(target.shape) != (n, h, w):
            raise ValueError("shapes do not fit")
        for i in range(n):
            for y in range(h):
                for x in range(w):
                    losses.append(one_sample(logits[i, :, y, x], target[i, y, x].item()))
    else:
        raise ValueError("logits are [N, K] or [N, K, H, W]")
    return reduce_list(losses, target.shape, reduction)
