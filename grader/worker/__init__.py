"""The untrusted side: runs one learner's file. Nothing imports this package; it is started by name."""
