# pixel by pixel
import torch

def fold_channels(x, channels=3):
    if len(x.shape) != 4:
        raise ValueError("need N C H W")
    n, c, h, w = x.shape
    if channels <= 0:
        raise ValueError("channels " + str(channels))
    if c % channels != 0:
        raise ValueError("does not fit")
    pictures = []
    for i in range(n):
        for start in range(0, c, channels):
            picture = []
            for j in range(start, start + channels):
                picture.append(x[i][j])
            pictures.append(torch.stack(picture))
    return torch.stack(pictures)

def image_grid(x, columns=8, padding=2, value=0.0):
    if len(x.shape) != 4:
        raise ValueError("need N C H W")
    n, c, h, w = x.shape
    if n == 0 or columns < 1 or padding < 0:
        raise ValueError("bad argument")
    if n < columns:
        columns = n
    rows = n // columns
    if n % columns != 0:
        rows = rows + 1
    height = padding
    for r in range(rows):
        height = height + h + padding
    width = padding
    for k in range(columns):
        width = width + w + padding
    out = torch.zeros(c, height, width, dtype=x.dtype, device=x.device) + value
    out = out.to(x.dtype)
    i = 0
    for r in range(rows):
        for k in range(columns):
            if i < n:
                for y in range(h):
                    for z in range(w):
                        out[:, padding + r * (h + padding) + y, padding + k * (w + padding) + z] = x[i, :, y, z]
            i += 1
    return out
