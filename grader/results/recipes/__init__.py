"""Recipes for platforms that run the grader: workflows, an autograder's zip; templates as files, rendered here. No torch."""
