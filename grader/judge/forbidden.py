"""Which operations an exercise forbids: as the dispatcher, Python and the syntax tree name them. Judge's side; data.

Dispatcher names are native_functions.yaml's; a composite that never reaches the dispatcher under its own name is listed
by its Python names.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True)
class Forbidden:
    """A family of operations that an exercise re-creates."""

    title: str
    operations: tuple[str, ...]
    functions: tuple[str, ...]


def _pooling() -> Forbidden:
    dimensions = ("1d", "2d", "3d")
    kinds = [*product(("max_pool", "avg_pool", "adaptive_max_pool", "adaptive_avg_pool"), dimensions)]
    plain = [kind + dimension for kind, dimension in kinds]
    others = ["fractional_max_pool2d", "fractional_max_pool3d", "lp_pool1d", "lp_pool2d", "lp_pool3d"]
    indexed = [f"{name}_with_indices" for name in (*plain, *others) if "max_pool" in name]
    modules = [
        f"{kind}{dimension}"
        for kind, dimension in product(("MaxPool", "AvgPool", "AdaptiveMaxPool", "AdaptiveAvgPool", "LPPool"), dimensions)
    ]
    names = [*plain, *others, *indexed, *(f"_{name}" for name in (*plain, *others) if "max_pool" in name)]
    spellings = [
        *names,
        "_adaptive_avg_pool2d",
        "_adaptive_avg_pool3d",
        "mkldnn_max_pool2d",
        "mkldnn_max_pool3d",
        "quantized_max_pool2d",
    ]
    return Forbidden(
        "pooling",
        operations=tuple(f"aten::{name}" for name in spellings),
        functions=tuple(
            [f"{module}.{name}" for module in ("torch.nn.functional", "torch", "torch._C._nn") for name in spellings]
            + [f"torch.nn.{name}" for name in (*modules, "FractionalMaxPool2d", "FractionalMaxPool3d")]
        ),
    )


def _convolution() -> Forbidden:
    plain = [f"conv{kind}{dimension}" for kind, dimension in product(("", "_transpose"), ("1d", "2d", "3d"))]
    modules = [
        f"{kind}{dimension}"
        for kind, dimension in product(("Conv", "ConvTranspose", "LazyConv", "LazyConvTranspose"), ("1d", "2d", "3d"))
    ]
    low = (
        "convolution",
        "_convolution",
        "convolution_overrideable",
        "mkldnn_convolution",
        "_slow_conv2d_forward",
        "thnn_conv2d",
        "slow_conv3d",
        "slow_conv_dilated2d",
        "slow_conv_dilated3d",
        "slow_conv_transpose2d",
        "slow_conv_transpose3d",
        "conv_tbc",
    )
    return Forbidden(
        "convolution",
        operations=tuple(f"aten::{name}" for name in (*plain, *low)),
        functions=tuple(
            [f"{module}.{name}" for module in ("torch.nn.functional", "torch") for name in (*plain, *low)]
            + [f"torch.nn.{name}" for name in modules]
        ),
    )


POOLING = _pooling()
CONVOLUTION = _convolution()
