"""Why a question is not answered, in words of both languages."""

NO_CODE = {
    "en": "No manual here has the code {code}. Read it off the display again.",
    "zh": "这里的手册中没有代码 {code}。请再核对一下显示屏。",
}
OTHERS_CODE = {
    "en": "The manuals of the machine you name have no {code}; another machine's has: {titles}.",
    "zh": "所说设备的手册中没有 {code}，它属于另一台设备：{titles}。",
}
NEAR_CODES = {
    "en": "Codes that look like it: {codes}.",
    "zh": "相近的代码有：{codes}。",
}
NAMES = {
    "en": "{names} is named in no manual here. The nearest passages are about something else.",
    "zh": "这里的手册都没有提到 {names}，最接近的段落讲的是别的。",
}
NO_VALUE = {
    "en": "The pages found give no {value} for it. They are listed in case it has another name.",
    "zh": "找到的页面没有给出它的{value}。相关页面列在旁边，以防叫法不同。",
}
VALUES = {
    "torque": {"en": "torque", "zh": "扭矩"},
    "resistance": {"en": "resistance", "zh": "电阻值"},
    "service life": {"en": "service life", "zh": "使用寿命"},
    "duration": {"en": "time or interval", "zh": "时间或周期"},
    "price": {"en": "price", "zh": "价格"},
    "order number": {"en": "order number", "zh": "订货号"},
    "voltage": {"en": "voltage", "zh": "电压"},
    "current": {"en": "current", "zh": "电流"},
    "pressure": {"en": "pressure", "zh": "压力"},
    "temperature": {"en": "temperature", "zh": "温度"},
    "rotational speed": {"en": "speed", "zh": "转速"},
    "mass": {"en": "weight", "zh": "重量"},
    "length": {"en": "dimension", "zh": "尺寸"},
    "volume": {"en": "quantity", "zh": "用量"},
    "power": {"en": "power", "zh": "功率"},
    "protection class": {"en": "protection class", "zh": "防护等级"},
    "humidity": {"en": "humidity", "zh": "湿度"},
    "altitude": {"en": "altitude", "zh": "海拔高度"},
    "password": {"en": "password", "zh": "密码"},
    "software version": {"en": "software version", "zh": "软件版本"},
    "noise": {"en": "noise level", "zh": "噪声值"},
    "colour": {"en": "colour", "zh": "颜色"},
    "brand": {"en": "brand", "zh": "品牌"},
    "warranty": {"en": "warranty", "zh": "保修条款"},
    "contact": {"en": "phone number or address", "zh": "联系方式"},
    "past event": {"en": "record of past events", "zh": "历史记录"},
    "person": {"en": "person or date", "zh": "人员或日期"},
}
"""What the kinds of values are called."""
