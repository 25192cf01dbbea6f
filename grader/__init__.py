"""TorchKata's grader: judges PyTorch exercises without sharing a process with the code that it judges."""

__version__ = "0.1.0"
__all__ = ["__version__"]
