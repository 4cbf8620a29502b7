"""What a question needs said before its answer and after it, whatever the manuals hold. Pure."""

import re

from ingest.document import Language
from prompts.safety import BEFORE_RESTART, EMERGENCY, EMERGENCY_NUMBER, TAKEN_OUT

_EMERGENCY = re.compile(
    r"""\bon\sfire\b | \bcaught\sfire\b | \bthere(?:['’]s|\sis)\s(?:a\s)?(?:fire|smoke)\b
      | \b(?:is|are|it['’]s|started)\s(?:burning|smoking)\b | \bsmoke\s(?:is\s)?(?:coming|pouring)
      | \belectrical\sfire\b | \bexploded\b | \bsmells?\s(?:of\s|like\s)?gas\b
      | \bgas\s(?:is\s)?(?:leaking|escaping)\b | \bgas\sleak\b(?!\s(?:detect|alarm|test|sensor))
      | \b(?:electric|electrical)\sshock\b(?!\s(?:hazard|risk|protect))
      | \b(?:got|been|was|were)\s(?:shocked|electrocuted|injured|hurt|burned|burnt|crushed)\b
      | \b(?:someone|somebody|he|she|man|woman|hand|finger|arm|leg|foot|hair|sleeve|operator|worker
          |colleague|person|people|mate|i['’]m|i\sam)\b[^.?!\n]{0,30}
          \b(?:trapped|stuck|caught|pinned|bleeding|unconscious|injured|hurt|not\sbreathing)\b
      | \bin\s(?:the|my|his|her|their|your)\seyes?\b
      | 着火 | 起火(?!点) | 火灾(?!报警|探测) | 冒烟 | 发生爆炸 | 爆炸了
      | (?:煤气|燃气|天然气|氨气?|氯气|氢气|气体)(?:大量|正在|在)?泄[漏露](?!报警|检测|探测|测试)
      | 闻到.{0,6}气味? | 触了?电(?!流|危险|防护|保护|风险) | 被电[击到] | 电到[人了]
      | (?:人|手|脚|胳膊|手臂|手指|头发|衣服|袖子|工人|同事|师傅).{0,8}
          (?:夹住|夹到|被夹|卷进|卷入|压住|困住|绞)
      | 被困 | 受了?伤(?!害) | 流血 | 昏迷 | 晕倒 | 没有?呼吸
      | (?:溅|进|弄)[到进入了]{0,2}.{0,3}眼""",
    re.IGNORECASE | re.VERBOSE,
)
_HANDS_ON = re.compile(
    r"""\b(?:how|steps?|procedure|instructions?|way)\b.{0,40}?\b(?:replac|chang|exchang|swap|install
          |remov|dismantl|disassembl|reassembl|repair|clean|tension|tighten|adjust|align|lubricat
          |greas|refill|refit|fit|mount|unclog|unjam|clear)
      | (?:怎么|怎样|如何).{0,8}
          (?:更换|换|拆|装|修|清洗|清理|清洁|张紧|调整|调节|润滑|加油|紧固|对中|疏通)
      | (?:更换|拆卸|拆装|安装|维修|检修|清洗|张紧|润滑).{0,12}(?:步骤|方法|流程|程序)""",
    re.IGNORECASE | re.VERBOSE,
)


def first_line(question: str, language: Language, number: str = "") -> str:
    """Before all else; empty where there is no emergency. ``number`` is the plant's own."""
    if not is_emergency(question):
        return ""
    return EMERGENCY[language].format(number=number or EMERGENCY_NUMBER[language])


def last_lines(question: str, language: Language, taken_out: int = 0) -> str:
    """After all else: what the model's words lost, and how to start again; mostly empty."""
    said = [TAKEN_OUT[language].format(count=taken_out)] if taken_out else []
    if is_hands_on(question):
        said.append(BEFORE_RESTART[language])
    return "\n\n".join(said)


def is_emergency(question: str) -> bool:
    """Tells of a fire, gas, a shock or somebody hurt or caught; a false alarm costs one line."""
    return bool(_EMERGENCY.search(question))


def is_hands_on(question: str) -> bool:
    """Asks how to do work after which the machine is started again."""
    return bool(_HANDS_ON.search(question))
