"""Results in the formats of other platforms; each module writes one family. No torch."""
