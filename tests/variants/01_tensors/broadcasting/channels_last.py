"""Moves the channels to the end, where plain broadcasting meets them."""
import numpy as np
import torch


class WrongNumbers(ValueError):
    pass


def _numbers(images, *given):
    if images.dim() < 3 or images.dim() > 4:
        raise WrongNumbers("dimensions")
    found = []
    for numbers in given:
        if isinstance(numbers, torch.Tensor):
            numbers = numbers.detach().cpu().numpy()
        numbers = np.asarray(numbers, dtype=np.float64)
        if numbers.shape != (images.size(-3),):
            raise WrongNumbers(numbers.shape)
        found.append(torch.from_numpy(numbers).to(images.device, images.dtype))
    if (np.asarray(given[1].cpu() if isinstance(given[1], torch.Tensor) else given[1]) == 0).any():
        raise WrongNumbers("std 0")
    return found


def normalize(images, mean, std):
    mean, std = _numbers(images, mean, std)
    return images.movedim(-3, -1).sub(mean).div(std).movedim(-1, -3)


def denormalize(images, mean, std):
    mean, std = _numbers(images, mean, std)
    return torch.addcmul(mean, images.movedim(-3, -1), std).movedim(-1, -3)


def channel_statistics(images):
    if images.dim() != 4:
        raise WrongNumbers("dimensions")
    flat = images.transpose(0, 1).flatten(1)
    std, mean = torch.std_mean(flat, dim=1, unbiased=False)
    return mean, std
