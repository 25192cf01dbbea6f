import torch


class Scaler:
    """Holds factor and offset of each channel."""

    def __init__(self, images, mean, std):
        if images.ndim not in {3, 4}:
            raise ValueError(f"{images.ndim}-D")
        self.mean = torch.tensor([float(m) for m in mean], dtype=images.dtype, device=images.device)
        self.std = torch.tensor([float(s) for s in std], dtype=images.dtype, device=images.device)
        c = images.shape[images.ndim - 3]
        if not (self.mean.numel() == self.std.numel() == c):
            raise ValueError(f"{c} channels")
        if 0.0 in [float(s) for s in std]:
            raise ValueError("std 0")

    def shaped(self, images, numbers):
        return numbers.view(*(1,) * (images.ndim - 3), -1, 1, 1).expand_as(images)


def normalize(images, mean, std):
    scaler = Scaler(images, mean, std)
    return (images - scaler.shaped(images, scaler.mean)) / scaler.shaped(images, scaler.std)


def denormalize(images, mean, std):
    scaler = Scaler(images, mean, std)
    return torch.einsum("...chw,c->...chw", images, scaler.std) + scaler.shaped(images, scaler.mean)


def channel_statistics(images):
    if images.ndim != 4:
        raise ValueError(f"{images.ndim}-D")
    mean = images.mean(3).mean(2).mean(0)
    std = (images - mean[:, None, None]).pow(2).mean((0, 2, 3)).sqrt()
    return mean, std
