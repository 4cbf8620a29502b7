"""``python -m assistant.observe.probe [PORT]``: is the service on this machine well?

Exit 0 when it is, 1 when it is not or does not answer.
"""

import http.client
import json
import ssl
import sys
from contextlib import closing

_SECONDS = 4.0


def is_well(port: int) -> bool:
    """Whether it answers as ours does, over TLS or without.

    Degraded counts: a restart frees no disk, and what is there can be asked.
    """
    # Its certificate is for the name that tablets use, and nobody stands between us and loopback.
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    ways = (
        http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS),
        http.client.HTTPSConnection("127.0.0.1", port, timeout=_SECONDS, context=context),
    )
    return any(map(_says_so, ways))


def _says_so(way: http.client.HTTPConnection) -> bool:
    with closing(way):
        try:
            way.request("GET", "/healthz")
            reply = way.getresponse()
            told = json.load(reply)
            return reply.status == 200 and told.get("status") in ("ok", "degraded")
        except (OSError, ValueError, http.client.HTTPException):
            return False


if __name__ == "__main__":
    sys.exit(0 if is_well(int(sys.argv[1]) if len(sys.argv) > 1 else 8080) else 1)
