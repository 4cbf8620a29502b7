"""Words of the trade, in English and Chinese: orders, measures, columns, machines. Vocabulary only.

No plant's own names, which come from its data.
"""

from typing import Final

from assistant.history.ask.kinds import (
    CATEGORY,
    COLUMN,
    ENTITY,
    FAILURE,
    KPI,
    MEASURE,
    REPAIR,
    ROW,
    UNIT,
)

TRADE: Final[dict[str, dict[str, str]]] = {
    ROW: {
        "": (
            "work order; work orders; wo; wos; workorder; workorders; order; orders; job; jobs;"
            " ticket; tickets; record; records; entry; entries; row; rows; log; logs; event;"
            " events; log entry; log entries; maintenance record; maintenance records; request;"
            " requests; task; tasks; maintenance event; maintenance events; maintenance; work;"
            " times; notification; notifications; 工单; 单; 记录; 维修记录; 订单; 维修单; 条目;"
            " 任务; 维修; 检修; 维修工单; 事件; 报修; 次"
        ),
        "reports": "report; reports; fault report; fault reports; 报告; 故障报告; 报修单",
    },
    MEASURE: {
        "cost": (
            "cost; costs; spend; spent; spending; expense; expenses; money; repair cost;"
            " repair costs; maintenance cost; maintenance costs; expenditure; costing;"
            " cost of repair; 费用; 成本; 维修费用; 维修费; 维修成本; 花费; 花; 花了; 花销;"
            " 开销; 金额; 支出; 费; 钱; 维护费用; 维护成本; 保养费用"
        ),
        "downtime": (
            "downtime; down time; downtimes; stoppage; stoppages; stop time; standstill;"
            " stopped; down; outage; 停机时间; 停机; 停机时长; 停工时间; 停产时间; 故障时长;"
            " 停机分钟"
        ),
        "labour": (
            "labour; labor; time spent; hours spent; hours worked; labour time;"
            " labor time; labour hours; labor hours; man hours; man-hours; manhours;"
            " working time; work time; repair time; repair duration; 工时;"
            " 人工; 人工工时; 维修工时; 维修时间; 维修时长; 作业时间; 人工时间; 维修用时"
        ),
    },
    ENTITY: {
        "asset": (
            "machine; machines; equipment; asset; assets; unit; units; device; devices;"
            " equipment number; machinery; 设备; 机器; 机台; 资产; 机组; 机; 台设备"
        ),
    },
    COLUMN: {
        "asset": (
            "asset tag; machine id; equipment id; machine number; 设备编号; 设备号; 设备名称"
        ),
        "area": (
            "area; areas; section; sections; plant section; plant sections; department;"
            " departments; workshop; workshops; hall; halls; 区域; 区; 车间; 工段; 工区; 部门"
        ),
        "item": (
            "component; components; part of the machine; item; items; subassembly; 部件;"
            " 零部件; 组件; 部位; 故障部位"
        ),
        "text": (
            "text; description; descriptions; short text; problem; problems; symptom; symptoms;"
            " complaint; reported text; original text; what was reported; fault description;"
            " 描述; 故障描述; 故障现象; 现象; 内容; 问题描述; 文字; 文本; 工单描述; 报修内容;"
            " 问题; 工单内容"
        ),
        "action": (
            "action; actions; action taken; actions taken; remedy; what was done;"
            " what did we do; what did they do; what fixed it; what was it; what it was;"
            " what happened; work done; resolution; corrective action; 措施; 处理措施;"
            " 处理方法; 做了什么; 怎么处理的; 怎么修的; 如何处理; 怎么处理; 怎么修好的;"
            " 处理结果; 干了什么; 维修措施; 是怎么修的; 维修内容; 修了什么; 是什么内容"
        ),
        "work_type": (
            "type; types; work type; work types; order type; maintenance type; kind; kinds;"
            " work order type; 类型; 工单类型; 维修类型; 种类; 类; 类别; 维护类型"
        ),
        "category": "category; categories; 大类",
        "priority": "priority; priorities; urgency; 优先级; 紧急程度",
        "status": "status; statuses; state; 状态; 工单状态",
        "failure_code": (
            "failure code; failure codes; fault code; fault codes; error code; error codes;"
            " alarm code; alarm codes; alarm; alarms; code; codes; error; errors; failure mode;"
            " failure modes; failure type; failure types; 故障代码; 故障码; 报警代码; 报警;"
            " 代码; 错误代码; 故障类型; 故障模式"
        ),
        "technician": (
            "technician; technicians; mechanic; mechanics; engineer; engineers; worker;"
            " workers; person; assignee; 技术员; 维修人员; 维修工; 工程师; 人; 维修人; 人员;"
            " 技师; 师傅; 处理人"
        ),
        "parts": (
            "parts; parts used; spare parts; spares; spare part; part; materials; 备件; 配件;"
            " 零件; 使用备件; 更换备件"
        ),
        "opened_on": "date; dates; day it was opened; start date; 日期; 时间",
        "external_id": (
            "work order number; order number; work order no; work order id; order id;"
            " ticket number; id; 工单号; 工单编号; 单号; 编号"
        ),
        "source": "source; file; 来源; 文件",
    },
    KPI: {
        "mtbf": (
            "mtbf; mean time between failures; mean time between failure; 平均故障间隔;"
            " 平均故障间隔时间; 平均无故障时间; 平均无故障工作时间; 平均无故障运行时间"
        ),
        "mttr": (
            "mttr; mean time to repair; mean time to restore; mean time to restoration;"
            " mean time to recovery; average time to repair; 平均修复时间; 平均维修时间;"
            " 平均恢复时间"
        ),
        "mtta": (
            "mtta; mean time to acknowledge; median time to acknowledge; time to acknowledge;"
            " mean time to acknowledgement; time to acknowledgement; 平均受理时间; 平均受理时长;"
            " 受理时间; 受理时长; 平均确认时间; 平均响应时间"
        ),
        "availability_m12": "availability; available; 可用率; 可用度; 可利用率",
        "repeat_failures": (
            "repeat failures; repeated failures; repeat failure; recurring failures;"
            " repeating failures; recurring faults; repeat faults; repeated faults; 重复故障;"
            " 反复故障; 重复发生的故障; 再次发生的故障; repeat failures within 30 days;"
            " repeated failures within 30 days; recurring failures within 30 days; 30天内重复故障;"
            " 30天内的重复故障; 30天内重复发生的故障"
        ),
        "backlog": (
            "backlog; backlog age; age of the backlog; age of open work orders; 积压; 积压工单;"
            " 未完成工单的时长; 积压时长; 工单积压"
        ),
        "pm_compliance": (
            "pm compliance; preventive maintenance compliance; schedule compliance;"
            " preventive compliance; 保养完成率; 保养按期完成率; 预防性维护完成率; pm完成率;"
            " 预防性维护按期完成率; 保养及时率; 计划完成率"
        ),
    },
    CATEGORY: {
        "corrective": (
            "corrective; unplanned; breakdown; breakdowns; corrective maintenance;"
            " breakdown maintenance; 纠正性; 故障性; 纠正性维修; 纠正性维护; 故障维修;"
            " 事后维修; 非计划"
        ),
        "preventive": (
            "preventive; preventative; preventive maintenance; planned maintenance; planned;"
            " scheduled; pm; pms; 预防性; 预防性维护; 预防性维修; 预防性保养; 保养; 计划性;"
            " 计划维修"
        ),
        "improvement": ("improvement; improvements; modification; modifications; 改善; 改进; 改造"),
    },
    FAILURE: {
        "": (
            "failure; failures; fail; fails; failed; fault; faults; break down; breaks down;"
            " broke down; broken down; malfunction; malfunctions; breakage; 故障; 坏; 坏了;"
            " 失效; 出故障; 故障次数; 出过故障; 发生故障"
        ),
    },
    REPAIR: {
        "": "repair; repairs; repaired; fixed",
    },
    UNIT: {
        "1": "minute; minutes; min; mins; 分钟; 分",
        "60": "hour; hours; h; hr; hrs; 小时; 个小时",
        "0": ("dollar; dollars; usd; eur; euro; euros; rmb; cny; yuan; 元; 块; 块钱; 人民币; 美元"),
    },
}

KINDS: Final[dict[str, str]] = {
    "excavator": "挖掘机 挖机", "conveyor": "输送机 输送线 输送带 皮带机 皮带 传送带",
    "pump": "泵 水泵 油泵", "compressor": "压缩机 空压机", "press": "压机 液压机 油压机 冲床",
    "robot": "机器人", "truck": "卡车 矿车 货车", "vehicle": "车辆 车", "aircraft": "飞机 航空器",
    "crane": "起重机 吊车 行车", "motor": "电机 马达", "fan": "风机", "turbine": "汽轮机 涡轮机",
    "boiler": "锅炉", "loader": "装载机", "lathe": "车床", "mill": "铣床 磨机",
    "drill": "钻机 钻床", "spindle": "主轴", "cartoner": "装盒机", "machining centre": "加工中心",
    "chiller": "冷水机", "elevator": "电梯 提升机", "forklift": "叉车",
    "furnace": "炉 熔炉", "oven": "烘箱 烤箱",
    "mixer": "搅拌机 混合机", "dozer": "推土机", "shovel": "电铲", "line": "线 产线 生产线",
    "plane": "", "engine": "发动机", "injection moulding machine": "注塑机", "packer": "包装机",
    "palletizer": "码垛机", "filler": "灌装机", "dryer": "干燥机", "crusher": "破碎机",
    "generator": "发电机", "transformer": "变压器", "separator": "分离机", "valve": "阀门 阀",
    "car": "", "wagon": "", "locomotive": "机车", "bulldozer": "", "grader": "平地机",
}  # fmt: skip
"""Kinds of machines: they mean the machines whose names say so, if the history has such."""

GLOSSES: Final = frozenset(
    [
        "repair",
        "repairs",
        "replacement",
        "replace",
        "corrective",
        "preventive",
        "preventative",
        "planned",
        "unplanned",
        "scheduled",
        "inspection",
        "overhaul",
        "breakdown",
        "service",
        "maintenance",
        "improvement",
        "modification",
        "更换",
        "维修",
        "修理",
        "预防",
        "预防性",
        "纠正性",
        "计划",
        "检查",
        "大修",
        "保养",
        "改造",
        "抢修",
    ]
)
"""In brackets behind a type they say what it means, and narrow nothing."""
