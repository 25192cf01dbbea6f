"""`grader verify`: every exercise against its stub, reference, variants and mistakes; the matrix, and what is not proven."""

from __future__ import annotations

from collections.abc import Iterable

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from grader.commands import options
from grader.course.catalogue import Course
from grader.course.language import translator
from grader.results.pool import Pool, available_cores
from grader.results.proof import Answer, Kind, answers, counts, criteria, exercise_problems, failed, with_observed
from grader.words.messages import Message, Parameter, Translate
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Status, SubmissionResult, Verdict, base_name

MARKS = {True: ".", False: "x", None: "-"}


@click.command()
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...")
@click.option("--seeds", type=click.IntRange(1), default=1, show_default=True, help="Judge with as many seeds.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The first seed.")
@click.option("--jobs", type=click.IntRange(1), help="Judges at once; default: one for each core.")
@click.option("--isolation", type=options.isolation, default="process", show_default=True)
@click.option("--update", is_flag=True, help="Write the criteria that each mistake fails into its file.")
@options.device
@options.language
def verify(
    exercises: tuple[str, ...],
    seeds: int,
    seed: int,
    jobs: int | None,
    isolation: str,
    update: bool,
    device: str,
    lang: str | None,
) -> int:
    """Prove the suites: stubs earn nothing, right answers everything, and each mistake fails and is known as itself."""
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    chosen = tuple(dict.fromkeys(course.find(name) for name in exercises)) or course.exercises
    known = {exercise: answers(course, exercise) for exercise in chosen}
    everything = [answer for several in known.values() for answer in several]
    ids = tuple(exercise.id for exercise in chosen)
    for number in range(seed, seed + seeds):
        judge_options = JudgeOptions(str(course.root), device, isolation, number, ids, search=number == seed)
        _judge(list(known.values()), judge_options, jobs or available_cores(), translate)
    if update:
        _update(everything)
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    wrong = sum(_show(console, several, course, seeds, translate) for several in known.values())
    facts: dict[str, Parameter] = {kind.value: sum(answer.kind is kind for answer in everything) for kind in Kind}
    facts |= {"criteria": sum(len(criteria(several)) for several in known.values()), "seeds": seeds, "exercises": len(known)}
    text = "{exercises} exercises, {criteria} criteria, {mistake} mistakes, {variant} variants, {seeds} seeds: {wrong} problems"
    click.echo("\n" + Message(text, {**facts, "wrong": wrong}).render(translate))
    return 1 if wrong else 0


def _judge(known: list[list[Answer]], judge_options: JudgeOptions, jobs: int, translate: Translate) -> None:
    by_key = {answer.key: answer for several in known for answer in several}
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        words = Message("judging known answers, seed {seed}", {"seed": judge_options.seed}).render(translate)
        task = bar.add_task(words, total=len(by_key))

        def done(submitted: Submitted, result: SubmissionResult) -> None:
            answer = by_key[submitted.student]
            answer.verdicts += [verdict for verdict in result.verdicts if verdict.exercise == answer.exercise.id]
            bar.advance(task)

        batches = [[answer.submitted() for answer in several] for several in sorted(known, key=len, reverse=True)]
        Pool(judge_options).grade_all(batches, jobs, done)


def _update(everything: Iterable[Answer]) -> None:
    for answer in everything:
        if answer.mistake is not None and answer.verdicts and answer.verdicts[0].status is Status.FAILED:
            path = answer.mistake.path
            path.write_text(with_observed(path.read_text(encoding="utf-8"), failed(answer.verdicts[0])), encoding="utf-8")


def _show(console: Console, known: list[Answer], course: Course, seeds: int, translate: Translate) -> int:
    """Print one exercise's matrix; return the number of problems."""
    names = criteria(known)
    console.print(Text(f"\n{known[0].exercise.id}", style="bold"))
    for number, name in enumerate(names):
        console.print(Text("  " + "|" * number + "." + "-" * (len(names) - number) + f" {name}", style="dim"))
    wrong = 0
    for answer in known:
        problems = answer.problems(seeds)
        wrong += len(problems)
        row = "".join(_mark(answer.verdicts, name) for name in names)
        verdict = answer.verdicts[0] if answer.verdicts else None
        points = f"{verdict.points:g}/{verdict.max_points:g}" if verdict else "?"
        console.print(Text(f"  {row}  {answer.kind.value} {answer.name} {points}", style="red" if problems else ""))
        for problem in problems:
            console.print(Text(f"  {'':{len(names)}}    ! {problem.render(translate)}", style="red"))
    for problem in exercise_problems(known, translator("zh", course.root)):
        wrong += 1
        console.print(Text(f"  ! {problem.render(translate)}", style="red"))
    return wrong


def _mark(verdicts: list[Verdict], name: str) -> str:
    found = {
        result.passed for verdict in verdicts for result in verdict.criteria if base_name(result.name) == name and counts(result)
    }
    return MARKS[next(iter(found))] if len(found) == 1 else "?" if found else " "
