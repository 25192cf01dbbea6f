def bwrap_command(visible): return None
