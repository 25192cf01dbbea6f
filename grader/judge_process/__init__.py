"""A judge as a process: it has its workers' zygote started before it loads the judge, so that both load at once."""
