"""What somebody reads who is not signed in, in both languages."""

from collections.abc import Mapping
from typing import Final

from ingest.document import Language

PHRASES: Final[Mapping[str, Mapping[Language, str]]] = {
    "title": {"en": "Sign in", "zh": "登录"},
    "tagline": {"en": "Answers from your own manuals", "zh": "从自家手册中找答案"},
    "name": {"en": "Name", "zh": "姓名"},
    "secret": {"en": "Password or PIN", "zh": "密码或 PIN 码"},
    "enter": {"en": "Sign in", "zh": "登录"},
    "other": {"en": "中文", "zh": "English"},
    "help": {
        "en": "No name here yet, or a forgotten password? Ask your administrator.",
        "zh": "还没有账号，或忘记了密码？请联系管理员。",
    },
    "wrong": {
        "en": "The name and the password or PIN do not belong together. Try again.",
        "zh": "姓名与密码（或 PIN 码）不匹配，请重试。",
    },
    "wait": {
        "en": "Too many wrong tries. Wait {seconds} seconds, then try again.",
        "zh": "错误次数过多，请在 {seconds} 秒后重试。",
    },
    "pin_locked": {
        "en": "Too many wrong PINs: none is taken here any more. Sign in with the password, or ask "
        "a supervisor to unlock it.",
        "zh": "PIN 码错误次数过多，已停用。请用密码登录，或请主管解锁。",
    },
    "unavailable": {
        "en": "Nobody can sign in just now: the database cannot be reached. Tell your supervisor.",
        "zh": "数据库暂时无法使用，目前不能登录。请告知主管。",
    },
    "signed_out": {
        "en": "You are not signed in any more. Reload the page to sign in.",
        "zh": "您已退出登录，请刷新页面后重新登录。",
    },
}


def say(key: str, language: Language, **values: object) -> str:
    """One phrase."""
    return PHRASES[key][language].format(**values)


def language_of(accepted: str) -> Language:
    """The first one that a browser names in ``Accept-Language``."""
    return "zh" if accepted.strip().lower().startswith("zh") else "en"
