"""The command line: one file a command. Loads without torch."""
