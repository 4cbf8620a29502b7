"""Systems that keep tickets, simulated after their documentation and sources: as strict as these.

Their checks and signatures are written from those, not with the code that talks to them.
"""
