"""The judge's side of the wall: starts workers, waits for their frames, says how they ended."""
