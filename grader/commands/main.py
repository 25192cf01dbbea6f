"""`grader`: the commands, and the one place where what stops them becomes a message and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import click

from grader import __version__
from grader.commands.check import check
from grader.commands.doctor import doctor
from grader.commands.grade import grade
from grader.commands.stubs import reset, stubs
from grader.course.language import pick_language, translator
from grader.words.errors import GraderError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grader")
def group() -> None:
    """TorchKata's grader: checks exercises, grades classes, explains wrong answers.

    Exit codes: 0 fine; 1 verdicts below full marks (check) or submissions that could not be graded (grade);
    2 usage or set-up error.
    """


for command in (check, grade, doctor, stubs, reset):
    group.add_command(command)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        sys.exit(group.main(standalone_mode=False) or 0)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except GraderError as error:
        click.echo(error.message.render(translator(pick_language(None, os.environ))), err=True)
        sys.exit(error.exit_code)
    except Exception:
        sys.exit(_internal_error())


def _internal_error() -> int:
    folder = Path(".torchkata")
    report = folder / "internal-error.txt"
    try:
        folder.mkdir(exist_ok=True)
        report.write_text(traceback.format_exc(), encoding="utf-8")
        where = f"What happened stands in {report}."
    except OSError:
        where = traceback.format_exc()
    click.echo(f"The grader itself failed; nothing was marked wrong for it. {where} Please report it.", err=True)
    return 2


if __name__ == "__main__":
    main()
