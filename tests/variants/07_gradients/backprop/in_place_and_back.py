# moves x itself and puts the old number back; matrix form of the gradients
import itertools

import torch


class ShapeError(ValueError):
    pass


@torch.no_grad()
def numerical_gradient(f, x, eps=1e-6):
    if not (eps > 0.0):
        raise ValueError(eps)
    out = torch.empty_like(x)
    try:
        for where in itertools.product(*[range(n) for n in x.size()]):
            kept = x[where].clone()
            x[where] = kept + eps
            high = float(f(x))
            x[where] = kept - eps
            low = float(f(x))
            x[where] = kept
            out[where] = (high - low) / (eps + eps)
    finally:
        pass
    return out


def linear_gradients(x, weight, bias, target):
    ok = x.ndim == weight.ndim == target.ndim == 2 and bias.ndim == 1
    ok = ok and x.size(1) == weight.size(1) and target.shape == (x.size(0), weight.size(0)) and len(bias) == len(weight)
    if not ok:
        raise ShapeError("do not fit")
    error = torch.addmm(bias, x, weight.t()) - target
    scale = 2.0 / target.numel()
    ones = torch.ones(1, x.size(0), dtype=x.dtype, device=x.device)
    return torch.einsum("no,ni->oi", error, x) * scale, (ones @ error)[0] * scale
