"""Who is at the page, and the way out. Pure.

What they may do stands beside: the panels leave out what the service would refuse.
"""

from assistant.access.model import Principal
from ui.safe import both, text


def who_html(principal: Principal | None) -> str:
    """A line under the bar on top; nothing where nobody has to sign in."""
    if principal is None or principal.kind != "person":
        return ""
    rights = " ".join(sorted(principal.rights))
    return (
        f'<form method="post" action="/sign-out" data-rights="{rights}">'
        f'<span class="name">{text(principal.name)}</span>'
        f'<span class="role">{both(f"role_{principal.role}")}</span>'
        f'<a href="/password">{both("password")}</a>'
        f'<button type="submit">{both("sign_out")}</button></form>'
    )
