"""A server's routes as typed methods, for programs and for the command line.

    from assistant.client import Client

    with Client("https://shiftmate.lan:8443", key) as shiftmate:
        for hit in shiftmate.search("OC1 when the conveyor starts").results:
            ...

It speaks the API's own models, so that there is one description of what is said. Client and server
are of one release.
"""

from assistant.client.client import Client

__all__ = ["Client"]
