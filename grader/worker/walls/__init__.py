"""The walls around a worker, one module each. Runs on the untrusted side, before the learner's code. Linux, no torch."""
