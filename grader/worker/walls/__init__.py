"""The walls around a worker, a module each. Untrusted side, before the learner's code. Linux, no torch."""
