# transposes one after the other
import numpy as np
import torch


def matrix_to_nchw(matrix) -> torch.Tensor:
    """Return a 2-D matrix of numbers as float32 [1, 1, H, W]; ValueError if it is not 2-D."""
    x = torch.as_tensor(matrix).to(torch.float32, copy=True)
    if x.ndim != 2:
        raise ValueError(f"a matrix has 2 dimensions, this has {x.ndim}: shape {tuple(x.shape)}")
    return x[None, None]


def rows_to_nchw(rows: torch.Tensor, channels: int, height: int, width: int) -> torch.Tensor:
    """Return the elements of `rows`, in order, as [N, channels, height, width]; ValueError if they do not fit."""
    if min(channels, height, width) < 1:
        raise ValueError(f"sizes start at 1: channels {channels}, height {height}, width {width}")
    one = channels * height * width
    if rows.numel() == 0 or rows.numel() % one:
        raise ValueError(f"{rows.numel()} elements are no positive multiple of {channels}*{height}*{width} = {one}")
    return rows.reshape(-1, channels, height, width)


def images_to_nchw(images: np.ndarray | torch.Tensor) -> torch.Tensor:
    """Return pictures [H, W], [H, W, C] or [N, H, W, C] as contiguous float32 [N, C, H, W]; uint8 is scaled to [0, 1]."""
    x = torch.as_tensor(images)
    if x.ndim not in (2, 3, 4):
        raise ValueError(f"pictures have 2, 3 or 4 dimensions, this has {x.ndim}: shape {tuple(x.shape)}")
    scale = 255 if x.dtype == torch.uint8 else 1
    if x.ndim == 2:
        x = x[:, :, None]  # [H, W, 1]
    if x.ndim == 3:
        x = x[None]  # [1, H, W, C]
    x = x.transpose(2, 3).transpose(1, 2)  # [N, C, H, W]
    return x.to(torch.float32, memory_format=torch.contiguous_format, copy=True) / scale
