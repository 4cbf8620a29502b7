"""How many examples a property gets: few while one works, many where all is checked."""

import gc

from hypothesis import settings

settings.register_profile("quick", max_examples=20, deadline=None)
# The same examples for the same code: a build fails for what was changed, not for the day.
settings.register_profile("thorough", max_examples=60, deadline=None, derandomize=True)
settings.load_profile("quick")

# Thousands of collected tests live to the end: looking through them again and again is a fifth of
# the time.
gc.freeze()
gc.set_threshold(50_000, 20, 50)
