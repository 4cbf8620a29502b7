"""A page of supervisors that somebody else opens: words, and nothing of what is on it."""

from fastapi.responses import HTMLResponse

from assistant.access.model import Principal
from ui.frame import framed
from ui.safe import both

_FORBIDDEN = 403


def closed(principal: Principal, title: str, here: str) -> HTMLResponse:
    """Says whose page it is.

    Args:
        principal: Who opened it.
        title: Key of the phrase that names the page.
        here: Its path.
    """
    words = both("supervisors_only", name=principal.name)
    page = framed(principal, title, f'<p class="trouble" role="alert">{words}</p>', here=here)
    page.status_code = _FORBIDDEN
    return page
