"""A typed client of the API, for programs and for the command at another machine."""
