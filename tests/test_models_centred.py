"""Vectors without what a language adds to them."""

import numpy as np

from assistant.models.centred import CentredEmbedder
from ingest.letters import language_of


class Accented:
    """Says what a text is about, and louder still which language it is in."""

    name, dimension = "accented", 3

    def embed_passages(self, texts):
        return np.array([self.embed_query(text) for text in texts], np.float32).reshape(-1, 3)

    def embed_query(self, text):
        topic = [0.5, 0.0] if "泵" in text or "pump" in text else [0.0, 0.5]
        vector = np.array([*topic, 0.6 if language_of(text) == "zh" else -0.6], np.float32)
        return vector / np.linalg.norm(vector)


def test_a_translation_comes_before_another_topic_in_the_same_language():
    texts = ["the pump is noisy", "电柜温度高"]
    plain, centred = Accented(), CentredEmbedder(Accented())
    assert (plain.embed_passages(texts) @ plain.embed_query("泵有异响")).argmax() == 1
    assert (centred.embed_passages(texts) @ centred.embed_query("泵有异响")).argmax() == 0


def test_rows_are_unit_and_none_stay_none():
    centred = CentredEmbedder(Accented())
    lengths = np.linalg.norm(centred.embed_passages(["泵", "a valve"]), axis=1)
    np.testing.assert_allclose(lengths, 1, rtol=1e-6)
    assert centred.embed_passages([]).shape == (0, 3)


def test_vectors_of_the_plain_model_are_never_compared_with_these():
    assert CentredEmbedder(Accented()).name != Accented.name
