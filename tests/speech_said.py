"""What is said to the bench, and as it should be written. Made up; no plant's."""

import re
from typing import NamedTuple


class Said(NamedTuple):
    """A sentence as it is spoken and as it is written; codes are in angle brackets."""

    spoken: str
    written: str

    @property
    def codes(self) -> list[str]:
        return re.findall(r"<(.*?)>", self.written)

    @property
    def words(self) -> list[str]:
        return words_of(self.written)


def words_of(text: str) -> list[str]:
    """Words, Chinese characters and codes, without case and punctuation."""
    return re.findall(r"<[^>]*>|[a-z']+|[a-z]*\d+|[\u3400-\u9fff]", text.lower().replace("-", ""))


ENGLISH = [
    Said("What does alarm E zero seven mean?", "what does alarm <E07> mean"),
    Said("The panel shows error E one four and the spindle has stopped.",
         "the panel shows error <E14> and the spindle has stopped"),
    Said("Fault code A L thirty one came up on conveyor C V two zero one.",
         "fault code <AL-31> came up on conveyor <CV-201>"),
    Said("How do I reset the overload relay of pump P one zero two?",
         "how do i reset the overload relay of pump <P-102>"),
    Said("The drive tripped on F zero zero zero one during acceleration.",
         "the drive tripped on <F0001> during acceleration"),
    Said("What is the tightening torque for the motor mounting bolts?",
         "what is the tightening torque for the motor mounting bolts"),
    Said("Hydraulic pressure is too low and the pump makes a loud noise.",
         "hydraulic pressure is too low and the pump makes a loud noise"),
    Said("Alarm O C one after restarting the inverter.",
         "alarm <OC1> after restarting the inverter"),
    Said("How often must the gearbox oil be changed?", "how often must the gearbox oil be changed"),
    Said("The belt on the infeed conveyor slips under load.",
         "the belt on the infeed conveyor slips under load"),
    Said("Error two three one on the robot controller.", "error <231> on the robot controller"),
    Said("The display shows E R R zero two, what should I check?",
         "the display shows <Err02> what should i check"),
    Said("Which fuse protects the twenty four volt supply?",
         "which fuse protects the 24 volt supply"),
    Said("The emergency stop was released but the machine will not start.",
         "the emergency stop was released but the machine will not start"),
    Said("Alarm seven hundred on the spindle drive.", "alarm <700> on the spindle drive"),
    Said("Coolant level is low and the filter is clogged.",
         "coolant level is low and the filter is clogged"),
    Said("Servo alarm A L dash five two on axis two.", "servo alarm <AL-52> on axis 2"),
    Said("Bearing temperature is above ninety degrees on the fan motor.",
         "bearing temperature is above 90 degrees on the fan motor"),
    Said("What causes fault F thirty and how do I clear it?",
         "what causes fault <F30> and how do i clear it"),
    Said("Replace the proximity sensor on the guard door.",
         "replace the proximity sensor on the guard door"),
]  # fmt: skip
CHINESE = [
    Said("变频器报警零七是什么意思？", "变频器报警<E07>是什么意思"),
    Said("主轴电机温度太高，应该怎么处理？", "主轴电机温度太高应该怎么处理"),
    Said("故障代码三十一，怎么复位？", "故障代码<AL-31>怎么复位"),
    Said("液压泵压力不足，声音很大。", "液压泵压力不足声音很大"),
    Said("机器人显示错误二三一。", "机器人显示错误<231>"),
    Said("减速机的润滑油多久更换一次？", "减速机的润滑油多久更换一次"),
    Said("急停按钮已经松开，但是机器不能启动。", "急停按钮已经松开但是机器不能启动"),
    Said("主轴报警七百，请问是什么原因？", "主轴报警<700>请问是什么原因"),
    Said("输送带打滑，需要调整张力吗？", "输送带打滑需要调整张力吗"),
    Said("伺服驱动器报警五十二，无法复位。", "伺服驱动器报警<AL-52>无法复位"),
    Said("更换安全门的接近开关。", "更换安全门的接近开关"),
    Said("冷却液液位过低，过滤器堵塞。", "冷却液液位过低过滤器堵塞"),
    Said("变频器报警 E 零七怎么处理？", "变频器报警<E07>怎么处理"),
    Said("伺服显示 A L 三十一。", "伺服显示<AL-31>"),
    Said("输送带 C V 二零一不转。", "输送带<CV-201>不转"),
    Said("故障代码 F 零零零一是什么意思？", "故障代码<F0001>是什么意思"),
    Said("面板上显示 E 一四，怎么复位？", "面板上显示<E14>怎么复位"),
    Said("报警 O C 一，加速的时候跳闸。", "报警<OC1>加速的时候跳闸"),
    Said("泵 P 一零二漏水了。", "泵<P-102>漏水了"),
    Said("驱动器报 A L 五十二，不能启动。", "驱动器报<AL-52>不能启动"),
]
NO_CODES_ENGLISH = [
    "An alarm sounds whenever the two doors are open.",
    "There were three faults in the last seven days.",
    "The error goes away after ten minutes.",
    "What is the fault when all four lamps flash?",
    "We reset the alarm five times and it came back.",
    "The warning light on panel number two stays on.",
    "Is there a code for the lock of the cabinet?",
    "The display shows thirty degrees at the inlet.",
    "The operator says the trip happens at eight in the morning.",
    "Does the alarm log keep more than one hundred entries?",
    "Set the pressure to six bar and wait for one minute.",
    "The shaft turns at seven hundred revolutions.",
    "How many bolts hold the cover of the gearbox?",
    "The oil is black and smells burnt.",
    "Where do I find the spare fuses?",
    "The chain jumps off the sprocket at high speed.",
    "Water drips from the heat exchanger.",
    "Which way round does the seal go?",
    "The light curtain does not let the press start.",
    "Clean the nozzle with a soft brush.",
]
NO_CODES_CHINESE = [
    "最近七天出了三次故障。",
    "十分钟以后错误自己就没有了。",
    "四个灯一起闪是什么故障？",
    "报警复位了五次，还是会回来。",
    "二号面板上的警告灯一直亮着。",
    "早上八点的时候就会跳，显示是红的。",
    "液压泵要加多少升油？",
    "每三个月更换两个滤芯。",
    "机器人做到一半就停了。",
    "报警以后门打不开了。",
    "夹具的气压是多少？",
    "用五十牛米拧紧四个螺栓。",
    "显示屏是黑的，但是风扇在转。",
    "电机转的时候可以打开盖子吗？",
    "昨天晚上线上有故障，停了十分钟。",
    "电机温度八十五度。",
    "标签上的代码看不清楚。",
    "这个机器可以不装防护罩运行吗？",
    "转速一千以上就会振动。",
    "电缆断了会报什么错误？",
]
