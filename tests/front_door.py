"""The page as the service mounts it, with something light where Gradio would be."""

from fastapi import FastAPI
from starlette.responses import PlainTextResponse

from assistant.api.nowhere import Nowhere
from ui.doorway import Doorway
from ui.web import mount_rooms


def mount(app: FastAPI, _: object) -> None:
    mount_rooms(app)
    app.mount("/", Doorway(PlainTextResponse("Gradio"), Nowhere(app)))
