"""What goes wrong in the sample plant, and what is done on schedule. Data only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One way a kind of machine fails. Texts are as technicians type them; ``=>`` leads to the parts booked."""

    family: str
    code: str
    weight: int
    priority: str
    stop_minutes: tuple[int, int]
    reported: tuple[str, ...]
    action: tuple[str, ...]
    months: tuple[int, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Preventive work that comes round every so many days."""

    family: str
    days: int
    hours: float
    text: str
    done: str
    parts: tuple[str, ...] = ()


SUMMER = (6, 7, 8)
FAULTS = (
    Fault(
        "SP",
        "AL-10",
        4,
        "high",
        (35, 150),
        (
            "主轴驱动报AL-10 散热器过热，停机",
            "AL-10 又报了，柜里很热",
            "spindle drv trips AL-10 heatsink hot after abt 2h",
            "加工中心报警 AL10 过热",
        ),
        (
            "清洗电柜滤网，风机正常，D-03 降到58度",
            "滤网堵死，换滤网 => HL-7715-04 x1",
            "cleaned cab filter, chkd fan ok. temp 61 after 1h",
        ),
    ),
    Fault(
        "SP",
        "AL-20",
        3,
        "high",
        (60, 240),
        ("AL-20 编码器断线，主轴转不起来", "主轴启动就报AL-20", "AL20 encoder, wont run"),
        (
            "CN3插头松，重新插紧并固定",
            "测5V只有4.3V，电缆破皮，更换编码器电缆 => HL-7731-10 x1",
            "encoder cable damaged by coolant, replaced => HL-7731-10 x1",
        ),
    ),
    Fault(
        "SP",
        "AL-31",
        1,
        "medium",
        (180, 420),
        ("换刀报拉刀力不足 AL-31", "AL-31 tool pull force low, tools slipping", "AL-31 掉刀一次"),
        (
            "测拉刀力 7.1kN，更换碟簧组，复测 11.2kN => HL-7741-22 x1",
            "pull force 7.4 kN, new disc springs fitted, now 11.0 => HL-7741-22 x1",
        ),
    ),
    Fault(
        "SP",
        "AL-14",
        3,
        "medium",
        (30, 120),
        (
            "高速时报AL-14 速度偏差",
            "AL14 spd deviation, belt dust all over",
            "spindle AL-14 at 6000 rpm, belt squeals",
            "AL-14 speed dev again on heavy cut",
        ),
        ("皮带松，频率只有51Hz，调到65Hz", "belt worn, replaced, tension 65 Hz => HL-7745-08 x1"),
    ),
    Fault(
        "SP",
        "AL-28",
        2,
        "medium",
        (25, 90),
        ("换刀定向不准 AL-28", "AL-28 orient err, tool change stopped"),
        (
            "联轴器顶丝松，紧到2N·m，定向20次正常",
            "tightened coupling set screw 2 Nm, 20 orients ok",
        ),
    ),
    Fault(
        "SP",
        "AL-03",
        2,
        "urgent",
        (90, 300),
        ("报对地故障 AL-03，切削液漏进接线盒", "AL-03 gnd fault at power on, coolant in box"),
        (
            "接线盒烘干，换密封圈，绝缘 12MΩ => HL-7735-01 x1",
            "dried box, new seal, insul 15 MOhm => HL-7735-01 x1",
        ),
    ),
    Fault(
        "SP",
        "",
        3,
        "low",
        (0, 0),
        ("主轴有异响，先观察", "spindle noisy at low rpm pls check", "主轴箱附近漏油一点点"),
        ("听诊轴承正常，记录", "no fault found, keep watching"),
    ),
    Fault(
        "CV",
        "JAM",
        6,
        "medium",
        (8, 40),
        (
            "皮带卡料 JAM",
            "JAM again, box wedged",
            "jam x3 this shift, gap too small",
            "卡纸箱 JAM 停5分钟",
            "jam, photoeye covered",
            "输送线报JAM停，出料口堵了",
        ),
        (
            "上锁后取出纸箱，擦光电，复位",
            "locked out, cleared jam, cleaned eye",
            "reflector loose, aligned",
        ),
    ),
    Fault(
        "CV",
        "OL1",
        3,
        "medium",
        (30, 130),
        ("变频器OL1 电机过载", "drive trips OL1, belt heavy to turn by hand", "OL1 过载，电机很烫"),
        (
            "滚筒轴承缺油，加油 12g，电流正常",
            "drum brg noisy, replaced 1 pc => NW-320-095 x1",
            "gearbox oil low, topped up 0.4 L",
        ),
    ),
    Fault(
        "CV",
        "OH1",
        3,
        "high",
        (25, 90),
        (
            "OH1 散热片过热 变频器停了",
            "drive OH1, fins full of dust",
            "OH1 hot day, stops every 30min",
        ),
        (
            "清灰，风机正常，温度68度",
            "blew out fins, replaced fan => NW-320-032 x1",
            "换风机 => NW-320-032 x1",
        ),
        SUMMER,
    ),
    Fault(
        "CV",
        "OU2",
        2,
        "medium",
        (30, 110),
        (
            "减速时报OU2 过压",
            "OU2 trip every stop with full load",
            "停车报OU2，满载才有",
            "OU2 decel",
        ),
        ("P113 由2.5改为4.0s", "brake resistor open circuit, replaced 120 ohm => NW-320-052 x1"),
    ),
    Fault(
        "CV",
        "Sto",
        2,
        "high",
        (10, 35),
        ("拉绳开关被拉 Sto", "Sto active, pull cord hit by forklift"),
        ("查明叉车碰拉绳，现场确认无人，复位安全继电器", "checked area, cord reset, no damage"),
    ),
    Fault(
        "CV",
        "GF1",
        1,
        "high",
        (60, 200),
        ("GF1 接地故障，昨晚冲洗地面后", "GF1 after washdown, trips right away"),
        (
            "接线盒进水，吹干，换格兰密封 => NW-320-081 x1",
            "water in gland, dried + new seal kit, insul 40 M => NW-320-081 x1",
        ),
    ),
    Fault(
        "CV",
        "",
        3,
        "low",
        (0, 0),
        ("皮带跑偏约15mm", "belt tracking to left, edge fraying", "滚筒有点响"),
        ("尾滚筒调四分之一圈，跑15分钟正常", "adj tail drum 1/4 turn, ok"),
    ),
    Fault(
        "HP",
        "E07",
        4,
        "high",
        (60, 240),
        ("油温高 E07 停机", "液压机E07 油温62度", "press E07 oil temp high, dripping a bit too"),
        (
            "冷却器结垢，柠檬酸清洗，换垫，油温降到48 => LY-S-212 x2",
            "cooler scaled, flushed, inlet water 31 C told utilities",
            "YV1卡滞溢流，清洗阀芯",
        ),
        SUMMER,
    ),
    Fault(
        "HP",
        "E08",
        4,
        "medium",
        (30, 100),
        ("回油滤芯堵 E08", "E08 filter clogged", "E08 早上冷机报，升温还报"),
        (
            "换回油滤芯，未见铜屑，复位 => LY-S-201 x1",
            "replaced return filter, no metal seen => LY-S-201 x1",
        ),
    ),
    Fault(
        "HP",
        "E10",
        3,
        "high",
        (90, 360),
        ("E10 加压慢 建压超时", "压力上不去 E10", "E10 press slow to build tonnage"),
        (
            "清洗充液阀V5，建压6秒",
            "prefill valve V5 dirty, cleaned, ok",
            "泵壳回油7L/min，更换主泵 => LY-S-101 x1",
        ),
    ),
    Fault(
        "HP",
        "E12",
        3,
        "high",
        (240, 600),
        ("保压掉压 E12", "E12 pressure drop, oil on ram"),
        (
            "保压试验主缸泄漏，换主缸密封组，压降1.2MPa => LY-S-120 x1",
            "main cyl seal set replaced, hold test ok => LY-S-120 x1",
        ),
    ),
    Fault(
        "HP",
        "E02",
        3,
        "high",
        (15, 60),
        ("光幕E02 一下行就停", "E02 light curtain trips for nothing"),
        ("镜面有油，擦净，重新对光绿灯", "lens dirty, cleaned + aligned"),
    ),
    Fault(
        "HP",
        "E15",
        1,
        "urgent",
        (300, 700),
        ("滑块下滑 E15，已插安全销停用", "E15 ram drifts 3mm, tagged out"),
        (
            "更换支承阀V7，下滑0.3mm/10min，班长复位 => LY-S-115 x1",
            "V7 balancing valve replaced, drift 0.3 mm => LY-S-115 x1",
        ),
    ),
    Fault(
        "HP",
        "",
        2,
        "low",
        (0, 0),
        ("油箱上面有油迹", "pump noisy at cold start"),
        ("管夹紧固，15N·m", "tightened suction clamp"),
    ),
    Fault(
        "AC",
        "Er.12",
        12,
        "urgent",
        (50, 260),
        (
            "空压机高温停机 Er.12",
            "Er.12 temp 112, ac room like oven",
            "compressor tripped on temp Er.12 pls come",
            "空压机跳Er.12，气压掉到5.2bar",
            "高温停机 112度，现场气压不够",
            "comp down Er.12, 2nd time this wk",
            "Er12 again, room 43 C",
            "空压机Er.12，冷却器一层毛",
            "T1 over 110, shutdown Er12",
        ),
        (
            "吹冷却器，油位补1L，T1 降到94",
            "coolers full of lint, blown out, T1 93",
            "thermostat stuck, replaced kit => 45-1362-0 x1",
        ),
        SUMMER,
    ),
    Fault(
        "AC",
        "AL.21",
        5,
        "high",
        (0, 25),
        (
            "温度预警AL.21 107度",
            "AL.21 warn T1 high hot wk",
            "T1 106 AL.21 yellow lamp",
            "AL.21 温度高，下午两点",
            "机房热，AL.21 闪",
        ),
        ("清洗进风滤棉，加大排风 => 45-1500-1 x1", "cleaned inlet mat => 45-1500-1 x1"),
        SUMMER,
    ),
    Fault(
        "AC",
        "Er.13",
        2,
        "high",
        (90, 240),
        ("Er.13 油分压差高", "Er.13 separator dp 1.3 bar"),
        ("换油分芯和垫 => 45-1622-4 x1", "separator replaced, lid 195 Nm, no leak => 45-1622-4 x1"),
    ),
    Fault(
        "AC",
        "AL.22",
        3,
        "low",
        (0, 0),
        ("空滤报警AL.22", "air filter vacuum warning AL.22"),
        ("换空滤 => 45-1503-7 x1", "new air filter => 45-1503-7 x1"),
    ),
    Fault(
        "AC",
        "AL.26",
        2,
        "low",
        (0, 20),
        ("排水器堵 AL.26，管里有水", "AL.26 drain blocked, water in air line"),
        ("清洗排水阀", "drain cleaned / replaced kit => 45-2901-0 x1"),
    ),
    Fault(
        "AC",
        "Er.06",
        1,
        "urgent",
        (60, 220),
        ("罐压高Er.06", "Er.06 vessel over pressure"),
        ("换卸荷阀组件 => 45-1340-1 x1", "unloader kit replaced => 45-1340-1 x1"),
    ),
    Fault(
        "AC",
        "",
        2,
        "low",
        (0, 0),
        ("安全阀处有点漏气", "hissing near dryer inlet"),
        ("接头换垫片", "leak found at union, new gasket"),
    ),
    Fault(
        "PK",
        "FA13",
        4,
        "high",
        (15, 70),
        (
            "推盒机构卡死 FA13",
            "FA13 pusher jam, skewed box",
            "X3 跟随误差 FA13 两次",
            "FA13 box skewed at pusher, line stop",
            "推板歪 FA13",
        ),
        ("断电上锁取出产品，导轨加油", "locked out, removed product, greased guide 2 g"),
    ),
    Fault(
        "PK",
        "FB02",
        4,
        "medium",
        (15, 60),
        (
            "吸盘漏气 FB02 真空不足",
            "cartons not opening, FB02",
            "FB02 掉盒",
            "FB02 no vac, erector drops cartons",
            "FB02 真空只有-0.4",
        ),
        ("换吸盘一套 => VQ.1301.5 x1", "replaced six cups, vac -0.62 bar => VQ.1301.5 x1"),
    ),
    Fault(
        "PK",
        "FB13",
        3,
        "medium",
        (40, 120),
        ("胶压低 FB13", "glue pressure low FB13, flaps open"),
        (
            "泄压后换胶过滤器 => VQ.1411.8 x1",
            "filter changed after venting, 2.8 bar => VQ.1411.8 x1",
        ),
    ),
    Fault(
        "PK",
        "F0A3",
        3,
        "high",
        (30, 150),
        ("F0A3 12号站丢失，整线停", "F0A3 i/o node 12 lost in mid batch", "F0A3 又出现 网线问题？"),
        (
            "X12插头进水，烘干后正常",
            "ring cable S30 damaged, replaced, ring closed again => VQ.1031.6 x1",
        ),
    ),
    Fault(
        "PK",
        "F102",
        3,
        "medium",
        (8, 35),
        (
            "护罩开关F102 门关着还报",
            "F102 comes and goes, GS5",
            "门开关F102，震动就报",
            "F102 guard GS3 open though shut",
        ),
        (
            "上锁后换开关，功能测试正常 => VQ.1104.0 x1",
            "guard switch replaced under lockout, tested => VQ.1104.0 x1",
        ),
    ),
    Fault(
        "PK",
        "FB10",
        2,
        "medium",
        (45, 90),
        ("胶温低 FB10", "FB10 glue cold, mon morning"),
        (
            "加热器断路，换加热器 => VQ.1403.2 x1",
            "heater open, replaced, 160 C after 50 min => VQ.1403.2 x1",
        ),
    ),
    Fault(
        "PK",
        "FB20",
        3,
        "low",
        (10, 30),
        ("重量超差停 FB20", "FB20 weigher rejects 3 in row"),
        ("去皮重标，产品缺料", "re-tared, ok"),
    ),
    Fault(
        "PK",
        "F001",
        1,
        "low",
        (0, 0),
        ("控制器电池低 F001", "F001 battery low on panel"),
        ("带电换电池 => VQ.1001.7 x1", "battery replaced with power on => VQ.1001.7 x1"),
    ),
)

PLANS = (
    Plan("CV", 91, 2.0, "PM 季度：清灰、皮带张力、制动间隙", "张力 14mm，间隙 0.28mm，正常"),
    Plan(
        "SP",
        91,
        2.5,
        "PM quarterly: filter, belt tension, terminals",
        "new filter, belt 65 Hz, ok",
        ("HL-7715-04 x1",),
    ),
    Plan(
        "HP", 182, 6.0, "PM 半年：换回油滤芯，清吸油滤网", "更换滤芯，未见金属屑", ("LY-S-201 x1",)
    ),
    Plan(
        "AC",
        122,
        4.0,
        "PM 2000 h: oil filter, air filter, coolers",
        "filters changed, T1 88",
        ("45-1613-6 x1", "45-1503-7 x1"),
    ),
    Plan(
        "PK",
        91,
        3.0,
        "PM 季度：吸盘、胶过滤器、护罩开关检查",
        "换吸盘，GS1-GS8 全部测试正常",
        ("VQ.1301.5 x1",),
    ),
)

# The bad actor: on the incline the brake coil is replaced five times before somebody finds the rectifier.
BRAKE = Fault(
    "CV",
    "bEr",
    0,
    "high",
    (70, 260),
    (
        "斜皮带制动器不松 bEr",
        "bEr brake wont release on incline AGAIN",
        "bEr 又来了 CV-202",
        "incline belt bEr, smells burnt",
        "bEr 启动报警，皮带不走",
        "bEr on start, 3rd coil this year",
        "制动器没响声，报bEr",
        "cv202 bEr. brake hot",
    ),
    (
        "换制动线圈，试车正常 => NW-320-041 x1",
        "coil burnt, replaced coil, 24 V ok => NW-320-041 x1",
        "线圈烧，换线圈，先用着 => NW-320-041 x1",
    ),
)
BRAKE_ROOT = Fault(
    "CV",
    "bEr",
    0,
    "high",
    (180, 180),
    ("bEr 再次，要求查根本原因",),
    (
        "线圈两端只有 11V，整流块击穿；换整流块和线圈，制动间隙由0.7调到0.28mm，装载试停 240mm => NW-320-042 x1; NW-320-041 x1",
    ),
)
BRAKE_DAYS = (
    "2024-02-14",
    "2024-03-08",
    "2024-04-02",
    "2024-08-19",
    "2024-09-10",
    "2024-11-27",
    "2025-01-15",
    "2025-02-06",
    "2025-02-27",
    "2025-05-20",
    "2025-06-13",
    "2025-09-03",
    "2025-12-11",
    "2026-01-05",
    "2026-01-26",
)
BRAKE_ROOT_DAY = "2026-02-17"
