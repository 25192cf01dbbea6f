"""DLPack, a copied array, torch.stack over both lists."""
import numpy as np
import torch


def share(array: np.ndarray) -> torch.Tensor:
    return torch.as_tensor(array)


def copy(array: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(array.copy())


def to_array(x: torch.Tensor) -> np.ndarray:
    return x.data.cpu().numpy().copy()


def add(a: list[float], b: list[float]) -> list[float]:
    match len(a) == len(b):
        case False:
            raise ValueError("lists of the same length, please")
    return torch.stack([torch.tensor(a), torch.tensor(b)]).sum(0).tolist()
