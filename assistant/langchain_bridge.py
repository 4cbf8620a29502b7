"""Where LangChain meets the house: its chat models write our answers, our search feeds its chains.

The only module that imports LangChain.
"""

from collections.abc import Callable, Sequence
from collections.abc import Generator as Stream
from typing import TYPE_CHECKING

from assistant.answering.reply import Evidence
from assistant.errors import ModelUnavailable
from assistant.models.generator import Message, Piece
from assistant.models.turns import harmless

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel  # noqa: TID251 - the bridge itself
    from langchain_core.messages import AIMessageChunk  # noqa: TID251
    from langchain_core.retrievers import BaseRetriever  # noqa: TID251


class ChatModelGenerator:
    """Any LangChain chat model as a Generator."""

    def __init__(self, chat_model: "BaseChatModel", name: str) -> None:
        self.name = name
        self._chat_model = chat_model

    def generate(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        """Yields the reply as the far side sends it.

        Raises:
            ModelUnavailable: The far side cannot be reached, or answers with an error.
        """
        from httpx import HTTPError
        from openai import OpenAIError

        turns = [(message.role, harmless(message.content)) for message in messages]
        prompt, new = 0, 0
        finish = "stop"
        stream = self._chat_model.stream(turns, max_tokens=max_new_tokens)
        try:
            for chunk in stream:
                prompt, new = _count(chunk, prompt, new)
                finish = chunk.response_metadata.get("finish_reason") or finish
                if chunk.text:
                    yield Piece(chunk.text, prompt, new)
        except (OpenAIError, HTTPError) as exc:
            raise ModelUnavailable(
                f"The chat model {self.name} failed: {exc}. Look into its server's own log."
            ) from exc
        yield Piece("", prompt, new, "length" if finish == "length" else "stop")


def _count(chunk: "AIMessageChunk", prompt: int, new: int) -> tuple[int, int]:
    """Servers report usage once, at the end; until then each chunk is taken for one token."""
    usage = chunk.usage_metadata
    if usage:
        return usage["input_tokens"], usage["output_tokens"]
    return prompt, new + bool(chunk.text)


def as_retriever(search: Callable[[str], Sequence[Evidence]]) -> "BaseRetriever":
    """Our search as a LangChain retriever; page, section and chunk id stand in the metadata."""
    from langchain_core.callbacks import CallbackManagerForRetrieverRun  # noqa: TID251
    from langchain_core.documents import Document  # noqa: TID251
    from langchain_core.retrievers import BaseRetriever  # noqa: TID251

    class ShiftmateRetriever(BaseRetriever):
        def _get_relevant_documents(
            self,
            query: str,
            *,
            run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's signature
        ) -> list[Document]:
            return [
                Document(
                    id=found.chunk.chunk_id,
                    page_content=found.chunk.text,
                    metadata={
                        "file_name": found.chunk.file_name,
                        "title": found.chunk.title,
                        "page": found.chunk.page,
                        "section": found.chunk.section_path,
                        "score": found.score,
                    },
                )
                for found in search(query)
            ]

    return ShiftmateRetriever()
