"""How long a guess pays: expected tokens of a step against what the step costs."""

from itertools import pairwise

COSTS = ((1, 1.0), (4, 1.6), (5, 1.9), (8, 2.2), (16, 2.9), (32, 4.3), (256, 25.0))
"""Rows of a step, and its time against that of one row, which took 65 ms behind 1,100 tokens: the
default model on two cores with AVX-512 VNNI, 4 bits up to four rows and 8 bits above."""
LONGEST = 15
"""Tokens of a guess."""
TRUST, LESSON = 0.6, 0.15
"""How likely a guessed token is right before anything was learned, and what one more teaches."""
FADING = 0.05
"""What a token without a guess forgets of that."""


class Pace:
    """Learns how often one text's guesses are right."""

    def __init__(self) -> None:
        self._trust = TRUST

    def length(self, others: int, rows: int) -> int:
        """Tokens worth guessing in a step that also writes one token of so many other texts.

        Of ``n`` guessed tokens, each right with the chance ``p`` if those before it are, a step
        yields ``1 + p + ... + p^n``. ``rows`` is what the step takes besides this text: those of
        the others, and a prompt's, which make more rows all but free.
        """
        best, best_rate, expected, chance = 0, 0.0, 0.0, 1.0
        for guessed in range(LONGEST + 1):
            expected += chance
            chance *= self._trust
            rate = (others + expected) / cost(rows + 1 + guessed)
            if rate > best_rate:
                best, best_rate = guessed, rate
        return best

    def learn(self, guessed: int, right: int) -> None:
        """What became of a guess: the right ones, and the first wrong one if any."""
        for outcome in [1.0] * right + [0.0] * (right < guessed):
            self._trust += LESSON * (outcome - self._trust)
        if not guessed:
            self._trust += FADING * (TRUST - self._trust)


def cost(rows: int) -> float:
    """Time of a step against that of one row, between the measured ones on a straight line."""
    for (few, cheap), (many, dear) in pairwise(COSTS):
        if rows <= many:
            return cheap + (dear - cheap) * (rows - few) / (many - few)
    return COSTS[-1][1] * rows / COSTS[-1][0]
