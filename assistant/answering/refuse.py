"""What a refusal says: why there is no answer, and what to do instead. Pure."""

from assistant.answering.judge import Refusal
from assistant.answering.retrieve import Findings
from ingest.document import Language
from prompts.notices import NOTHING_CHOSEN
from prompts.phrases import EMPTY_LIBRARY, NEAREST, REFUSAL
from prompts.refusals import NAMES, NEAR_CODES, NO_CODE, NO_VALUE, VALUES
from vectorstore.library import EVERYTHING
from vectorstore.records import Filters


def refused(refusal: Refusal, findings: Findings, language: Language, filters: Filters) -> str:
    """The refusal in a sentence or three."""
    if not findings.evidence:
        if filters != EVERYTHING:
            return NOTHING_CHOSEN[language]
        return _joined(language, REFUSAL[language], EMPTY_LIBRARY[language])
    return _joined(language, REFUSAL[language], *_reasons(refusal, language))


def _reasons(refusal: Refusal, language: Language) -> list[str]:
    if refusal.code is not None:
        told = [NO_CODE[language].format(code=refusal.code.code)]
        near = ("、" if language == "zh" else ", ").join(refusal.code.near)
        return [*told, NEAR_CODES[language].format(codes=near)] if near else told
    if refusal.value is not None:
        return [NO_VALUE[language].format(value=VALUES[refusal.value.name][language])]
    if refusal.names:
        names = ("、" if language == "zh" else ", ").join(refusal.names)
        return [NAMES[language].format(names=names)]
    return [NEAREST[language]]


def _joined(language: Language, *sentences: str) -> str:
    return (" " if language == "en" else "").join(sentences)
