"""The reply to a request that is refused: why, what instead, and evidence that tells no how."""

from collections.abc import Sequence

from assistant.answering.reply import Evidence
from assistant.answering.safety.advice import tells_danger
from assistant.answering.safety.danger import Danger
from assistant.answering.safety.terms import Rules
from ingest.document import Language
from prompts.safety import DECLINED, DOUBTED, SAFE_WAY, WHY_IT_TRIPS


def declined(danger: Danger, language: Language, evidence: Sequence[Evidence]) -> str:
    """In the language of the question; no dead end."""
    why = (DECLINED if danger.is_plain else DOUBTED)[language]
    said = [why.format(safeguard=danger.safeguard), SAFE_WAY[language]]
    if evidence:
        said.append(WHY_IT_TRIPS[language])
    return "\n\n".join(said)


def harmless(evidence: Sequence[Evidence], rules: Rules = ()) -> tuple[Evidence, ...]:
    """Without the chunks that tell how to defeat a safeguard: somebody is looking for just that."""
    return tuple(one for one in evidence if not tells_danger(one.chunk.text, rules))
