"""`grader nbgrader init`: an nbgrader course whose notebooks are the course's exercises."""

from __future__ import annotations

import os
from pathlib import Path

import click

from grader.commands import options
from grader.course.catalogue import Course, Exercise
from grader.course.language import pick_language
from grader.results.nbgrader.course_folder import Assignment, CourseFolder, Fate
from grader.words.errors import UsageError
from grader.words.messages import Translate


@click.group()
def nbgrader() -> None:
    """Exercises as notebooks for nbgrader, graded in its own pipeline by the sandboxed judge."""


@nbgrader.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="COURSE")
@click.option("--exercise", "exercises", multiple=True, metavar="EXERCISE", help="Only this one; may be given again.")
@click.option("--chapter", "chapters", multiple=True, metavar="CHAPTER", help="Only this chapter's; may be given again.")
@click.option("--force", is_flag=True, help="Write notebooks anew that you edited or that were released with other points.")
@options.language
def init(folder: Path, exercises: tuple[str, ...], chapters: tuple[str, ...], force: bool, lang: str | None) -> int:
    """Make COURSE an nbgrader course, or add to it: an assignment for each chapter, a notebook for each exercise.

    What nbgrader does next is nbgrader's: generate_assignment, release, collect, autograde, formgrader, feedback.
    """
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    chosen = _chosen(course, exercises, chapters)
    made = CourseFolder(folder, course, pick_language(lang, os.environ), translate).extend(chosen, options.new_seed(), force)
    for assignment in made:
        _tell(assignment, translate)
    options.say(translate, "Next: cd {folder} && nbgrader generate_assignment {name}", folder=str(folder), name=made[0].name)
    return 0


def _chosen(course: Course, exercises: tuple[str, ...], chapters: tuple[str, ...]) -> tuple[Exercise, ...]:
    wanted = {course.find(name).id for name in exercises}
    for query in chapters:
        found = [chapter for chapter in course.chapters if query in (chapter.id, chapter.id.partition("_")[2], chapter.id[:2])]
        if len(found) != 1:
            names = ", ".join(chapter.id for chapter in course.chapters)
            raise UsageError("there is no chapter '{query}'. There are: {names}", query=query, names=names)
        wanted |= {exercise.id for exercise in found[0].exercises}
    everything = not exercises and not chapters
    return tuple(exercise for exercise in course.exercises if everything or exercise.id in wanted)


def _tell(assignment: Assignment, translate: Translate) -> None:
    text = "source/{name}: notebooks: {count}, points: {points}"
    options.say(translate, text, name=assignment.name, count=len(assignment.fates), points=f"{assignment.points:g}")
    for name, fate in assignment.fates.items():
        if fate is Fate.EDITED:
            options.say(translate, "  {name} was edited and stays as it is; --force writes it anew", name=name)
        if fate is Fate.RELEASED:
            text = (
                "  {name} was released with other criteria or points and stays as it is. --force writes it anew; then "
                "`nbgrader generate_assignment {assignment} --force`, and release it again"
            )
            options.say(translate, text, name=name, assignment=assignment.name)
