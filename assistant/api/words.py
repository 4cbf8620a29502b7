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
    "by_provider": {"en": "Sign in with {name}", "zh": "使用 {name} 登录"},
    "provider_down": {
        "en": "{name} does not answer just now. Try again, or sign in with your name and password "
        "here if you have one.",
        "zh": "{name} 暂时无法连接。请稍后重试；如在本系统有密码，也可用姓名和密码登录。",
    },
    "way_lost": {
        "en": "That took too long, or began in another window. Nobody was signed in; try again.",
        "zh": "登录超时，或是在其他窗口中开始的，未能登录，请重试。",
    },
    "declined": {
        "en": "{name} did not sign you in. Try again, or ask your administrator.",
        "zh": "{name} 未能完成登录。请重试，或联系管理员。",
    },
    "untrusted": {
        "en": "The answer of {name} could not be trusted, so nobody was signed in. Try again; if "
        "that does not help, tell your administrator.",
        "zh": "{name} 的应答未通过验证，未能登录。请重试；若再次出现，请告知管理员。",
    },
    "no_role": {
        "en": "{name} knows you, but none of your groups may work here. Ask your administrator.",
        "zh": "{name} 已确认您的身份，但您所在的用户组没有本系统的权限，请联系管理员。",
    },
    "disabled": {
        "en": "You may not sign in here any more. Ask your administrator.",
        "zh": "您在本系统的账号已停用，请联系管理员。",
    },
    "left": {"en": "You are signed out here", "zh": "您已退出本系统"},
    "leaving": {"en": "Sign out of {name} too", "zh": "同时退出 {name}"},
    "password": {"en": "Change password", "zh": "修改密码"},
    "old_password": {"en": "Your password now", "zh": "当前密码"},
    "new_password": {"en": "The new one", "zh": "新密码"},
    "password_rule": {
        "en": "10 characters or more, such as a few words. You stay signed in here, and are signed "
        "out everywhere else.",
        "zh": "至少 10 个字符，例如几个词。本机保持登录，其他设备将退出登录。",
    },
    "password_made": {
        "en": "Your password was made for you. Choose one of your own to go on.",
        "zh": "当前密码是系统生成的。请设置您自己的密码后再继续。",
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
