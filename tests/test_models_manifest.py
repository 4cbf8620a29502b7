"""The shipped manifest: whole, consistent, and made of data only."""

import json
from importlib import resources

import pytest
from pydantic import ValidationError

from assistant.models.errors import UnknownModel
from assistant.models.manifest import Manifest, Model, load_manifest

# Digests that other projects pin for the same published files.
PUBLISHED = {
    ("qwen2.5-coder-1.5b-instruct", "model.gguf"): (
        1_117_320_768,
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
    ("multilingual-e5-small", "tokenizer.json"): (
        17_082_730,
        "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
    ),
    ("faster-whisper-base", "model.bin"): (
        145_217_532,
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
}


def entry(**changes: object) -> dict[str, object]:
    """The first model of the shipped file, changed."""
    text = resources.files("assistant.models").joinpath("manifest.json").read_text("utf-8")
    return {**json.loads(text)["models"][0], **changes}


def test_a_fresh_installation_gets_one_model_to_find_one_to_write_and_one_to_listen() -> None:
    roles = [model.role for model in load_manifest().defaults]
    assert sorted(roles) == ["embedding", "generation", "speech"]


def test_names_are_unique_and_an_unknown_one_is_answered_with_the_known() -> None:
    manifest = load_manifest()
    assert len(set(manifest.ids)) == len(manifest.ids)
    with pytest.raises(UnknownModel, match=r"'gpt-9'.*multilingual-e5-small"):
        manifest.model("gpt-9")


@pytest.mark.parametrize(("model_id", "name"), PUBLISHED)
def test_published_files_carry_their_published_digests(model_id: str, name: str) -> None:
    file = {file.name: file for file in load_manifest().model(model_id).files}[name]
    assert (file.bytes, file.sha256) == PUBLISHED[model_id, name]


@pytest.mark.parametrize("model", load_manifest().models, ids=lambda model: model.id)
def test_every_licence_allows_use_in_a_plant(model: Model) -> None:
    assert model.licence in {"MIT", "Apache-2.0"}


@pytest.mark.parametrize("model", load_manifest().models, ids=lambda model: model.id)
def test_the_hub_is_asked_for_data_by_exact_name(model: Model) -> None:
    plain = {".json", ".safetensors", ".txt"}
    own = {"model.bin"} if model.role == "speech" else set()  # CTranslate2's format, no pickle
    for name in model.hub.files:
        assert "*" not in name
        assert ".." not in name
        assert name in own or any(name.endswith(suffix) for suffix in plain)


@pytest.mark.parametrize("model", load_manifest().models, ids=lambda model: model.id)
def test_a_pull_needs_more_room_than_what_stays(model: Model) -> None:
    assert model.peak_bytes > model.disk_bytes
    assert model.peak_bytes > model.source_bytes


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a/b", "", ".hidden", "--help"])
def test_a_file_cannot_be_named_out_of_its_folder(name: str) -> None:
    files = entry()["files"]
    assert isinstance(files, list)
    with pytest.raises(ValidationError):
        Model.model_validate(entry(files=[{**files[0], "name": name}, *files[1:]]))


def test_a_model_cannot_be_named_out_of_its_folder() -> None:
    with pytest.raises(ValidationError):
        Model.model_validate(entry(id="../elsewhere"))


def test_parts_must_add_up_and_come_from_named_wheels() -> None:
    files, wheels = entry()["files"], entry()["wheels"]
    assert isinstance(files, list)
    assert isinstance(wheels, list)
    with pytest.raises(ValidationError, match="do not add up"):
        Model.model_validate(entry(files=[{**files[0], "bytes": 1}, *files[1:]]))
    with pytest.raises(ValidationError, match="not those its parts name"):
        Model.model_validate(entry(wheels=wheels[:1]))


def test_a_manifest_of_a_later_format_is_refused() -> None:
    with pytest.raises(ValidationError):
        Manifest.model_validate({"format": 2, "models": []})
