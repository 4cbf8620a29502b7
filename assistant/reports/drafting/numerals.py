"""Small numbers in words: half, two, 两, 十五. Pure."""

DIGITS = "零一二三四五六七八九"
NUMBER = r"(?:(?<![\d.])\d{1,5}(?:\.\d{1,3})?|[零〇一二两三四五六七八九十]{1,3})"
"""A number in digits, or in Chinese words."""
_ENGLISH = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50,
}  # fmt: skip
ENGLISH = "|".join(sorted(_ENGLISH, key=len, reverse=True))


def value(word: str) -> float | None:
    """The number that a word is; None if it is none."""
    word = word.strip().lower()
    if word in _ENGLISH:
        return float(_ENGLISH[word])
    try:
        return float(word)
    except ValueError:
        return _chinese(word)


def _chinese(word: str) -> float | None:
    word = word.replace("两", "二").replace("〇", "零")
    tens, ten, ones = word.partition("十")
    if not word or any(character not in f"{DIGITS}十" for character in word):
        return None
    if not ten:
        return float(DIGITS.index(word)) if len(word) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return float((DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(ones) if ones else 0))
