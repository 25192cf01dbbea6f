"""The words that every floor shares: messages, verdicts, endings, errors. Loads without torch."""
