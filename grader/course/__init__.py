"""The course: catalogue, statements, stubs, languages. Loads without torch."""
