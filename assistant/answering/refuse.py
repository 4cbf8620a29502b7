"""What a refusal says: why there is no answer, and what to do instead. Pure."""

from collections.abc import Sequence

from assistant.answering.judge import Refusal
from assistant.answering.retrieve import Findings
from assistant.answering.unknown import UnknownCode
from ingest.document import Language
from prompts.notices import NOTHING_CHOSEN
from prompts.phrases import EMPTY_LIBRARY, NEAREST, REFUSAL
from prompts.refusals import NAMES, NEAR_CODES, NO_CODE, NO_VALUE, OTHERS_CODE, VALUES
from vectorstore.library import EVERYTHING
from vectorstore.records import Filters


def refused(refusal: Refusal, findings: Findings, language: Language, filters: Filters) -> str:
    """The refusal in a sentence or three."""
    if not findings.evidence:
        if filters != EVERYTHING:
            return NOTHING_CHOSEN[language]
        return _joined(language, REFUSAL[language], EMPTY_LIBRARY[language])
    return _joined(language, REFUSAL[language], *_reasons(refusal, language))


def no_code(unknown: UnknownCode, language: Language) -> str:
    """That a code stands in no manual, and which ones look like it."""
    told = NO_CODE[language].format(code=unknown.code)
    near = _listed(unknown.near, language)
    return _joined(language, told, NEAR_CODES[language].format(codes=near)) if near else told


def _reasons(refusal: Refusal, language: Language) -> list[str]:
    if refusal.code is not None:
        return [no_code(refusal.code, language)]
    if refusal.others is not None:
        titles = _listed(refusal.others.titles, language)
        return [OTHERS_CODE[language].format(code=refusal.others.code, titles=titles)]
    if refusal.value is not None:
        return [NO_VALUE[language].format(value=VALUES[refusal.value.name][language])]
    if refusal.names:
        return [NAMES[language].format(names=_listed(refusal.names, language))]
    return [NEAREST[language]]


def _listed(names: Sequence[str], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(names)


def _joined(language: Language, *sentences: str) -> str:
    return (" " if language == "en" else "").join(sentences)
