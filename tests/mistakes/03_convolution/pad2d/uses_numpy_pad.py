# NumPy's padding does the work
# rule: here it is built by hand; and on the way through NumPy the gradient is lost
# fails: gradients, device, no_padding
import numpy as np
import torch


def pad2d(x, padding, mode="zeros", value=0.0):
    sides = [padding] * 4 if isinstance(padding, int) else list(padding)
    if mode not in ("zeros", "constant", "reflect", "replicate") or len(sides) != 4 or min(sides) < 0 or x.ndim != 4:
        raise ValueError("bad arguments")
    if mode == "reflect" and (max(sides[:2]) >= x.shape[3] or max(sides[2:]) >= x.shape[2]):
        raise ValueError("too large a reflection")
    left, right, top, bottom = sides
    around = ((0, 0), (0, 0), (top, bottom), (left, right))
    array = x.detach().cpu().numpy()
    if mode in ("zeros", "constant"):
        array = np.pad(array, around, constant_values=value if mode == "constant" else 0)
    else:
        array = np.pad(array, around, {"reflect": "reflect", "replicate": "edge"}[mode])
    return torch.from_numpy(array).to(x)
