# channels first as a matrix, var_mean, lerp_
import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = True):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        for name in ("weight", "bias"):
            self.register_parameter(name, nn.Parameter(torch.full((num_features,), float(name == "weight"))) if affine else None)
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.int64))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if x.dim() != 4 or x.size(1) != self.running_mean.numel():
            raise ValueError(f"{tuple(x.shape)} into {self.running_mean.numel()} channels")
        rows = x.transpose(0, 1).flatten(1)  # [C, N*H*W]
        if self.training:
            n = rows.size(1)
            if n < 2:
                raise ValueError("a single value has no variance")
            var, mean = torch.var_mean(rows, dim=1, correction=0)
            with torch.no_grad():
                self.running_mean.lerp_(mean, self.momentum)
                self.running_var.lerp_(rows.var(dim=1), self.momentum)
                self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        rows = (rows - mean.unsqueeze(1)) * (var.unsqueeze(1) + self.eps).pow(-0.5)
        if self.weight is not None:
            rows = torch.addcmul(self.bias.unsqueeze(1), rows, self.weight.unsqueeze(1))
        return rows.unflatten(1, (x.size(0), *x.shape[2:])).transpose(0, 1)
