import torch


def to_nchw(images):
    if images.ndim == 2:
        images = images[:, :, None]
    if images.ndim == 3:
        images = images[None]
    n, h, w, c = images.shape
    x = images.reshape(n, c, h, w).float()
    return x / 255 if images.dtype == torch.uint8 else x
