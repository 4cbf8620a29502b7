"""A closer look at the candidates of all arms."""

import numpy as np
import pytest

from vectorstore.rank import NOWHERE, Candidate, Form, rank

RARITY = {NOWHERE: 8.0, "e7": 6.0, "motor": 1.0, "电机": 1.0, "过热": 4.0}


def unit(*values):
    vector = np.array(values, np.float32)
    return vector / np.linalg.norm(vector)


def candidate(row, words, vector=(1, 0)):
    return Candidate(row, words.split(), unit(*vector))


def rows(ranked):
    return [found.row for found in ranked]


def test_a_rare_word_outweighs_a_common_one():
    form = Form(("e7", "motor"), unit(1, 0))
    found = [candidate(1, "motor motor stops"), candidate(2, "e7 means overload")]
    assert rows(rank([form], found, RARITY)) == [2, 1]


def test_meaning_decides_where_words_do_not():
    form = Form(("motor",), unit(1, 0))
    found = [candidate(1, "motor", (0, 1)), candidate(2, "motor", (1, 0.1))]
    assert rows(rank([form], found, RARITY)) == [2, 1]


def test_each_candidate_is_judged_in_its_own_language():
    forms = [Form(("motor", "e7"), unit(1, 0)), Form(("电机", "过热"), unit(0, 1))]
    (found,) = rank(forms, [candidate(1, "电机 过热", (0, 1))], RARITY)
    assert found.likeness == pytest.approx(1.0)
    assert found.coverage == pytest.approx(5.0 / (0.7 * 8.0))


def test_a_translation_with_gaps_counts_less():
    whole = Form(("过热",), unit(1, 0))
    gaps = Form(("过热",), unit(1, 0), trust=0.5)
    (trusted,), (doubted,) = (rank([f], [candidate(1, "过热")], RARITY) for f in (whole, gaps))
    assert doubted.coverage == trusted.coverage / 2
    assert doubted.score < trusted.score


def test_one_common_word_covers_no_question():
    (found,) = rank([Form(("motor",), unit(1, 0))], [candidate(1, "motor")], RARITY)
    assert found.coverage < 0.2


def test_no_candidates_no_order():
    assert rank([Form((), unit(1, 0))], [], RARITY) == []
    (found,) = rank([Form((), unit(1, 0))], [candidate(1, "motor")], RARITY)
    assert found.coverage == 0.0
