# PyTorch's own batch norm does the work
# rule: here it is built by hand, from mean, var and broadcasting
# fails: built_by_hand
from torch import nn


class BatchNorm2d(nn.BatchNorm2d):
    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True):
        super().__init__(num_features, eps, momentum, affine)

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != self.num_features:
            raise ValueError(f"not {tuple(x.shape)}")
        if self.training and x[:, 0].numel() == 1:
            raise ValueError("one value for each channel")
        return super().forward(x)
