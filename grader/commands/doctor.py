"""`grader doctor`: what this machine can do, and how to get the rest."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import subprocess
import sys

import click

FACTS = """
import json, torch
from grader.wire.torchvision_schemas import declare_torchvision_schemas
facts = {"torch": torch.__version__, "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else ""}
try:
    schemas = declare_torchvision_schemas()
    import torchvision
    facts["torchvision"] = torchvision.__version__
    try:
        import torchvision._C
        facts["compiled"] = True
    except Exception:
        facts["compiled"] = torchvision.extension._has_ops()
except Exception as error:
    facts["torchvision_error"] = str(error)
print(json.dumps(facts))
"""


@click.command()
def doctor() -> int:
    """Say what this machine can do: Python, torch, torchvision, GPU, and the sandbox's walls."""
    click.echo(f"python       {platform.python_version()} on {platform.system()} {platform.release()}, {os.cpu_count()} cores")
    _libraries()
    click.echo("walls for --isolation sandbox:")
    return _walls()


def _libraries() -> None:
    for name in ("torch", "torchvision", "pytest"):
        if importlib.util.find_spec(name) is None:
            click.echo(f"{name:<12} is not installed: run `make check`, which sets everything up")
            return
    run = subprocess.run([sys.executable, "-c", FACTS], capture_output=True, text=True, check=False)
    if run.returncode:
        click.echo(f"torch        does not import: {run.stderr.strip().splitlines()[-1]}")
        return
    facts = json.loads(run.stdout.splitlines()[-1])
    click.echo(f"torch        {facts['torch']}")
    click.echo(f"torchvision  {facts.get('torchvision') or facts['torchvision_error']}")
    if facts.get("torchvision") and not facts.get("compiled"):
        click.echo(
            "             its compiled part does not load beside this torch; datasets, transforms and models work all the same"
        )
    click.echo(f"GPU          {facts['gpu'] or 'none that torch can use: CUDA criteria are listed as not run'}")


def _walls() -> int:
    run = subprocess.run([sys.executable, "-m", "grader.worker.walls.probe"], capture_output=True, text=True, check=False)
    if run.returncode:
        click.echo(f"  the probe failed: {run.stderr.strip()[-300:]}")
        return 2
    for row in json.loads(run.stdout):
        click.echo(f"  {'yes' if row['stands'] else 'NO '}  {row['name']:<12} {row['detail']}")
        if row["advice"]:
            click.echo(f"       to get it: {row['advice']}")
    return 0
