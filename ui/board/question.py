"""The box for a question to the history. Pure."""

from ui.safe import both, text


def question_html(question: str = "") -> str:
    """It leads to ``/board/ask``; what was asked stands in it."""
    return (
        '<form class="ask" method="get" action="/board/ask" role="search">'
        f'<label for="board-question">{both("history_label")}</label>'
        '<div class="line"><input type="search" id="board-question" name="question" required'
        f' maxlength="2000" autocomplete="off" value="{text(question)}" data-hint="history_hint">'
        f'<button type="submit">{both("ask")}</button></div></form>'
    )
