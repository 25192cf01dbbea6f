"""Which submissions are suspiciously alike, once everything is taken out that the course itself knows. No torch."""
