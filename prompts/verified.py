"""What stands around an answer that a supervisor has verified."""

HEADING = {"en": "Verified answer by {author}, {date}", "zh": "经核实的回答：{author}，{date}"}
WITH_MACHINE = {"en": "{heading}, for {machine}", "zh": "{heading}，适用于 {machine}"}
TO_QUESTION = {"en": "{heading}, to: “{question}”", "zh": "{heading}，所答的问题：“{question}”"}
"""Where other words ask it: rules find two questions to be one, a person sees whether they are."""
PAGES = {"en": "Pages: {marks}", "zh": "出处：{marks}"}
