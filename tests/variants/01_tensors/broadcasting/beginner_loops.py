# channel by channel
import torch

def check(images, mean, std):
    if len(images.shape) != 3 and len(images.shape) != 4:
        raise ValueError("images must have 3 or 4 dimensions")
    if len(images.shape) == 3:
        channels = images.shape[0]
    else:
        channels = images.shape[1]
    if len(mean) != channels:
        raise ValueError("mean has a wrong length")
    if len(std) != channels:
        raise ValueError("std has a wrong length")
    for s in std:
        if float(s) == 0:
            raise ValueError("std is 0")
    return channels

def normalize(images, mean, std):
    channels = check(images, mean, std)
    if images.ndim == 3:
        out = []
        for c in range(channels):
            out.append((images[c] - float(mean[c])) / float(std[c]))
        return torch.stack(out)
    result = []
    for picture in images:
        result.append(normalize(picture, mean, std))
    return torch.stack(result)

def denormalize(images, mean, std):
    channels = check(images, mean, std)
    if images.ndim == 3:
        out = []
        for c in range(channels):
            out.append(images[c] * float(std[c]) + float(mean[c]))
        return torch.stack(out)
    return torch.stack([denormalize(p, mean, std) for p in images])

def channel_statistics(images):
    if images.ndim != 4:
        raise ValueError("N C H W")
    means = []
    stds = []
    for c in range(images.shape[1]):
        numbers = images[:, c].reshape(-1)
        m = numbers.sum() / len(numbers)
        v = ((numbers - m) ** 2).sum() / len(numbers)
        means.append(m)
        stds.append(torch.sqrt(v))
    return torch.stack(means), torch.stack(stds)
