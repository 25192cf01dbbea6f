"""From what teachers have to one folder for each student: layouts find, placing decides, writing keeps. No torch."""
