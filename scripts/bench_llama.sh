#!/bin/sh
# Builds llama-cpp-python from source into .bench/llama, for the speed comparison and nothing else:
# the product never imports it. Some ten minutes of two cores; does nothing when it is there.
set -eu

PYTHON=${PYTHON:-python3}
VENV=.bench/llama
VERSION=0.3.36

if [ -x "$VENV/bin/python" ] && "$VENV/bin/python" -c "import llama_cpp" 2>/dev/null; then
    echo "llama.cpp: nothing to build"
    exit 0
fi

# cmake and ninja come from the package index with the build's own requirements.
if ! command -v c++ >/dev/null 2>&1; then
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "llama.cpp: a C++ compiler is needed; as root:  apt-get install g++" >&2
        exit 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    apt-get install -q -y --no-install-recommends g++
fi

# The instruction sets are named, not probed: with GGML_NATIVE the AMX code is built in too, and
# that is killed by an illegal instruction on virtual machines which announce AMX and forbid it.
# LLAVA is for pictures, and half of the compiling.
SETS="-DLLAVA_BUILD=OFF -DGGML_NATIVE=OFF -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON"
if grep -q avx512_bf16 /proc/cpuinfo; then
    SETS="$SETS -DGGML_AVX512=ON -DGGML_AVX512_VNNI=ON -DGGML_AVX512_BF16=ON"
fi

"$PYTHON" -m venv "$VENV"
CMAKE_ARGS="$SETS" nice -n 19 "$VENV/bin/python" -m pip install --quiet \
    --disable-pip-version-check --no-binary llama-cpp-python "llama-cpp-python[server]==$VERSION"
"$VENV/bin/python" -c "import llama_cpp; print('llama.cpp: built', llama_cpp.__version__)"
