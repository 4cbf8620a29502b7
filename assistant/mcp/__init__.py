"""Tools for other assistants over the Model Context Protocol, at ``/mcp`` and over stdio.

Each tool asks the API as its caller would, with the caller's own key: there is one gate, and no way
around it.
"""
