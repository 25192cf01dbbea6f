"""The course's data: small sets made on the spot, the real CIFAR-10 where it is; outside both sides of the wall."""

from datasets.making import RECIPE_VERSION, SMALL, make_small, small_is_ready
from datasets.real_cifar import download_cifar, has_cifar, locate_cifar

__all__ = [
    "RECIPE_VERSION",
    "SMALL",
    "download_cifar",
    "has_cifar",
    "locate_cifar",
    "make_small",
    "small_is_ready",
]
