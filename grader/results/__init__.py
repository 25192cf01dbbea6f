"""Submissions read, graded over the cores, and kept. Loads without torch."""
