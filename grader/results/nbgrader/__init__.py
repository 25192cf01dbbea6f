"""The exercises as nbgrader's notebooks: made from the course, graded in nbgrader's pipeline by the sandboxed judge. No torch."""
