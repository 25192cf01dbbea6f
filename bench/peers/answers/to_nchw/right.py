import torch


def to_nchw(images):
    if images.ndim == 2:
        images = images[:, :, None]
    if images.ndim == 3:
        images = images[None]
    if images.ndim != 4:
        raise ValueError("pictures have 2 to 4 dimensions")
    x = images.permute(0, 3, 1, 2).to(torch.float32).contiguous()
    return x / 255 if images.dtype == torch.uint8 else x
