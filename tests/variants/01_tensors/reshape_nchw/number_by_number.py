# a beginner's loops, each number of the matrix by itself
import numpy as np
import torch

class ShapeError(ValueError):
    """My own."""

def matrix_to_nchw(matrix):
    # copy everything, one by one
    if isinstance(matrix, torch.Tensor):
        if len(matrix.shape) != 2:
            raise ShapeError("not 2-D")
        device = matrix.device
        h, w = matrix.shape
    elif isinstance(matrix, np.ndarray):
        device = "cpu"
        if matrix.ndim != 2:
            raise ShapeError("not 2-D")
        h, w = matrix.shape
    else:
        device = "cpu"
        for row in matrix:
            if not isinstance(row, (list, tuple)):
                raise ShapeError("not 2-D")
            if len(row) != len(matrix[0]):
                raise ShapeError("ragged")
            for v in row:
                if isinstance(v, (list, tuple)):
                    raise ShapeError("not 2-D")
        h, w = len(matrix), len(matrix[0])
    out = torch.zeros(1, 1, h, w, dtype=torch.float32, device=device)
    for i in range(h):
        for j in range(w):
            out[0, 0, i, j] = float(matrix[i][j])
    return out

def rows_to_nchw(rows, channels, height, width):
    for name, v in [("channels", channels), ("height", height), ("width", width)]:
        if v < 1:
            raise ShapeError(name + " is " + str(v))
    flat = []
    total = 1
    for s in rows.shape:
        total *= s
    per = channels * height * width
    if total < per or total % per != 0:
        raise ShapeError("%d numbers, %d x %d x %d" % (total, channels, height, width))
    n = total // per
    rows = rows.contiguous().view(total)
    images = []
    for i in range(n):
        planes = []
        for c in range(channels):
            lines = []
            for y in range(height):
                start = ((i * channels + c) * height + y) * width
                lines.append(rows[start:start + width])
            planes.append(torch.stack(lines))
        images.append(torch.stack(planes))
    return torch.stack(images)

def images_to_nchw(images):
    if isinstance(images, np.ndarray):
        images = torch.tensor(images)
    if images.dim() not in (2, 3, 4):
        raise ShapeError("bad dims")
    if images.dim() == 2:
        images = images.unsqueeze(-1)
    if images.dim() == 3:
        images = images.unsqueeze(0)
    scale = 255.0 if images.dtype == torch.uint8 else 1.0
    n, h, w, c = images.shape
    out = torch.zeros(n, c, h, w, device=images.device)
    for k in range(c):
        out[:, k] = images[:, :, :, k].to(torch.float32) / scale
    return out
