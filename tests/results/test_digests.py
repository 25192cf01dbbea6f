"""A digest tells names, contents and order apart."""

from __future__ import annotations

import itertools

from grader.results.digests import digest_of_contents


def test_what_it_tells_apart() -> None:
    """Whatever moves from one name to another, or from name to content; the same again gives the same."""
    lists = [[], [("a", b"")], [("a", b"1"), ("b", b"2")], [("b", b"2"), ("a", b"1")], [("a", b"2"), ("b", b"1")], [("a1", b"")]]
    assert all(digest_of_contents(one) != digest_of_contents(other) for one, other in itertools.combinations(lists, 2))
    assert digest_of_contents(iter(lists[2])) == digest_of_contents(lists[2])
