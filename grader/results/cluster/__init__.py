"""Grading on many machines through a Dask scheduler: the same units of work as on one."""
