"""The gradebook: what was graded and what a teacher decided, kept for ever; marks are recomputed from it. No torch."""
