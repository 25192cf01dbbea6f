# sizes found first, then each number written
import torch
def sizes(data):
    out = []
    while isinstance(data, list):
        out.append(len(data))
        if not data: break
        data = data[0]
    return out
def flat(data):
    if isinstance(data, list):
        for d in data: yield from flat(d)
    else:
        yield data
def make_tensor(data):
    size = sizes(data)
    values = list(flat(data))
    out = torch.empty(len(values))
    for i, v in enumerate(values):
        out[i] = v
    try:
        return out.view(size)
    except RuntimeError:
        raise ValueError("ragged") from None
def describe(x):
    return {"elements": torch.numel(x), "shape": tuple(x.shape), "device": str(x.device), "dtype": str(x.dtype).split(".")[-1]}
