"""The wire between judge and worker: frames, values, nothing else. Both sides load it; it imports nothing of grader."""
