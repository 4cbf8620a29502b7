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
    "password": {"en": "Change password", "zh": "修改密码"},
    "old_password": {"en": "Your password now", "zh": "当前密码"},
    "new_password": {"en": "The new one", "zh": "新密码"},
    "password_rule": {
        "en": "10 characters or more, such as a few words. You stay signed in here, and are signed "
        "out everywhere else.",
        "zh": "至少 10 个字符，例如几个词。本机保持登录，其他设备将退出登录。",
    },
    "password_unfit": {
        "en": "The new password will not do: too short, too common, or made of your name.",
        "zh": "新密码不合要求：过短、过于常见，或由您的姓名组成。",
    },
    "password_wrong": {
        "en": "That is not your password now. Try again.",
        "zh": "当前密码不正确，请重试。",
    },
    "password_keep": {"en": "Leave it as it is", "zh": "不修改，返回"},
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
