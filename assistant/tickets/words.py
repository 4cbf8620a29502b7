"""What the house says in tickets, in both languages."""

from collections.abc import Mapping
from typing import Final, Literal

Tongue = Literal["zh", "en"]

TITLE: Final[Mapping[Tongue, str]] = {
    "zh": "{machine} {title} [{number}]",
    "en": "{machine} {title} [{number}]",
}
BODY: Final[Mapping[Tongue, str]] = {
    "zh": (
        "{description}\n设备：{machine}\n位置：{location}\n故障代码：{fault_codes}\n"
        "发现时间：{detected_at}\n怀疑原因：{suspected_cause}\n已采取措施：{actions}\n"
        "所需备件：{parts_needed}\n后续：{follow_up}\n原话：{reported_text}\n报告：{number}（{site}）"
    ),
    "en": (
        "{description}\nMachine: {machine}\nLocation: {location}\nFault codes: {fault_codes}\n"
        "Detected: {detected_at}\nSuspected cause: {suspected_cause}\nDone so far: {actions}\n"
        "Parts needed: {parts_needed}\nFollow-up: {follow_up}\nAs reported: {reported_text}\n"
        "Report: {number} ({site})"
    ),
}
HAPPENED: Final[Mapping[str, Mapping[Tongue, str]]] = {
    "report.submitted": {"zh": "报告 {number} 已提交。", "en": "Report {number} was submitted."},
    "report.approved": {"zh": "报告 {number} 已批准。", "en": "Report {number} was approved."},
    "report.rejected": {
        "zh": "报告 {number} 被退回：{reason}",
        "en": "Report {number} was rejected: {reason}",
    },
    "report.closed": {"zh": "报告 {number} 已关闭。", "en": "Report {number} was closed."},
    "report.reopened": {
        "zh": "报告 {number} 重新打开：{reason}",
        "en": "Report {number} was reopened: {reason}",
    },
    "report.withdrawn": {
        "zh": "报告 {number} 已撤回。{reason}",
        "en": "Report {number} was withdrawn. {reason}",
    },
}
"""Events of webhooks that a ticket is told of."""
FOUND: Final[Mapping[Tongue, str]] = {
    "zh": "【自动回复】由程序从手册中查得，是否适用未经人工核对。",
    "en": "[Automatic] Found by a program in the manuals; nobody has checked that it fits.",
}
SOUGHT: Final[Mapping[Tongue, str]] = {
    "zh": "【自动回复】程序查找了手册。",
    "en": "[Automatic] A program has looked through the manuals.",
}
DRAFTED: Final[Mapping[Tongue, str]] = {
    "zh": "已自动起草报告 {number}，须由人核对后提交。",
    "en": "Report {number} was drafted automatically; a person checks and submits it.",
}
NOT_DRAFTED: Final[Mapping[Tongue, str]] = {
    "zh": "工单没有说明故障或作业，因此未起草报告。",
    "en": "The ticket tells of no fault and no work, so no report was drafted.",
}
PAGE: Final[Mapping[Tongue, str]] = {"zh": "{file}，第 {page} 页", "en": "{file}, p. {page}"}
SOURCES: Final[Mapping[Tongue, str]] = {"zh": "出处：", "en": "Sources:"}
