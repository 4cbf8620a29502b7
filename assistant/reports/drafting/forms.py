"""Forms of speech that tell what a clause is for, whatever it is about. Pure."""

import re

SUBJECT = (
    r"(?:(?:and|so|then|but|also|have|has|i|we|they|he|she|i've|we've|just|now|had|was|were|been"
    r"|electricians?|elec|fitters?|sparky|maintenance|maint|operators?|ops|both|all|after|first"
    r"|finally|since|again|quickly|manually|by|re)\s+)*"
)
SUBJECT_ZH = (
    r"(?:停机后|停机|断电后|关机后|已经|已|我们|我|他们|电工|钳工|维修工|师傅|然后|后来|后|再|先|又|并|现|现场|就|把|将|对|给|于是|经|随后|立即|马上"
    r"|手动|人工|重新|当班|临时|暂时)*"
)
HAD = re.compile(
    r"(?<=[a-z])\s+(?:had|must(?:'ve|\s+have|\s+of))\s+(?:come|gone|got|fallen|worked|worn|broken|been|blown|failed|seized|jammed|tripped"
    r"|burnt|burned|snapped|sheared|slipped|rubbed|chafed|cracked|shorted|dropped)(?![a-z])",
    re.IGNORECASE,
)
"""What had happened before the fault was seen: "magnet had come off"."""
DENIED_FIND = re.compile(
    r"\b(?:no|not|nothing|never|couldn't|couldnt|can't|cant|didn't|didnt|without)\b.*\b(?:found|find|cause|reason)"
    r"|\bno\s+probs?\b|\b(?:found|see|saw)\s+(?:no|nothing|none)\b|(?:没|未|无).{0,4}(?:发现|查到|找到|原因)",
    re.IGNORECASE,
)
"""Nothing was found, which is no cause."""
DID_NOT = (
    r"(?:didn'?t|did not|haven'?t|have not|not)\s+(?:yet\s+)?"
    r"(?!help|work|clear|start|come|stop|respond|fix|cure|solve|make|run|go|sure|ok|good|able|the)[a-z]+"
)
NOT_IT = re.compile(
    r"(?:it'?s\s+|so\s+)?(?:not|wasn'?t|isn'?t)\s+(?:the|a|an|due|because)(?![a-z])"
    r"|(?:应该)?(?:(?<!是)不是|并非|不像|排除)",
    re.IGNORECASE,
)
"""What was ruled out was neither seen nor done: "not the bearings"."""
ASKS = re.compile(
    r"[啥什么]+意思|是什么(?:故障|报警|原因|问题)|怎么(?:办|处理|复位|消除|解决|调)|(?:请教|问)一下"
    r"|^\s*(?:(?:can|could|is|are|does|has)\s+(?:someone|anyone|anybody|somebody|you)|how\s+(?:do|to|can)|what\s+(?:does|is))(?![a-z])",
    re.IGNORECASE,
)
"""A question without its mark."""
HEARSAY = re.compile(
    r"(?:but\s+)?(?:according to|(?:the\s+)?(?:manual|book|data\s?sheet|handbook|instructions?)"
    r"(?:\s+p(?:age|\.)?\s*\d+)?\s+(?:says?|states?|recommends?|gives?))(?![a-z])"
    r"|(?:手册|说明书|资料|看板|工单|系统|记录)(?:上|里)?(?:说|写|要求|规定|建议)",
    re.IGNORECASE,
)
"""What a book or another record says was neither seen nor done here."""
WARNS = re.compile(
    r"(?:pls\s+|please\s+)?(?:do not|don't|dont|never)\s+"
    r"(?:use|start|restart|run|operate|touch|switch|turn|energi[sz]e|open|enter|reset)(?![a-z])"
    r"|(?:ring|call|chase|remind|tell|send|book)\s+(?!(?:out|says?|said|states?|gives?)(?![a-z]))[a-z]",
    re.IGNORECASE,
)
"""What others are to do, or not to: it is still to come."""
LONG_AGO = re.compile(
    r"\b(?:days?|weeks?|wks?|months?|years?)\s+(?:ago|back)(?![a-z])|\blast\s+(?:time|month|year)(?![a-z])"
    r"|^\s*(?:the\s+one|which|that)\s|(?:上次|上个?月|去年|前年|前几天|[天周月年]前)",
    re.IGNORECASE,
)
"""Work of another time is none of this fault's."""
THEY = re.compile(
    r"\b(?:they|he|she|who|customers?|ops|operators?|production|planning|support|management|manager"
    r"|boss)\s+(?:also\s+)?$",
    re.IGNORECASE,
)
"""What people want is no part."""
OUGHT = re.compile(
    r"\b(?:should|must|ought to|has to|have to|supposed to)\s+(?:have\s+been|be)"
    r"\s+(?:at\s+|about\s+)?\d",
    re.IGNORECASE,
)
"""What a value ought to be is no work to come."""
A_LOOK = (
    r"(?:(?:a|an|some|the|another|proper|good|closer|thorough|full|quick|deep|big)\s+)*"
    r"(?:look|looks|looking|check|clean|clean-?up|wash|service|servicing|inspection|attention|overhaul"
    r"|repair|adjustment|adjusting|going over|seeing to|sorting)(?![a-z])(?!\s+(?:kit|part|set))"
)
"""Work that is wanted, not a part: "needs a proper look"."""
PASSIVE = re.compile(r"was|were|has|have|had|been", re.IGNORECASE)
NO_MACHINE = (
    r"(?!(?:焊接?|清洗|检测|测试|打磨|研磨|润滑|加油|试验|安装)"
    r"(?:机|台|线|站|单元|工位|设备|中心|泵|柜))"
)
"""Not a verb that names a kind of machine: 焊接机器人."""
NO_NAME = r"(?!\s*(?:does|did|doesn't|didn't|won't|will|has|had|is|was)(?![a-z])|[刀班型模挡])"
"""Not behind a verb that is a name too: "reset does nothing", 换刀."""
LASTED = re.compile(
    r"(?:it\s+|job\s+|this\s+|all\s+)*took\s+(?:us\s+|me\s+|about\s+|abt\s+|around\s+|~\s*)*"
    r"(?:\d|half|an?\s+hour|one|two|three)",
    re.IGNORECASE,
)
"""How long work took is no work of its own."""
THEN_FINE = re.compile(
    r".{1,14}后,?.{0,4}(?:正常|恢复|好了|可以|ok|解决|消除|没问题)", re.IGNORECASE
)
"""Something was done, and then it was well: "断电重启后恢复"."""
LASTING = re.compile(
    r"(?:[\s~,.()+-]|about|abt|around|approx|total|in all|job|took|lost|for|time|down|downtime|was"
    r"|line|约|大约|大概|共|总共|用时|耗时|历时|用了|花了|停机|停线|停了|耽误|影响生产|左右)*",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"\b(?:till|until|to be|will be|when|once|before|needs?|not|never)\s+$", re.IGNORECASE
)
SIGNED = re.compile(r"(?:reported|raised|logged|noted|written)\s+by(?![a-z])", re.IGNORECASE)
ASIDE = re.compile(
    r"(?:no|zero|without)\s+(?:down\s?time|stop\w*|production loss|loss)(?![a-z])"
    r"|(?:其实|也|并|都|但)?(?:未|没有?|无|不)(?:造成|影响|需)?(?:停机|停线|停产|停那么|生产)",
    re.IGNORECASE,
)
"""That nothing stood still is not what was seen."""
FEW = 3
"""Words before the cue of a clause that tells how things stand."""

TALK = re.compile(r"(?:just|only)\s+(?:checking|testing|trying|seeing|saying)(?![a-z])", re.I)
"""Somebody tries the service out."""
