"""What checkpoint's suite needs: small training runs, files, a full disk, a file from a GPU. Runs in worker and judge."""

from __future__ import annotations

import contextlib
import copy
import os
import resource
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import torch
from torch import nn

ASKED: list = []  # (which model, where it was asked to go)


class Pinned(nn.Sequential):
    """A model that notes where it is asked to go, and stays where it was made."""

    def _apply(self, fn: Callable, recurse: bool = True) -> nn.Module:
        ASKED.append((id(self), fn(torch.zeros(1)).device.type))
        return self


class Turned(nn.Module):
    """A linear layer whose weight lies the other way round: [inputs, outputs]."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(inputs, outputs) * inputs**-0.5)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map [N, inputs] to [N, outputs]."""
        return x @ self.weight + self.bias


SIZES = {"usual": (3, 40), "wide": (3, 48), "one output": (1, 40)}


def network(seed: int, kind: str = "usual", made: Callable = nn.Sequential) -> nn.Module:
    """Return a small network with batch norm; of another kind, with other shapes, more or fewer layers or other names."""
    torch.manual_seed(seed)
    out, width = SIZES.get(kind, SIZES["usual"])
    parts = {"first": nn.Linear(4, width), "norm": nn.BatchNorm1d(width), "last": nn.Linear(width, out)}
    if kind == "turned":
        parts["last"] = Turned(width, out)
    if kind == "no statistics":
        parts["norm"] = nn.BatchNorm1d(width, track_running_stats=False)
    if kind == "more":
        parts["more"] = nn.Linear(out, out)
    if kind == "fewer":
        parts = {"first": nn.Linear(4, out), "norm": nn.BatchNorm1d(out)}
    if kind == "renamed":
        parts = {("head" if name == "last" else name): part for name, part in parts.items()}
    model = made()
    for name, part in parts.items():
        model.add_module(name, part)
    return model


def optimizer_of(model: nn.Module, kind: str, groups: str = "one", lr: float = 0.05) -> torch.optim.Optimizer:
    """Return an optimizer of the model's parameters, in one group or otherwise."""
    parameters = list(model.parameters())
    sets = {
        "one": [{"params": parameters}],
        "two": [{"params": parameters[:2]}, {"params": parameters[2:]}],
        "some": [{"params": parameters[:2]}],
    }
    if kind == "sgd":
        return torch.optim.SGD(sets[groups], lr=lr, momentum=0.9, weight_decay=0.01)
    return torch.optim.Adam(sets[groups], lr=lr)


def train(model: nn.Module, optimizer: torch.optim.Optimizer, steps: Iterable[int]) -> None:
    """Take some steps on batches that depend on nothing but their number."""
    dtype = next(model.parameters()).dtype
    for step in steps:
        generator = torch.Generator().manual_seed(step)
        inputs, wanted = (torch.randn(8, width, generator=generator).to(dtype) for width in (4, 1))
        optimizer.zero_grad()
        (model(inputs) - wanted).square().mean().backward()
        optimizer.step()


def run_of(
    seed: int,
    kind: str = "sgd",
    steps: int = 3,
    network_kind: str = "usual",
    groups: str = "one",
    dtype: torch.dtype = torch.float32,
) -> tuple:
    """Return (model, optimizer) after some steps, with a learning rate, the first group's, that was changed on the way."""
    model = network(seed, network_kind).to(dtype)
    optimizer = optimizer_of(model, kind, groups)
    train(model, optimizer, range(steps))
    optimizer.param_groups[0]["lr"] = 0.02
    return model, optimizer


def state_of(model: nn.Module) -> dict:
    """Return copies of all values by name."""
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def later_run(save: Callable, path: str, seed: int) -> None:
    """Save another run under the same path, then put the file back: what counts is in the file, not in a variable."""
    if Path(path).exists():
        content = Path(path).read_bytes()
        with contextlib.suppress(Exception):
            save(path, *run_of(seed + 7, steps=1), 70)
        Path(path).write_bytes(content)


def values_of(seed: int, kind: str = "sgd", more: Iterable[int] = (), **options: object) -> dict:
    """Return the values after run_of and the steps `more`, and leave the random generator as it is."""
    with torch.random.fork_rng(devices=[]):
        model, optimizer = run_of(seed, kind, **options)
        train(model, optimizer, more)
        return state_of(model)


def values_later(seed: int, kind: str, **options: object) -> dict:
    """Return the values of a run that takes the steps of `resumed` without a stop."""
    with torch.random.fork_rng(devices=[]):
        model, optimizer = run_of(seed, kind, **options)
        train(model, optimizer, range(3, 7))
        return state_of(model)


def round_trip(save: Callable, load: Callable, root: str, seed: int, epoch: int, dtype: torch.dtype = torch.float32) -> tuple:
    """Return (epoch, the loaded values, those that were saved); the older file at the place is another run's."""
    path = f"{root}/run.pt"
    save(path, *run_of(seed + 1, steps=1, dtype=dtype), epoch + 1)
    model, optimizer = run_of(seed, dtype=dtype)
    saved = state_of(model)
    save(path, model, optimizer, epoch)
    train(model, optimizer, range(1))  # what happens afterwards is not in the file
    later_run(save, path, seed)
    other, other_optimizer = run_of(seed + 2, steps=1, dtype=dtype)
    return load(path, other, other_optimizer), state_of(other), saved


def resumed(
    save: Callable, load: Callable, root: str, seed: int, kind: str, groups: str = "one", steps: int = 3, used: bool = False
) -> tuple:
    """Return the values (of a run that was saved in the middle, of one that went on from the file, in a new model or a used)."""
    path = f"{root}/run.pt"
    model, optimizer = run_of(seed, kind, steps, groups=groups)
    save(path, model, optimizer, 3)
    train(model, optimizer, range(3, 7))
    later_run(save, path, seed)
    other = network(seed + 1)
    other_optimizer = optimizer_of(other, kind, groups)
    train(other, other_optimizer, range(2 if used else 0))
    load(path, other, other_optimizer)
    train(other, other_optimizer, range(3, 7))
    return state_of(model), state_of(other)


def without_optimizer(save: Callable, load: Callable, root: str, seed: int) -> tuple:
    """Return (epoch, the loaded values, those that were saved)."""
    path = f"{root}/run.pt"
    model, optimizer = run_of(seed)
    save(path, model, optimizer, 4)
    later_run(save, path, seed)
    other = network(seed + 1)
    return load(path, other), state_of(other), state_of(model)


def opened(save: Callable, root: str, seed: int) -> bool:
    """Return whether the file opens with weights_only; raises as torch.load does."""
    path = f"{root}/run.pt"
    save(path, *run_of(seed, "adam"), 2)
    torch.load(path, weights_only=True)
    return True


@contextlib.contextmanager
def full_disk(size: int) -> Iterator[None]:
    """Let no file grow beyond this size: who writes on gets an error, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def interrupted(save: Callable, load: Callable, root: str, seed: int, name: str) -> tuple:
    """Return (epoch, the loaded values, those of the older file) after a second save that met a full disk."""
    path = f"{root}/{name}"
    model, optimizer = run_of(seed)
    save(path, model, optimizer, 1)
    older = state_of(model)
    train(model, optimizer, range(3, 5))
    with full_disk(2000), contextlib.suppress(Exception):
        save(path, model, optimizer, 2)
    later_run(save, path, seed)
    other, other_optimizer = run_of(seed + 1, steps=1)
    return load(path, other, other_optimizer), state_of(other), older


class Interrupted(Exception):
    """What stops a save."""


@contextlib.contextmanager
def no_new_names() -> Iterator[None]:
    """Stop whoever is about to give a file another name, as a power cut at that moment does."""

    def stop(*args: object, **kwargs: object) -> None:
        raise Interrupted("interrupted before the file got its new name")

    kept = os.rename, os.replace
    os.rename = os.replace = stop
    try:
        yield
    finally:
        os.rename, os.replace = kept


def before_the_name(save: Callable, load: Callable, root: str, seed: int) -> tuple | None:
    """Return (epoch, the loaded values, the older ones, the newer ones) after a save that ended before its file had the name."""
    path = f"{root}/run.pt"
    model, optimizer = run_of(seed)
    save(path, model, optimizer, 1)
    older = state_of(model)
    train(model, optimizer, range(3, 5))
    with no_new_names(), contextlib.suppress(Exception):
        save(path, model, optimizer, 2)
    if not os.path.exists(path):
        return None
    other, other_optimizer = run_of(seed + 1, steps=1)
    return load(path, other, other_optimizer), state_of(other), older, state_of(model)


def written_over(save: Callable, root: str, seed: int) -> bool:
    """Return whether a second save writes into the older file, rather than to put another into its place."""
    path = f"{root}/run.pt"
    save(path, *run_of(seed, steps=1), 1)
    with open(path, "rb") as older:
        content = older.read()
        save(path, *run_of(seed + 1, steps=2), 2)
        older.seek(0)
        return older.read() != content


def misfit(save: Callable, load: Callable, root: str, seed: int, kind: str, groups: str, saved: str, dtype: torch.dtype) -> tuple:
    """Return (did load raise, the model's values before and after, the optimizer's state before and after)."""
    path = f"{root}/run.pt"
    save(path, *run_of(seed, network_kind=saved, dtype=dtype), 3)
    alone = groups == "none"  # the model is all that is loaded into
    model, optimizer = run_of(seed + 1, steps=2, network_kind=kind, groups="one" if alone else groups, dtype=dtype)
    before = state_of(model), copy.deepcopy(optimizer.state_dict())
    raised = False
    try:
        load(path, model, *(() if alone else (optimizer,)))
    except Exception:
        raised = True
    return raised, before[0], state_of(model), before[1], optimizer.state_dict()


def missing(load: Callable, root: str, seed: int) -> None:
    """Load from a file that is not there."""
    model, optimizer = run_of(seed, steps=1)
    load(f"{root}/no such file.pt", model, optimizer)


def from_gpu(save: Callable, load: Callable, root: str, seed: int) -> tuple:
    """Return (epoch, the loaded values, those that were saved) where the file says that its tensors lay on a GPU."""
    path = f"{root}/run.pt"
    model, optimizer = run_of(seed)
    save(path, model, optimizer, 5)
    content = torch.load(path, weights_only=True)
    registry = torch.serialization._package_registry
    torch.serialization.register_package(-1, lambda storage: "cuda:0", lambda storage, location: None)
    try:
        torch.save(content, path)
    finally:
        registry[:] = [entry for entry in registry if entry[0] != -1]
    later_run(save, path, seed)
    other = network(seed + 1)
    other_optimizer = optimizer_of(other, "sgd")
    return load(path, other, other_optimizer, "cpu"), state_of(other), state_of(model)


def modes(model: nn.Module) -> dict:
    """Return each module's mode and each parameter's requires_grad."""
    found = {name or "the model": module.training for name, module in model.named_modules()}
    return found | {name: parameter.requires_grad for name, parameter in model.named_parameters()}


def left_alone(save: Callable, load: Callable, root: str, seed: int) -> dict:
    """Return pairs (before, after) of what saving and loading must leave alone."""
    path = f"{root}/run.pt"
    model, optimizer = run_of(seed)
    model.norm.eval()
    model.first.weight.requires_grad_(False)
    before = modes(model), state_of(model), copy.deepcopy(optimizer.state_dict()), torch.get_rng_state()
    save(path, model, optimizer, 1)
    after = modes(model), state_of(model), optimizer.state_dict(), torch.get_rng_state()
    names = "the modes and flags", "the model's values", "the optimizer's state", "the random generator"
    found = {f"{name} in a save": pair for name, pair in zip(names, zip(before, after, strict=True), strict=True)}
    later_run(save, path, seed)
    for training in (True, False):
        other, other_optimizer = run_of(seed + 1)
        other.train(training)
        other.norm.train(not training)
        objects = list(map(id, other.parameters()))
        before = modes(other), torch.get_rng_state()
        load(path, other, other_optimizer)
        after = modes(other), torch.get_rng_state()
        found |= {
            f"{name} in a load ({training})": pair
            for name, pair in zip(("modes", "generator"), zip(before, after, strict=True), strict=True)
        }
        found[f"the parameter objects ({training})"] = (True, list(map(id, other.parameters())) == objects)
        found[f"the values of the load ({training})"] = (state_of(model), state_of(other))
    with torch.device("meta"):
        far = network(seed + 2, made=Pinned)
    places = []
    for use in (lambda: load(path, far), lambda: save(f"{root}/far.pt", far, optimizer_of(far, "sgd"), 1)):
        ASKED.clear()
        with contextlib.suppress(Exception):  # there are no values to load into or to save: only its place is the question
            use()
        asked = [place for model, place in ASKED if model == id(far)]
        places.append(asked[-1] if asked else next(far.parameters()).device.type)
    found["the model's device"] = (["meta", "meta"], places)
    return found
