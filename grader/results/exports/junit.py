"""JUnit XML as pytest writes it (xunit2), points in properties. No torch."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from grader.results.reading import ReadCriterion, ReadResults, ReadSubmission, ReadVerdict
from grader.words.verdict import Status

NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(results: ReadResults) -> bytes:
    """Return a testsuite for each submission, a testcase for each criterion; what was not run is skipped, never left out."""
    root = ElementTree.Element("testsuites", name=_clean(results.course))
    for submission in results.submissions:
        root.append(_suite(submission))
    ElementTree.indent(root)
    data: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _suite(submission: ReadSubmission) -> ElementTree.Element:
    cases = [case for verdict in submission.exercises for case in _cases(verdict)]
    count = {kind: str(sum(case.find(kind) is not None for case in cases)) for kind in ("error", "failure", "skipped")}
    suite = ElementTree.Element(
        "testsuite",
        name=_clean(submission.student),
        tests=str(len(cases)),
        errors=count["error"],
        failures=count["failure"],
        skipped=count["skipped"],
        time=f"{sum(verdict.seconds for verdict in submission.exercises):.3f}",
    )
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in (("points", submission.points), ("max_points", submission.max_points)):
        ElementTree.SubElement(properties, "property", name=name, value=f"{value:g}")
    suite.extend(cases)
    return suite


def _cases(verdict: ReadVerdict) -> list[ElementTree.Element]:
    """Return a case for each criterion; what no judge lived to list is one error, not a suite that looks green."""
    unknown = ReadCriterion("criteria", "", None, 0.0, verdict.max_points)
    return [_case(verdict, one) for one in verdict.criteria or (unknown,) if one.counts]


def _case(verdict: ReadVerdict, criterion: ReadCriterion) -> ElementTree.Element:
    case = ElementTree.Element(
        "testcase", classname=verdict.exercise.replace("/", "."), name=_clean(criterion.name), time="0.000"
    )
    properties = ElementTree.SubElement(case, "properties")
    for name, value in (("points", f"{criterion.points:g}"), ("max_points", f"{criterion.max_points:g}"),
                        ("title", criterion.title), ("misconception", criterion.misconception)):  # fmt: skip
        if value:
            ElementTree.SubElement(properties, "property", name=name, value=_clean(value))
    if criterion.passed is False:
        _said(case, "failure", criterion.message or verdict.message)
    elif criterion.passed is None:
        kind = "error" if verdict.status is Status.GRADER_ERROR else "skipped"
        _said(case, kind, criterion.message or verdict.message)
    return case


def _said(case: ElementTree.Element, kind: str, text: str) -> None:
    text = _clean(text)
    ElementTree.SubElement(case, kind, message=(text.splitlines() or [""])[0]).text = text


def _clean(text: str) -> str:
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
