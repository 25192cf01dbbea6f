# loops over everything, the old number is put back
import torch


def numerical_gradient(f, x, eps=1e-6):
    if eps <= 0:
        raise ValueError("eps must be positive, not " + str(eps))
    work = x.clone().contiguous()
    flat = work.view(-1)
    result = torch.zeros(x.numel(), dtype=torch.float64, device=x.device)
    for i in range(x.numel()):
        old = flat[i].item()
        flat[i] = old + eps
        up = f(work)
        if isinstance(up, torch.Tensor):
            up = up.item()
        flat[i] = old - eps
        down = f(work)
        if isinstance(down, torch.Tensor):
            down = down.item()
        flat[i] = old
        result[i] = (up - down) / (2 * eps)
    return result.reshape(x.shape)


def linear_gradients(x, weight, bias, target):
    if x.dim() != 2 or weight.dim() != 2 or bias.dim() != 1 or target.dim() != 2:
        raise ValueError("wrong number of dimensions")
    n, i = x.shape
    o = weight.shape[0]
    if weight.shape[1] != i or bias.shape[0] != o or target.shape[0] != n or target.shape[1] != o:
        raise ValueError("shapes do not fit")
    d_weight = torch.zeros_like(weight)
    d_bias = torch.zeros_like(bias)
    for a in range(n):
        for b in range(o):
            prediction = bias[b]
            for c in range(i):
                prediction = prediction + x[a, c] * weight[b, c]
            slope = 2 * (prediction - target[a, b]) / (n * o)
            d_bias[b] += slope
            for c in range(i):
                d_weight[b, c] += slope * x[a, c]
    return d_weight, d_bias
