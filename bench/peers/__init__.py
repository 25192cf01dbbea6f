"""The same questions, checks and submissions given to this grader and to its peers, in environments of their own."""
