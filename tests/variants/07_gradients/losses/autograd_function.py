# gradients written by hand for cross entropy; norms for the distances
import torch


class Entropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, target):
        logp = torch.log_softmax(logits, 1)
        ctx.save_for_backward(logp, target)
        return -torch.take_along_dim(logp, target[:, None], 1)[:, 0]

    @staticmethod
    def backward(ctx, grad):
        logp, target = ctx.saved_tensors
        p = logp.exp()
        p.scatter_add_(1, target[:, None], -torch.ones_like(p[:, :1]).expand(target[:, None].shape))
        return p * grad[:, None], None


def finish(each, how):
    match how:
        case "none":
            return each
        case "sum":
            return torch.sum(each)
        case "mean":
            return torch.sum(each) / each.numel()
    raise ValueError("how?")


def l1_loss(input, target, reduction="mean"):
    if input.ndim != target.ndim or any(a != b for a, b in zip(input.shape, target.shape)):
        raise ValueError("shape")
    diff = input - target
    return finish(torch.where(diff < 0, -diff, diff), reduction)


def mse_loss(input, target, reduction="mean"):
    if input.ndim != target.ndim or any(a != b for a, b in zip(input.shape, target.shape)):
        raise ValueError("shape")
    return finish(torch.square(input - target), reduction)


def cross_entropy(logits, target, reduction="mean"):
    if logits.ndim < 2 or tuple(target.shape) != (logits.shape[0],) + tuple(logits.shape[2:]):
        raise ValueError("shape")
    if target.numel() and (target.amin() < 0 or target.amax() >= logits.shape[1]):
        raise ValueError("class")
    return finish(Entropy.apply(logits, target), reduction)
