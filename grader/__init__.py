"""TorchKata's grader: judges PyTorch exercises without sharing a process with the code that it judges."""

__version__ = "0.1.0"
__all__ = ["__version__"]


def load_ipython_extension(shell: object) -> None:
    """Do what `%load_ext grader` asks for in a notebook or IPython: give it `%check`."""
    from grader.commands.notebook import load  # only here: nothing else may make the face heavy

    load(shell)  # type: ignore[arg-type]
