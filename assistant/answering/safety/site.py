"""What a plant says of its own safety."""

from dataclasses import dataclass

from assistant.answering.safety.terms import Rules


@dataclass(frozen=True, slots=True)
class Site:
    """Of a plant that says nothing, the shipped words hold."""

    emergency_number: str = ""
    """As it is dialled there; the first line of a reply to an emergency names it."""
    rules: Rules = ()
    """What requests are judged by (see terms.rules_of); empty: the shipped terms alone."""
