"""The judge's side as a process: workers' zygote is started before the judge is loaded, so that both load at once."""
