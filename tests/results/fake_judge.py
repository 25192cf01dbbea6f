"""A judge that loads nothing and misbehaves as the submission's text says: the double for judges that die."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def say(**event: Any) -> None:
    print(json.dumps(event), flush=True)


def verdict_on(exercise: str, text: str | None) -> dict[str, Any]:
    right = text == "right"
    criteria = [
        {"name": name, "title": {"text": "Values"}, "passed": right, "points": float(right), "max_points": 1.0} for name in "ab"
    ]
    status = "missing" if text is None else "passed" if right else "failed"
    return {
        "exercise": exercise, "status": status, "points": 2.0 * right, "max_points": 2.0, "seconds": 0.1,
        "criteria": criteria, "walls": ["landlock"],
    }  # fmt: skip


def behave(text: str | None) -> None:
    """Do what the text asks for; `once PATH` dies the first time only."""
    word, _, rest = (text or "").partition(" ")
    if word == "die" or word == "once" and not Path(rest).exists():
        if rest:
            Path(rest).touch()
        os._exit(3)
    if word == "say":
        print(rest, flush=True)
    if word == "hang":
        time.sleep(600)
    if word == "slow":
        time.sleep(float(rest))


def main() -> None:
    options = json.loads(sys.stdin.readline())
    print("a judge's own complaint", file=sys.stderr, flush=True)
    for line in sys.stdin:
        submitted = json.loads(line)
        verdicts = []
        for exercise, text in submitted["files"].items():
            say(started=exercise, student=submitted["student"])
            if text == "broken course":
                say(error={"text": "no sandbox here: {detail}", "parameters": {"detail": options["isolation"]}}, code=2)
                sys.exit(2)
            behave(text)
            verdicts.append(verdict_on(exercise, text))
            if problem := submitted["problems"].get(exercise):
                verdicts[-1].update(status="error", messages=[problem])
            say(verdict=verdicts[-1], student=submitted["student"])
        say(result={"student": submitted["student"], "verdicts": verdicts, "messages": submitted["messages"]})


if __name__ == "__main__":
    main()
