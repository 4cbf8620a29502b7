"""The fields of a work order, and what columns that hold them are called. Vocabulary only.

General words of the trade in English and Chinese; no system's own titles.
"""

from typing import Literal, NamedTuple

Kind = Literal["id", "text", "code", "moment", "minutes", "money"]


class Field(NamedTuple):
    """What a column can be."""

    kind: Kind
    """What its values must look like: ``code`` is one word, ``id`` one that does not repeat."""
    names: tuple[str, ...]
    """That mean this and nothing else."""
    vague: tuple[str, ...] = ()
    """That mean this where nothing better is there."""


FIELDS: dict[str, Field] = {
    "external_id": Field(
        "id",
        (
            "work order", "workorder", "wo", "wonum", "work order no", "work order number",
            "order no", "order number", "order id", "order", "notification", "notification no",
            "ticket", "ticket no", "ticket id", "request no", "job no", "job number", "ident",
            "工单", "工单号", "工单编号", "单号", "订单号", "订单",
            "维修单号", "报修单号", "通知单号",
        ),
        ("id", "no", "number", "编号", "序列号"),
    ),
    "malfunction_start": Field(
        "moment",
        (
            "malfunction start", "breakdown start", "failure start", "fault start", "stop start",
            "downtime start", "down from", "down since", "stopped at", "failed at",
            "故障开始", "停机开始", "故障开始时间", "停机开始时间", "故障起始时间", "停机起始时间",
        ),
        ("failure date", "failure time", "breakdown date", "故障时间", "故障日期", "停机时间",
         "发生时间", "发生日期"),
    ),
    "malfunction_end": Field(
        "moment",
        (
            "malfunction end", "breakdown end", "failure end", "fault end", "stop end",
            "downtime end", "down to", "down until", "restored", "restored at", "back in service",
            "故障结束", "停机结束", "故障结束时间", "停机结束时间", "恢复时间", "恢复运行时间",
        ),
        ("restart", "复机时间"),
    ),
    "opened_at": Field(
        "moment",
        (
            "opened", "created", "created at", "creation date", "reported", "reported at",
            "report date", "requested", "request date", "raised", "notification date", "order date",
            "work order date", "start date", "date opened",
            "创建时间", "创建日期", "报修时间", "报修日期", "开单时间", "开单日期", "提报时间",
            "上报时间", "申请时间", "申请日期", "登记时间", "登记日期", "下单时间",
        ),
        ("date", "datetime", "date time", "timestamp", "start", "started", "time", "日期", "时间",
         "日期时间", "开始时间", "开始日期"),
    ),
    "closed_at": Field(
        "moment",
        (
            "closed", "closed at", "close date", "closing date", "completed", "completed at",
            "completion date", "finished", "finish date", "finished at", "resolved", "resolved at",
            "关闭时间", "关闭日期", "完成时间", "完成日期", "完工时间", "完工日期", "结单时间",
            "维修完成时间",
        ),
        ("end", "end date", "end time", "结束时间", "结束日期"),
    ),
    "downtime_minutes": Field(
        "minutes",
        (
            "downtime", "down time", "downtime duration", "stoppage", "stop duration", "outage",
            "停机时长", "停机", "停机分钟", "停机小时", "停机工时", "故障时长", "停产时间",
        ),
        ("duration", "停机时间", "故障时间", "时长"),
    ),
    "labour_minutes": Field(
        "minutes",
        (
            "labour", "labor", "labour time", "labor time", "labour hours", "labor hours",
            "man hours", "manhours", "work hours", "working time", "actual work", "repair time",
            "time spent", "repair duration", "wrench time",
            "工时", "人工", "人工工时", "维修工时", "实际工时", "维修时长", "作业时间", "维修用时",
        ),
        ("hours", "维修时间", "用时", "耗时"),
    ),
    "cost": Field(
        "money",
        (
            "cost", "total cost", "actual cost", "repair cost", "maintenance cost", "total amount",
            "费用", "总费用", "维修费用", "维修费", "成本", "总成本", "维修成本", "金额", "总金额",
        ),
        ("amount", "expense", "total", "price", "价格", "合计"),
    ),
    "failure_code": Field(
        "code",
        (
            "failure code", "fault code", "error code", "error", "error id", "alarm code", "alarm",
            "damage code", "problem code", "trouble code",
            "故障代码", "故障码", "故障编码", "报警代码", "报警号", "报警码", "错误代码",
            "损坏代码", "缺陷代码",
        ),
        ("failure", "fault", "code", "failure mode", "故障", "代码"),
    ),
    "asset": Field(
        "text",
        (
            "asset", "asset tag", "asset no", "asset id", "equipment", "equipment no",
            "equipment id", "equipment tag", "machine", "machine id", "machine no", "tag",
            "functional location", "vehicle", "vehicle no", "tail number", "aircraft", "unit no",
            "设备", "设备编号", "设备号", "设备代码", "设备位号", "机器", "机器编号", "机台",
            "机台号", "资产", "资产编号", "位号", "车号", "功能位置",
        ),
        ("asset name", "equipment name", "machine name", "unit", "line", "location",
         "设备名称", "机器名称", "机台名称", "资产名称", "产线"),
    ),
    "area": Field(
        "text",
        (
            "area", "plant area", "plant section", "production area", "department", "dept",
            "workshop", "区域", "车间", "工段", "工区", "部门",
        ),
        ("section", "hall", "building", "zone", "厂房", "地点"),
    ),
    "site": Field(
        "text",
        (
            "site", "site code", "plant", "plant code", "works", "factory", "facility",
            "厂区", "工厂", "分厂", "厂", "基地", "站点",
        ),
    ),
    "item": Field(
        "text",
        (
            "item", "component", "comp", "object part", "maintainable item", "subassembly",
            "sub assembly", "failed part", "assembly",
            "部件", "零部件", "故障部件", "故障部位", "部位", "组件", "对象部件",
        ),
        ("subsystem", "system", "系统"),
    ),
    "action": Field(
        "text",
        (
            "action", "action taken", "corrective action", "remedy", "resolution", "solution",
            "work done", "work performed", "repair", "repair action", "what was done", "fix",
            "处理", "措施", "处理措施", "处理方法", "处理结果", "处理过程", "处理内容", "处理情况",
            "维修措施", "维修内容", "维修方法", "维修过程", "维修记录", "解决方法", "解决方案",
            "解决措施",
        ),
        ("activity", "comment", "comments", "remarks", "notes", "备注"),
    ),
    "text": Field(
        "text",
        (
            "text", "short text", "long text", "description", "short description", "problem",
            "problem description", "symptom", "fault description", "failure description",
            "reported text", "complaint", "defect", "issue", "work description",
            "故障描述", "故障现象", "故障内容", "现象", "现象描述", "问题", "问题描述", "描述",
            "报修内容", "工单描述", "故障情况", "缺陷描述", "缺陷",
        ),
        ("title", "subject", "summary", "details", "failure", "fault", "comment", "comments",
         "remarks", "notes", "内容", "标题", "主题", "故障", "备注", "摘要"),
    ),
    "work_type": Field(
        "text",
        (
            "work type", "order type", "work order type", "wo type", "maintenance type", "type",
            "activity type", "job type", "pm type",
            "工单类型", "维修类型", "维修类别", "类型", "作业类型", "维护类型", "订单类型",
            "工单类别",
        ),
        ("category", "class", "类别", "分类"),
    ),
    "priority": Field(
        "text", ("priority", "prio", "urgency", "优先级", "紧急程度", "紧急度"), ("重要程度",)
    ),
    "status": Field(
        "text", ("status", "state", "order status", "状态", "工单状态", "处理状态"), ("进度",)
    ),
    "technician": Field(
        "text",
        (
            "technician", "tech", "mechanic", "engineer", "craftsman", "fitter", "assigned to",
            "assignee", "performed by", "done by", "repaired by", "worker",
            "维修人员", "维修人", "维修员", "维修工", "技术员", "工程师", "处理人", "执行人",
            "处理人员", "维修责任人", "作业人员",
        ),
        ("owner", "responsible", "负责人", "责任人"),
    ),
    "parts": Field(
        "text",
        (
            "parts", "parts used", "spare parts", "spares", "spares used", "material",
            "materials", "materials used", "replaced parts",
            "备件", "使用备件", "更换备件", "备品备件", "配件", "更换配件", "材料", "消耗备件",
        ),
        ("part", "part no", "part number", "物料"),
    ),
}  # fmt: skip

TAILS = frozenset(
    {
        "no", "nr", "num", "number", "id", "code", "tag", "name", "text", "date", "time",
        "datetime", "at", "on", "desc", "description", "taken", "used", "hours", "hour", "hrs",
        "hr", "h", "minutes", "minute", "mins", "min", "days", "usd", "eur", "rmb", "cny", "gbp",
    }
)  # fmt: skip
"""English words that may follow a name and leave its meaning: ``priority code``. Any other one is
what the column is about: a cost centre is no cost."""
CHINESE_TAILS = ("编号", "号", "名称", "代码", "时间", "日期", "描述", "内容", "情况", "说明", "元")
UNIT_WORDS = {
    "min": "min", "mins": "min", "minute": "min", "minutes": "min", "分钟": "min", "分": "min",
    "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "小时": "h", "工时": "h",
    "d": "d", "day": "d", "days": "d", "天": "d", "s": "s", "sec": "s", "secs": "s",
    "second": "s", "seconds": "s", "秒": "s", "manhours": "h",
}  # fmt: skip
"""A title's words that tell the unit of bare numbers below it."""

ABBREVIATIONS = {
    "cm": "corrective", "bm": "corrective", "em": "corrective_immediate", "pm": "preventive",
    "ppm": "preventive", "tbm": "preventive_predetermined", "pdm": "preventive_condition_based",
    "cbm": "preventive_condition_based",
}  # fmt: skip
"""What the trade means by them; the import tells that it took them so."""
CATEGORY_WORDS = ABBREVIATIONS | {
    "corrective": "corrective", "corrective maintenance": "corrective", "breakdown": "corrective",
    "breakdown maintenance": "corrective", "unplanned": "corrective", "reactive": "corrective",
    "break down": "corrective", "failure": "corrective", "fault": "corrective",
    "repair": "corrective", "fault repair": "corrective", "corrective repair": "corrective",
    "troubleshooting": "corrective", "unscheduled": "corrective", "run to failure": "corrective",
    "reactive maintenance": "corrective", "unplanned maintenance": "corrective",
    "unscheduled maintenance": "corrective",
    "emergency": "corrective_immediate", "emergency repair": "corrective_immediate",
    "emergency maintenance": "corrective_immediate",
    "preventive": "preventive", "preventative": "preventive", "planned maintenance": "preventive",
    "preventive maintenance": "preventive", "preventative maintenance": "preventive",
    "planned preventive maintenance": "preventive",
    "scheduled maintenance": "preventive_predetermined",
    "time based maintenance": "preventive_predetermined",
    "predetermined": "preventive_predetermined", "condition based": "preventive_condition_based",
    "condition based maintenance": "preventive_condition_based",
    "predictive": "preventive_condition_based",
    "predictive maintenance": "preventive_condition_based",
    "improvement": "improvement", "modification": "improvement",
    "纠正性维修": "corrective", "故障维修": "corrective", "事后维修": "corrective",
    "纠正性维护": "corrective", "故障检修": "corrective", "故障抢修": "corrective_immediate",
    "故障报修": "corrective", "报修": "corrective", "突发故障": "corrective",
    "应急维修": "corrective_immediate", "紧急抢修": "corrective_immediate",
    "抢修": "corrective_immediate", "紧急维修": "corrective_immediate",
    "预防性维修": "preventive", "预防性维护": "preventive", "预防性保养": "preventive",
    "预防维护": "preventive", "预防性": "preventive", "保养": "preventive", "点检": "preventive",
    "日常保养": "preventive", "巡检": "preventive", "一级保养": "preventive_predetermined",
    "二级保养": "preventive_predetermined", "定期检修": "preventive_predetermined",
    "计划保养": "preventive_predetermined", "定期保养": "preventive_predetermined",
    "定期维护": "preventive_predetermined", "状态维修": "preventive_condition_based",
    "状态检修": "preventive_condition_based", "预测性": "preventive_condition_based",
    "预测性维护": "preventive_condition_based", "预测性维修": "preventive_condition_based",
    "改善性维修": "improvement", "改善": "improvement", "改造": "improvement",
    "改进": "improvement", "改良": "improvement", "技改": "improvement",
    "技术改造": "improvement",
}  # fmt: skip
"""Work types that say by themselves what kind of maintenance they are. Order types (PM01)
mean something else in each plant: its mapping declares them, and may say otherwise of a word."""
