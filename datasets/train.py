"""`python -m datasets.train`: the learner's own exercises train CifarNet together; beside the wall, it judges nothing.

It runs the learner's files in this process: it is for one's own machine. `--reference` takes the course's answers.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from torch.utils.tensorboard import SummaryWriter

from datasets.cifar_format import FILES, FOLDER, TRAINING_BATCHES
from datasets.learners_code import LearnersCode
from datasets.making import SMALL
from datasets.prediction_picture import draw_predictions
from datasets.real_cifar import locate_cifar
from datasets.split import Split, load_classes, load_split
from grader.course.language import pick_language, translator
from grader.words.messages import Message, Parameter

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("06_models/cifar_net", "08_training/fit")
SHOWN = 6  # pictures of each kind
LOOKED_AT = 500
TESTED_AT_ONCE = 256
FINE_TUNING = 0.1  # of the learning rate, for one more epoch from the best weights


@dataclass(frozen=True)
class Recipe:
    """How long and how fast; datasets/README.md has the measurements."""

    epochs: int
    learning_rate: float
    batch_size: int


SMALL_RECIPE, REAL_RECIPE = Recipe(4, 0.008, 4), Recipe(10, 0.02, 32)


class Batches:
    """An iterable of (pictures in [0, 1], labels), shuffled anew each time where asked for; moves a bar along."""

    def __init__(self, split: Split, size: int, shuffle: bool, progress: Progress, words: str) -> None:
        self.split, self.size, self.shuffle, self.progress, self.words = split, size, shuffle, progress, words
        self.task: TaskID | None = None

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        order = torch.randperm(len(self.split)) if self.shuffle else torch.arange(len(self.split))
        parts = order.split(self.size)
        if self.task is None:
            self.task = self.progress.add_task(self.words, total=len(parts))
        self.progress.reset(self.task)
        for indices in parts:
            yield self.split.pictures[indices].float() / 255, self.split.labels[indices]
            self.progress.advance(self.task)


class ToldWriter(SummaryWriter):
    """A TensorBoard writer that also tells each scalar, as it comes."""

    def __init__(self, folder: str, tell: Callable[[str, float, int], None]) -> None:
        super().__init__(folder)  # type: ignore[no-untyped-call]
        self.tell = tell

    def add_scalar(self, tag: str, scalar_value: Any, global_step: Any = None, *args: Any, **kwargs: Any) -> None:
        """Write a scalar and tell it."""
        super().add_scalar(tag, scalar_value, global_step, *args, **kwargs)  # type: ignore[no-untyped-call]
        self.tell(tag, float(scalar_value), int(global_step or 0))


class Training:
    """One run: train, log, keep the best, fine-tune, predict; what is not written yet is left out and named."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        self.console = Console(highlight=False, markup=False, emoji=False)
        self.translate = translator(pick_language(chosen.lang, os.environ))
        self.code = LearnersCode(ROOT, "solutions" if chosen.reference else "exercises")
        self.data = Path(chosen.data).resolve() if chosen.data else locate_cifar(ROOT)
        usual = SMALL_RECIPE if self.data == ROOT / SMALL / FOLDER else REAL_RECIPE
        self.recipe = Recipe(
            usual.epochs if chosen.epochs is None else chosen.epochs,
            chosen.learning_rate or usual.learning_rate,
            chosen.batch_size or usual.batch_size,
        )
        self.device = self._device(chosen.device)
        self.folder = Path(chosen.out) if chosen.out else ROOT / "runs" / time.strftime("%Y%m%d-%H%M%S")

    def run(self) -> int:
        """Train; return the exit code."""
        if missing := [name for name in FILES if not (self.data / name).is_file()]:
            text = "{folder} lacks {files}: --data takes a folder of CIFAR-10's python batches, and `make data` makes some."
            self.say(text, folder=str(self.data), files=", ".join(missing))
            return 2
        if not self._are_written(*NEEDED):
            return 1
        train, test = load_split(self.data, TRAINING_BATCHES), load_split(self.data, ["test_batch"])
        facts: dict[str, Parameter] = {"train": len(train), "test": len(test), "data": str(self.data), "device": str(self.device)}
        self.say("{train} pictures to train on, {test} to test on, from {data}, on {device}", **facts)
        torch.manual_seed(0)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self.console, transient=True, disable=not self.console.is_terminal) as progress:
            loaders = (
                Batches(train, self.recipe.batch_size, True, progress, self.translate("training")),
                Batches(test, TESTED_AT_ONCE, False, progress, self.translate("testing")),
            )
            model = self._fit(*loaders)
            self._fine_tune(model, *loaders)
        self._predict(model, test)
        self.say("Look at the curves with:")
        self.console.print(f"    {Path(sys.executable).parent / 'tensorboard'} --logdir {self.folder}", soft_wrap=True)
        return 0

    def say(self, text: str, **parameters: Parameter) -> None:
        """Print one sentence."""
        self.console.print(Message(text, parameters).render(self.translate), soft_wrap=True)

    def _fit(self, train: Batches, test: Batches) -> torch.nn.Module:
        """Train by the learner's `fit`; return the model with the weights of its best epoch."""
        model: torch.nn.Module = self.code.get("06_models/cifar_net", "CifarNet")().to(self.device)
        self.folder.mkdir(parents=True, exist_ok=True)
        best, start, seen = self.folder / "best.pt", time.perf_counter(), dict[str, float]()

        def tell(tag: str, value: float, epoch: int) -> None:
            seen[tag] = value
            if tag == "test/accuracy":
                facts: dict[str, Parameter] = {name.replace("/", "_"): f"{number:.3f}" for name, number in seen.items()}
                text = "epoch {epoch}: train loss {train_loss}, test loss {test_loss}, test accuracy {test_accuracy}"
                self.say(text, epoch=epoch, **facts)

        with ToldWriter(str(self.folder), tell) as writer:
            fit = self.code.get("08_training/fit", "fit")
            rate = self.recipe.learning_rate
            fit(model, train, test, self.recipe.epochs, rate, device=self.device, writer=writer, checkpoint_path=str(best))
            self._log(writer, model, test)
        seconds = f"{time.perf_counter() - start:.0f}"
        self.say("{seconds} seconds; the best epoch's weights are in {file}", seconds=seconds, file=str(best))
        if best.exists():
            model.load_state_dict(torch.load(best, map_location=self.device))
        return model

    def _log(self, writer: SummaryWriter, model: torch.nn.Module, test: Batches) -> None:
        if self._are_written("08_training/tensorboard_log"):
            images, graph, parameters = (
                self.code.get("08_training/tensorboard_log", name) for name in ("log_images", "log_graph", "log_parameters")
            )
            images(writer, test, "test", limit=1)
            graph(writer, model, torch.zeros(1, 3, 32, 32, device=self.device))
            parameters(writer, model, self.recipe.epochs)

    def _fine_tune(self, model: torch.nn.Module, train: Batches, test: Batches) -> None:
        """One more epoch at a tenth of the learning rate, by the learner's own loop; saved so that it could go on."""
        parts = ("08_training/train_one_epoch", "08_training/evaluate", "06_models/checkpoint")
        if not self._are_written(*parts):
            return
        loss_fn = torch.nn.CrossEntropyLoss()
        optimizer = torch.optim.SGD(model.parameters(), lr=self.recipe.learning_rate * FINE_TUNING)
        self.code.get(parts[0], "train_one_epoch")(model, train, loss_fn, optimizer, self.device)
        _, accuracy = self.code.get(parts[1], "evaluate")(model, test, loss_fn, self.device)
        last = self.folder / "last.pt"
        self.code.get(parts[2], "save_checkpoint")(str(last), model, optimizer, self.recipe.epochs + 1)
        fresh = self.code.get("06_models/cifar_net", "CifarNet")().to(self.device)
        epoch = self.code.get(parts[2], "load_checkpoint")(str(last), fresh, None, self.device)
        text = "after one more epoch at a tenth of the rate: test accuracy {accuracy}; epoch {epoch} is saved in {file}"
        self.say(text, accuracy=f"{accuracy:.3f}", epoch=epoch, file=str(last))

    def _predict(self, model: torch.nn.Module, test: Split) -> None:
        """Draw some pictures that were recognised and some that were not."""
        if not self._are_written("08_training/predict"):
            return
        predict, classes = self.code.get("08_training/predict", "predict"), load_classes(self.data)
        found: dict[bool, list[tuple[Image.Image, str, str, float]]] = {True: [], False: []}
        for picture, label in zip(test.pictures[:LOOKED_AT], test.labels[:LOOKED_AT].tolist(), strict=True):
            image = Image.fromarray(picture.permute(1, 2, 0).numpy())
            name, probability = predict(model, image, classes, self.device)
            found[name == classes[label]].append((image, name, classes[label], probability))
            if all(len(part) >= SHOWN for part in found.values()):
                break
        target = self.folder / "predictions.png"
        draw_predictions([*found[True][:SHOWN], *found[False][:SHOWN]], SHOWN, target)
        self.say("what it sees in some pictures, right and wrong: {file}", file=str(target))

    def _are_written(self, *exercises: str) -> bool:
        missing = [exercise for exercise in exercises if not self.code.is_written(exercise)]
        for exercise in missing:
            facts: dict[str, Parameter] = {"file": f"exercises/{exercise}.py", "name": exercise.partition("/")[2]}
            if exercise in NEEDED:
                self.say("training needs {file}, which is not written yet: make check EX={name}", **facts)
            else:
                self.say("training goes on without {file}, which is not written yet: make check EX={name}", **facts)
        return not missing

    def _device(self, asked: str | None) -> torch.device:
        if self.code.is_written("08_training/devices"):
            found: torch.device = self.code.get("08_training/devices", "pick_device")(asked)
            return found
        return torch.device(asked or ("cuda" if torch.cuda.is_available() else "cpu"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m datasets.train", description="Train CifarNet by your own exercises.")
    parser.add_argument("--epochs", type=int, help="how often to go through the training pictures")
    parser.add_argument("--learning-rate", type=float)
    parser.add_argument("--batch-size", type=int)
    parser.add_argument("--data", help="a folder with the python batches; default: the real CIFAR-10, or the small set")
    parser.add_argument("--device", help="cpu or cuda; default: what your pick_device says")
    parser.add_argument("--out", help="where curves, checkpoints and the picture go; default: a new folder in runs/")
    parser.add_argument("--lang", choices=["en", "zh"])
    parser.add_argument("--reference", action="store_true", help="the course's answers instead of your own")
    return Training(parser.parse_args(arguments)).run()


if __name__ == "__main__":
    sys.exit(main())
