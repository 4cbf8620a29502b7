"""What fixed it here, below an answer: past repairs as cards instead of as a paragraph. Pure."""

from collections.abc import Sequence

from assistant.answering.recalled import paragraph
from assistant.answering.repair import Repair
from assistant.answering.reply import Answer
from ui.safe import both, path_part, text


def manuals_words(answer: Answer) -> str:
    """The answer's text without its paragraph of past repairs, which `fixed_here_html` shows."""
    for language in ("en", "zh"):
        told = paragraph(answer.repairs, language)
        if told and told in answer.text:
            return answer.text.replace(told, "").rstrip()
    return answer.text


def fixed_here_html(answer: Answer) -> str:
    """A card a repair: when, where, what was done, with what, for how long, and who says so."""
    if not answer.repairs or manuals_words(answer) == answer.text:
        return ""
    return (
        f'<div class="fixed-here"><p class="heading">{both("fixed_here")}</p>'
        f'<p class="note">{both("fixed_here_how")}</p>{_cards(answer.repairs)}</div>'
    )


def _cards(repairs: Sequence[Repair]) -> str:
    return "".join(f'<div class="repair">{_card(one)}</div>' for one in repairs)


def _card(one: Repair) -> str:
    day = f"<span>{text(one.day.isoformat())}</span>" if one.day else both("fixed_no_date")
    facts = [day, f"<strong>{text(one.machine)}</strong>", _likeness(one)]
    done = text(" ".join(one.done.split()))
    return (
        f'<p class="where">{"".join(facts)}</p><p class="done">{done}</p>'
        f'<p class="where">{_spent(one)}</p>{_source(one)}'
    )


def _likeness(one: Repair) -> str:
    same = both("fixed_code" if one.match == "code" else "fixed_close")
    elsewhere = "" if one.same_machine else f'<span class="kind">{both("fixed_elsewhere")}</span>'
    return f'<span class="kind">{same}</span>{elsewhere}'


def _spent(one: Repair) -> str:
    """The stop is told; where nobody told it, the work."""
    told = []
    if one.parts:
        told.append(both("fixed_parts", parts=", ".join(one.parts)))
    if one.downtime_minutes:
        told.append(both("fixed_stopped", minutes=round(one.downtime_minutes)))
    elif one.labour_minutes:
        told.append(both("fixed_worked", minutes=round(one.labour_minutes)))
    return "".join(f"<span>{words}</span>" for words in told)


def _source(one: Repair) -> str:
    if one.kind == "order":
        return f'<p class="where">{both("fixed_order", number=one.number)}</p>'
    words = both("fixed_report", number=one.number)
    return f'<a class="open" href="#repair-{path_part(one.number)}">{words}</a>'
