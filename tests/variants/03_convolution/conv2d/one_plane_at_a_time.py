# a two-dimensional correlation for each pair of channel and filter
import torch


def correlate(plane, kernel, stride, dilation, out_size):
    total = 0
    for a, row in enumerate(kernel):
        for b, number in enumerate(row):
            shifted = plane[:, a * dilation[0]:, b * dilation[1]:][:, ::stride[0], ::stride[1]]
            total = total + shifted[:, :out_size[0], :out_size[1]] * number
    return total


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    as_pair = lambda v: [v, v] if isinstance(v, int) else list(v)
    stride, padding, dilation = as_pair(stride), as_pair(padding), as_pair(dilation)
    if any(len(v) != 2 for v in (stride, padding, dilation)) or min(stride + dilation) < 1 or min(padding) < 0:
        raise ValueError("stride, padding or dilation")
    if len(x.shape) != 4 or len(weight.shape) != 4:
        raise ValueError("four dimensions")
    if groups <= 0 or x.shape[1] != weight.shape[1] * groups or weight.shape[0] % groups:
        raise ValueError("channels")
    if bias is None:
        bias = torch.zeros(weight.shape[0], dtype=x.dtype, device=x.device)
    if bias.shape != (weight.shape[0],):
        raise ValueError("bias")
    out_size = [(x.shape[2 + i] + 2 * padding[i] - dilation[i] * (weight.shape[2 + i] - 1) - 1) // stride[i] + 1 for i in (0, 1)]
    if min(out_size) < 1:
        raise ValueError("kernel")
    N, C, H, W = x.shape
    wide = torch.zeros(N, C, H, padding[1], dtype=x.dtype, device=x.device)
    x = torch.cat([wide, x, wide], 3)
    high = torch.zeros(N, C, padding[0], x.shape[3], dtype=x.dtype, device=x.device)
    x = torch.cat([high, x, high], 2)
    maps = []
    for o in range(weight.shape[0]):
        group = o * groups // weight.shape[0]
        planes = [x[:, group * weight.shape[1] + c] for c in range(weight.shape[1])]
        maps.append(sum(correlate(p, k, stride, dilation, out_size) for p, k in zip(planes, weight[o])) + bias[o])
    return torch.stack(maps, dim=1)
