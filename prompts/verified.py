"""What stands around an answer that a supervisor has verified."""

HEADING = {"en": "Verified answer by {author}, {date}", "zh": "经核实的回答：{author}，{date}"}
WITH_MACHINE = {"en": "{heading}, for {machine}", "zh": "{heading}，适用于 {machine}"}
PAGES = {"en": "Pages: {marks}", "zh": "出处：{marks}"}
