"""llama.cpp on the other side of a pipe: a prompt a line in, its seconds a line out.

Runs in the environment that ``scripts/bench_llama.sh`` makes, which knows nothing of ours.
"""

import json
import sys
import time

from llama_cpp import Llama


def main() -> None:
    weights, threads = sys.argv[1], int(sys.argv[2])
    llama = Llama(weights, n_ctx=2048, n_threads=threads, n_threads_batch=threads, verbose=False)
    for line in sys.stdin:
        asked = json.loads(line)
        begun = time.perf_counter()
        prompt = llama.tokenize(asked["prompt"].encode(), add_bos=False, special=True)
        llama.reset()  # or it would keep what the prompt before had in common
        first = 0.0
        for count, _ in enumerate(llama.generate(prompt, temp=0.0), start=1):
            first = first or time.perf_counter() - begun
            if count == asked["tokens"]:
                break
        total = time.perf_counter() - begun
        told = {"prompt_tokens": len(prompt), "first": first, "total": total}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


main()
