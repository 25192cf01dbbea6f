"""GitHub Actions: annotations for what fails, and a summary of the job. No torch.

Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands and job summaries there.
A learner's words may stand in every message, so each is escaped: none of them can become a command.
"""

from __future__ import annotations

import re

from grader.results.reading import ReadResults, ReadSubmission, ReadVerdict
from grader.words.messages import Message, Translate
from grader.words.verdict import LOOKS, Status

MOST_ANNOTATIONS = 10  # of a kind in a step; what is beyond vanishes silently
MOST_SUMMARY = 1024 * 1024
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MARKS = {Status.PASSED: "✅", Status.NOT_STARTED: "⚪", Status.MISSING: "⚪"}


def workflow_commands(submission: ReadSubmission, folder: str, translate: Translate) -> str:
    """Return a workflow command for each exercise that fails; the last says how many are not shown."""
    failing = [verdict for verdict in submission.exercises if verdict.status not in MARKS]
    shown = failing if len(failing) <= MOST_ANNOTATIONS else failing[: MOST_ANNOTATIONS - 1]
    lines = [_annotation(verdict, folder) for verdict in shown]
    if len(shown) < len(failing):
        more = Message("{count} more exercises fail: the job's summary lists them", {"count": len(failing) - len(shown)})
        lines.append(f"::error title=TorchKata::{_escaped(more.render(translate))}")
    return "".join(f"{line}\n" for line in lines)


def summary(submission: ReadSubmission, translate: Translate) -> str:
    """Return the job's summary in Markdown, within GitHub's size."""
    total = {"points": f"{submission.points:g}", "max_points": f"{submission.max_points:g}"}
    parts = [f"## {Message('{points} of {max_points} points', dict(total)).render(translate)}", "", _table(submission, translate)]
    for verdict in submission.exercises:
        if verdict.status not in MARKS:
            details = _details(verdict, translate)
            if sum(len(part.encode()) + 1 for part in (*parts, details)) > MOST_SUMMARY - 1000:
                parts.append(translate("The rest is left out: GitHub shows one mebibyte."))
                break
            parts.append(details)
    return "\n".join(parts) + "\n"


def class_commands(results: ReadResults, translate: Translate) -> str:
    """Return a warning for each student whom the grader itself failed on; learners' files are not in the class's repository."""
    lost = [one.student for one in results.submissions if not one.judged]
    shown = lost if len(lost) <= MOST_ANNOTATIONS else lost[: MOST_ANNOTATIONS - 1]
    said = [Message("the grader itself failed on {student}: no mark yet", {"student": name}) for name in shown]
    if len(shown) < len(lost):
        said.append(Message("and {count} more of this kind", {"count": len(lost) - len(shown)}))
    return "".join(f"::warning title=TorchKata::{_escaped(message.render(translate))}\n" for message in said)


def class_summary(results: ReadResults, translate: Translate) -> str:
    """Return a table of the class in Markdown, within GitHub's size: points, and how many exercises are passed."""
    head = [translate(word) for word in ("student", "points", "exercises passed")]
    lines = [f"| {' | '.join(head)} |", "| --- | ---: | ---: |"]
    size = sum(len(line.encode()) + 1 for line in lines)
    for one in results.submissions:
        passed = sum(verdict.status is Status.PASSED for verdict in one.exercises)
        points = f"{one.points:g}/{one.max_points:g}" if one.judged else translate("no mark yet")
        line = f"| {_cell(one.student)} | {points} | {passed}/{len(one.exercises)} |"
        size += len(line.encode()) + 1
        if size > MOST_SUMMARY - 1000:
            lines += ["", translate("The rest is left out: GitHub shows one mebibyte.")]
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """Return text as one cell of a table, in which no markup works."""
    return re.sub(r"([^\w ])", r"\\\1", " ".join(CONTROL.sub("", text).split())) or "?"


def _table(submission: ReadSubmission, translate: Translate) -> str:
    head = " | ".join(translate(word) for word in ("exercise", "status", "points"))
    rows = [
        f"| {MARKS.get(one.status, '❌')} {one.exercise} | {translate(LOOKS[one.status][1])} "
        f"| {one.points:g}/{one.max_points:g} |"
        for one in submission.exercises
    ]
    return "\n".join([f"| {head} |", "| --- | --- | ---: |", *rows])


def _details(verdict: ReadVerdict, translate: Translate) -> str:
    said = [verdict.message]
    for criterion in verdict.criteria:
        if criterion.passed is False:
            said += ["", f"✘ {criterion.title} ({criterion.points:g}/{criterion.max_points:g})", criterion.message]
            said += [Message("Hint: {hint}", {"hint": criterion.hint}).render(translate)] if criterion.hint else []
    return f"\n### {verdict.exercise}\n\n{fenced(chr(10).join(part for part in said))}\n"


def fenced(text: str) -> str:
    """Return text as a code block that nothing in it can end."""
    text = CONTROL.sub("", text)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _annotation(verdict: ReadVerdict, folder: str) -> str:
    """Return an error at the learner's file; what the grader failed at is no fault of that file."""
    title, message = _property(verdict.exercise), _escaped(verdict.message)
    if verdict.status is Status.GRADER_ERROR:
        return f"::warning title={title}::{message}"
    return f"::error file={_property(f'{folder}{verdict.exercise}.py')},title={title}::{message}"


def _escaped(text: str) -> str:
    return CONTROL.sub("", text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
