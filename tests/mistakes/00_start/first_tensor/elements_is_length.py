# len counts the elements
import torch


def make_tensor(data: list) -> torch.Tensor:
    """Return the nested lists `data` as a float32 tensor of the same shape."""
    return torch.tensor(data, dtype=torch.float32)


def describe(x: torch.Tensor) -> dict:
    """Return shape, dtype, device and number of elements of a tensor."""
    return {
        "shape": tuple(x.shape),
        "dtype": str(x.dtype).removeprefix("torch."),
        "device": str(x.device),
        "elements": len(x),
    }
