"""What is said about dangers, in words that no model writes."""

DECLINED = {
    "en": (
        "I will not help to put a safeguard out of action ({safeguard}): it stands between people "
        "and a danger that is there even when the machine seems to run well."
    ),
    "zh": (
        "我不会帮助使安全装置（{safeguard}）失去作用：即使机器看上去运转正常，它防护的危险仍然在。"
    ),
}
"""The first sentence of such a reply; ``safeguard`` is as the technician called it."""
DOUBTED = {
    "en": (
        "This may leave a safeguard ({safeguard}) without effect, so I give no advice on it: it "
        "stands between people and a danger that is there even when the machine seems to run well."
    ),
    "zh": (
        "这样做可能使安全装置（{safeguard}）失去作用，因此我不提供做法：即使机器看上去运转正常，"
        "它防护的危险仍然在。"
    ),
}
"""The same where the words were not plain."""
SAFE_WAY = {
    "en": (
        "The safe way on: stop, lock out and tag out, then find out why it trips and repair or "
        "replace it, with a function test before restart. Work that needs it open is done only in "
        "the mode that the manual describes for it. Your supervisor or safety officer decides on "
        "everything else; if it must wait, the machine waits."
    ),
    "zh": (
        "安全的做法：停机，上锁挂牌，查清它动作的原因，修理或更换，开机前做功能测试。"
        "必须打开防护才能做的工作，只能按手册规定的模式进行。"
        "其余事项由主管或安全员决定；修好之前，机器停着。"
    ),
}
WHY_IT_TRIPS = {
    "en": "What the manuals say of it stands beside this answer.",
    "zh": "手册中与它有关的内容列在答案旁边。",
}
EMERGENCY = {
    "en": (
        "EMERGENCY: press the emergency stop if you can do so safely, get everyone away, and call "
        "{number} now. Everything below can wait."
    ),
    "zh": (
        "紧急情况：在确保自身安全时按下急停，让所有人离开，立即拨打{number}。以下内容稍后再看。"
    ),
}
"""The first line, before anything else."""
EMERGENCY_NUMBER = {"en": "your site's emergency number", "zh": "厂内急救电话"}
"""Where the plant has not told its own."""
BEFORE_RESTART = {
    "en": (
        "Before restart: tools out, guards back on, everyone clear and told, each person's own "
        "lock taken off by that person, then a function test."
    ),
    "zh": (
        "重新开机前：工具清点取出，防护装回，人员撤离并通知到位，各人的锁由本人取下，"
        "然后做功能测试。"
    ),
}
"""The last line of an answer on work with one's hands."""
AGREED = {
    "en": "A yes was taken out: the manual's words above forbid something. Go by them.",
    "zh": "已删去一处肯定的答复：上面的手册原文有禁止事项，请以原文为准。",
}
TAKEN_OUT = {
    "en": "Sentences taken out because they would put a safeguard out of action or call a machine "
    "safe: {count}.",
    "zh": "已删去 {count} 处内容：会使安全装置失去作用，或断言机器安全。",
}
