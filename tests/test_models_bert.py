"""The quick embedding engine: what it computes, and what it leaves to the general one."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from assistant.errors import ModelUnavailable
from assistant.models.bert import bert_folder
from assistant.models.bert_embedder import BertEmbedder
from assistant.models.bert_graph import LARGEST, quantize, reach
from assistant.models.embedder import SentenceEmbedder, open_embedder
from assistant.models.errors import MalformedWeights
from assistant.models.store import require
from assistant.models.tensorfile import Tensor, write_bfloat16
from assistant.models.tensors import Tensors
from assistant.settings import Settings
from tests.tiny_bert import CONFIG, HIDDEN, vector, weights, write_bert

ENGLISH = [
    "The inverter trips on overcurrent during acceleration: lengthen the ramp, check the motor.",
    "Change the oil after the first 500 hours, then every 2,000 hours or once a year.",
    "Keep hands clear of the belt. Lock out the main switch before the cover is opened.",
]
CHINESE = [
    "变频器在加速过程中过电流跳闸：延长加速时间，检查电动机及电缆绝缘。",
    "首次运行500小时后更换润滑油，以后每2000小时或每年更换一次。",
    "请勿将手伸入皮带。打开防护罩前，先断开主开关并上锁。",
]
TEXTS = ["w3 w4 w5", "w190", "w50 w51 w52 w53 w54 w55 w56 w57", "w3 w4 w6"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bert(tmp_path_factory.mktemp("bert") / "model")


@pytest.fixture(scope="module")
def tiny(folder: Path) -> BertEmbedder:
    embedder = open_embedder(str(folder), "tiny")
    assert isinstance(embedder, BertEmbedder)
    return embedder


def ids(text: str) -> list[int]:
    return [0, *(int(word[1:]) for word in text.split()), 1]


def test_it_computes_what_a_bert_computes(tiny: BertEmbedder) -> None:
    got = tiny.embed_passages(TEXTS)
    assert (got.dtype, got.shape, tiny.dimension) == (np.float32, (4, HIDDEN), HIDDEN)
    np.testing.assert_allclose(np.linalg.norm(got, axis=1), 1, atol=1e-6)
    expected = np.stack([vector(ids(text)) for text in TEXTS])
    assert ((got * expected).sum(axis=1) > 0.999).all()
    assert (got @ expected.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_a_vector_does_not_depend_on_its_neighbours(tiny: BertEmbedder) -> None:
    together = tiny.embed_passages([*TEXTS, TEXTS[0]])
    for text, row in zip([*TEXTS, TEXTS[0]], together, strict=True):
        assert (tiny.embed_passages([text])[0] == row).all()
    assert tiny.embed_passages([]).shape == (0, HIDDEN)


def test_many_threads_may_ask_at_once(tiny: BertEmbedder) -> None:
    alone = [tiny.embed_query(text) for text in TEXTS]
    with ThreadPoolExecutor(8) as threads:
        for number, got in enumerate(threads.map(tiny.embed_query, TEXTS * 8)):
            assert (got == alone[number % 4]).all()


def test_what_is_too_long_is_cut_where_the_folder_says(tiny: BertEmbedder) -> None:
    fits = [f"w{number}" for number in range(3, 17)]
    long = tiny.embed_query(" ".join([*fits, "w100", "w101"]))
    assert (long == tiny.embed_query(" ".join(fits))).all()
    assert (long != tiny.embed_query(" ".join(fits[:-1]))).any()


def test_the_folder_says_what_comes_before_a_text(tmp_path: Path, tiny: BertEmbedder) -> None:
    folder = write_bert(tmp_path / "model")
    (folder / "config_sentence_transformers.json").write_text('{"prompts": {"query": "w7 "}}')
    asked = open_embedder(str(folder), "tiny")
    assert (asked.embed_query("w3") == tiny.embed_query("w7 w3")).all()
    assert (asked.embed_passages(["w3"]) == tiny.embed_passages(["w3"])).all()


def test_an_e5_has_its_prefixes_even_where_the_folder_is_silent(
    folder: Path, tiny: BertEmbedder
) -> None:
    e5 = open_embedder(str(folder), "some-e5")
    assert (e5.embed_query("w3") == tiny.embed_query("query: w3")).all()


@pytest.mark.parametrize(
    "config",
    [
        {"model_type": "xlm-roberta"},
        {"hidden_act": "relu"},
        {"position_embedding_type": "relative_key"},
        {"num_hidden_layers": 3},
        {"intermediate_size": 32},
        {"num_attention_heads": 5},
        {"max_position_embeddings": 512},
        {"hidden_size": "many"},
    ],
)
def test_other_models_go_to_the_general_engine(tmp_path: Path, config: dict[str, object]) -> None:
    assert CONFIG | config != CONFIG
    folder = write_bert(tmp_path / "model", **config)
    assert isinstance(open_embedder(str(folder), "other"), SentenceEmbedder)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True}),
        ("1_Pooling/config.json", {"pooling_mode": "lasttoken"}),
        ("1_Pooling/config.json", {"include_prompt": False}),
        ("sentence_bert_config.json", {"do_lower_case": True}),
        ("modules.json", [{"path": "", "type": "Transformer"}]),
        ("modules.json", []),
        ("config.json", []),
        ("tokenizer.json", None),
        ("model.safetensors", None),
    ],
)
def test_other_folders_go_to_the_general_engine(tmp_path: Path, name: str, form: object) -> None:
    folder = write_bert(tmp_path / "model")
    (folder / name).unlink()
    if form is not None:
        (folder / name).write_text(json.dumps(form), "utf-8")
    assert bert_folder(folder) is None


def test_a_name_on_a_hub_goes_to_the_general_engine() -> None:
    assert isinstance(open_embedder("someone/some-model", "some-model"), SentenceEmbedder)


def test_a_broken_tokenizer_is_told(tmp_path: Path) -> None:
    folder = write_bert(tmp_path / "model")
    (folder / "tokenizer.json").write_text("{")
    with pytest.raises(ModelUnavailable, match=r"tokenizer\.json.*models verify"):
        open_embedder(str(folder), "tiny").embed_query("w3")


def test_integers_stay_below_what_sixteen_bits_add_up() -> None:
    assert 2 * LARGEST * 255 < 2**15
    weight = np.random.default_rng(1).normal(size=(7, 50)).astype(np.float32)
    weight[3] = 0
    integers, steps = quantize(weight)
    assert integers.dtype == np.int8
    assert np.abs(integers).max() == LARGEST
    assert (np.abs(integers * steps[:, None] - weight) <= steps[:, None] * 0.501).all()


def test_the_far_reaching_neuron_is_found_from_the_weights() -> None:
    held = weights()
    far = reach(held.__getitem__, "encoder.layer.0")
    assert far.argmax() == 0
    assert far[0] > 10 * np.median(far)


def test_values_are_read_as_they_were_stored(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    values = np.random.default_rng(2).normal(size=(5, 4)).astype(np.float32)
    save_file({"a": values, "b": values.astype(np.float16)}, path)
    tensors = Tensors(path)
    assert (tensors.shape("a"), tensors.shape("c")) == ((5, 4), None)
    assert (tensors.whole("a") == values).all()
    assert (tensors.rows("b", np.array([3, 0])) == values[[3, 0]].astype(np.float16)).all()
    with pytest.raises(MalformedWeights, match="tensor c is missing"):
        tensors.whole("c")


def test_bfloat16_is_read_as_the_converter_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    values = np.array([[1.5, -0.0078125], [3e38, 0]], np.float32)
    list(write_bfloat16(path, [Tensor("a", (2, 2), lambda: iter([values]))]))
    np.testing.assert_allclose(Tensors(path).whole("a"), values, rtol=2**-8)


COUNTS = st.integers(-2, 300) | st.sampled_from([2**31, 2**39, 2**40, 2**64])
ENTRIES = st.fixed_dictionaries(
    {
        "dtype": st.sampled_from(["F32", "BF16", "F16", "I64", "what"]),
        "shape": st.lists(COUNTS, max_size=3),
        "data_offsets": st.tuples(COUNTS, COUNTS),
    }
)
HEADERS = st.dictionaries(st.sampled_from(["a", "__metadata__"]), ENTRIES | st.text()).map(
    lambda header: json.dumps(header).encode()
)


@given(header=st.binary(max_size=40) | HEADERS, longer=st.integers(-9, 9), data=st.binary())
def test_a_hostile_file_is_read_or_refused(header: bytes, longer: int, data: bytes) -> None:
    with NamedTemporaryFile() as file:
        file.write(max(0, len(header) + longer).to_bytes(8, "little") + header + data)
        file.flush()
        try:
            assert Tensors(Path(file.name)).whole("a").dtype == np.float32
        except MalformedWeights:
            return


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").touch()
    with pytest.raises(MalformedWeights):
        Tensors(tmp_path / "model.safetensors")


@pytest.mark.model
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_the_real_weights_give_what_sentence_transformers_gives_in_float32() -> None:
    folder = str(require(Settings().models_dir, "multilingual-e5-small"))
    quick, general = open_embedder(folder, "e5"), SentenceEmbedder(folder, "e5", "float32")
    assert isinstance(quick, BertEmbedder)
    assert quick.dimension == general.dimension == 384
    passages = [*ENGLISH, *CHINESE, "\n".join([*ENGLISH, *CHINESE] * 12)]
    likeness = (quick.embed_passages(passages) * general.embed_passages(passages)).sum(axis=1)
    assert likeness.mean() > 0.997
    assert likeness.min() > 0.99
    for question, answers in (
        ("为什么加速时跳闸？", CHINESE),
        ("When is the oil changed?", ENGLISH),
    ):
        asked = quick.embed_query(question)
        assert asked @ general.embed_query(question) > 0.99
        orders = [(engine.embed_passages(answers) @ asked).argsort() for engine in (quick, general)]
        assert (orders[0] == orders[1]).all()
