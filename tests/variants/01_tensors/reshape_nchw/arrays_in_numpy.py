# a matrix goes through NumPy, arrays stay in NumPy until the end
import numpy as np
import torch

def matrix_to_nchw(matrix):
    device = "cpu"
    if isinstance(matrix, torch.Tensor):
        device = matrix.device
        matrix = matrix.detach().cpu().float().numpy()
    a = np.asarray(matrix, dtype="float32")
    if a.ndim != 2:
        raise ValueError("A matrix, please")
    return torch.tensor(a[np.newaxis, np.newaxis, :, :], device=device)

def rows_to_nchw(rows, channels, height, width):
    sizes = (channels, height, width)
    if any(s < 1 for s in sizes):
        raise ValueError(f"every size has to be at least 1, you gave {sizes}")
    want = int(np.prod(sizes))
    have = rows.numel()
    n, rest = divmod(have, want)
    if rest or not n:
        raise ValueError(f"cannot cut {have} values in pieces of {want}")
    return torch.stack([p.reshape(sizes) for p in rows.reshape(-1).split(want)], dim=0)

def images_to_nchw(images):
    if isinstance(images, np.ndarray):
        if images.ndim == 2:
            images = images.reshape(1, *images.shape, 1)
        elif images.ndim == 3:
            images = np.expand_dims(images, 0)
        elif images.ndim != 4:
            raise ValueError("dims")
        images = np.transpose(images, (0, 3, 1, 2))
        if images.dtype == np.uint8:
            images = images / 255.0
        return torch.from_numpy(np.ascontiguousarray(images, dtype=np.float32))
    if images.dim() == 2:
        images = images.view(1, *images.shape, 1) if images.is_contiguous() else images.contiguous().view(1, *images.shape, 1)
    elif images.dim() == 3:
        images = images.unsqueeze(0)
    elif images.dim() != 4:
        raise ValueError("dims")
    images = images.permute(0, 3, 1, 2)
    if images.dtype == torch.uint8:
        images = images / 255
    return images.to(torch.float32, memory_format=torch.contiguous_format).contiguous()
