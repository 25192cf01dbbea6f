"""`grader`: the commands, and the one place where what stops them becomes a message and an exit code."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from grader import __version__
from grader.commands import options
from grader.commands.board import clean
from grader.commands.check import check
from grader.commands.ci import ci
from grader.commands.collect import collect
from grader.commands.debug import debug
from grader.commands.demo import demo
from grader.commands.doctor import doctor
from grader.commands.example import example
from grader.commands.export import export
from grader.commands.grade import grade
from grader.commands.gradebook import gradebook
from grader.commands.hint import hint
from grader.commands.nbgrader import nbgrader
from grader.commands.regrade import regrade
from grader.commands.release import release
from grader.commands.report import report
from grader.commands.similar import similar
from grader.commands.stubs import reset, stubs
from grader.commands.verify import verify
from grader.commands.watch import watch
from grader.words.errors import GraderError
from grader.words.messages import Translate

STOPPED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grader")
def group() -> None:
    """TorchKata's grader: checks exercises, grades classes, explains wrong answers.

    Exit codes: 0 fine; 1 verdicts below full marks (check), or submissions that could not be graded (grade) or placed
    (collect); 2 usage or set-up error; 130 interrupted.
    """


COMMANDS = (
    check, watch, example, hint, debug, reset,
    release, collect, grade, regrade, gradebook, report, similar, export, nbgrader, ci, demo,
    verify, stubs, doctor,
)  # fmt: skip
for command in COMMANDS:
    group.add_command(command)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Return the exit code of the command with these arguments."""
    settings: dict[str, str] = {}
    try:
        code = group.main(arguments, prog_name="grader", standalone_mode=False, obj=settings)
        sys.stdout.flush()
        return code or 0
    except (click.exceptions.Abort, KeyboardInterrupt):
        options.say(options.speech(settings.get(options.LANGUAGE)), "stopped", err=True)
        return STOPPED
    except click.ClickException as error:
        error.show()
        return 2
    except GraderError as error:
        message = error.message.render(options.speech(settings.get(options.LANGUAGE), _root()))
        click.echo(clean(message), err=True)
        return error.exit_code
    except BrokenPipeError:  # the reader of our output, such as `head`, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ModuleNotFoundError as error:
        translate = options.speech(settings.get(options.LANGUAGE))
        if str(error.name).partition(".")[0] == "grader":
            return _internal_error(translate)
        text = "{package} is not installed, which this command needs: .venv/bin/python -m pip install -e . gets it"
        options.say(translate, text, err=True, package=str(error.name))
        return 2
    except Exception:
        return _internal_error(options.speech(settings.get(options.LANGUAGE)))


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _root() -> Path | None:
    try:
        return options.here().root
    except GraderError:
        return None


def _internal_error(translate: Translate) -> int:
    report = Path(".torchkata") / "internal-error.txt"
    try:
        report.parent.mkdir(exist_ok=True)
        report.write_text(traceback.format_exc(), encoding="utf-8")
        where = str(report)
    except OSError:
        traceback.print_exc()
        where = "stderr"
    options.say(
        translate, "the grader itself failed; nothing was marked wrong for it. Please report it, with {file}.",
        err=True, file=where,
    )  # fmt: skip
    return 2


if __name__ == "__main__":
    main()
