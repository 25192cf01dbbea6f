"""Pages for people: the class report, and a feedback page for each student. Self-contained HTML, no network. No torch."""
