"""Judge submissions: one pytest session, one launcher, any number of submissions. Judge's side."""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path

import pytest
import torch

from grader.course.catalogue import Course, load_course
from grader.judge.plugin import Done, Judged, JudgePlugin, Started
from grader.sandbox.level import Launcher, open_launcher
from grader.wire.torchvision_schemas import declare_torchvision_schemas
from grader.words.errors import UsageError
from grader.words.submission import JudgeOptions, Submitted

MEMORY_BYTES = 16 * 1024**3
# The suites are run by themselves: no conftest, no plugins, no output, no cache of the repository's own tests.
UNUSED_PLUGINS = (
    "cacheprovider", "terminal", "logging", "faulthandler", "unraisableexception", "threadexception", "warnings",
    "hypothesispytest", "junitxml", "tmpdir",
)  # fmt: skip
PYTEST_ARGUMENTS = (
    "-s", "--noconftest", "--import-mode=importlib", "--assert=plain", "-o", "addopts=", "-o", "norecursedirs=",
    *(argument for name in UNUSED_PLUGINS for argument in ("-p", f"no:{name}")),
)  # fmt: skip


def judge_all(
    options: JudgeOptions,
    submissions: Iterable[Submitted],
    started: Started = lambda student, exercise: None,
    judged: Judged = lambda student, verdict: None,
    done: Done = lambda result: None,
    bounded: bool = False,
    launcher: Launcher | None = None,
) -> None:
    """Judge each submission as it comes; `started`, `judged` and `done` are told of exercises, verdicts and results.

    With `bounded` this process's own memory has a limit from now on: an answer that grows in here must cost its submission
    a judge, not the machine. A `launcher` that was opened before is used, and closed at the end.

    Raises:
        UsageError: an exercise or device that does not exist.
        SandboxUnavailable: the isolation level can't be had here.
        AuthoringError: a suite or reference is broken.
    """
    with contextlib.ExitStack() as opened:
        if launcher is not None:
            opened.callback(launcher.close)
        course = load_course(Path(options.root))
        exercises = tuple(course.find(name) for name in options.exercises) or course.exercises
        if launcher is None:
            launcher = open_launcher(options.isolation, dict(os.environ), gpu=_wants_cuda(options.device))
            opened.callback(launcher.close)
        if bounded and not _wants_cuda(options.device):
            _limit_memory()
        schemas = _prepare_torch()  # declared for as long as it is held
        plugin = JudgePlugin(course, exercises, options, launcher, _devices(options.device))
        plugin.submissions, plugin.started, plugin.judged, plugin.done = submissions, started, judged, done
        _run_pytest(course, plugin)
        del schemas


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(hard, MEMORY_BYTES)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def _run_pytest(course: Course, plugin: JudgePlugin) -> None:
    suites = [str(path) for path in plugin.by_path]
    with warnings.catch_warnings():
        code = pytest.main([*PYTEST_ARGUMENTS, f"--rootdir={course.root}", *suites], plugins=[plugin, plugin.fixtures])
    if plugin.failure is not None:
        raise plugin.failure
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise RuntimeError(f"pytest ended with {int(code)}")  # this judge dies; the submission gets another


def _prepare_torch() -> torch.library.Library:
    torch.set_num_threads(1)  # parallelism is over submissions; a worker has one thread too
    torch.backends.nnpack.set_flags(False)  # as in the worker, so that both compute alike
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    return declare_torchvision_schemas()


def _wants_cuda(device: str) -> bool:
    return device != "cpu" and torch.cuda.is_available()


def _devices(device: str) -> frozenset[str]:
    if device not in ("auto", "cpu", "cuda"):
        raise UsageError("there is no device {device}: auto, cpu or cuda", device=device)
    if device == "cuda" and not torch.cuda.is_available():
        raise UsageError("--device cuda was asked for, but torch finds no GPU here; `grader doctor` says more")
    count = torch.cuda.device_count() if _wants_cuda(device) else 0
    return frozenset({"cpu", *(f"cuda:{index}" for index in range(count))})
