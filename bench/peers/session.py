"""What the peers share: each line of standard input is a task, each answer a line of JSON. Times are in microseconds."""
import json
import sys
import time

started = time.perf_counter()


def ready():
    """The peer has given its first answer."""
    print(json.dumps([since(started)]), flush=True)


def since(start):
    return (time.perf_counter() - start) * 1e6


def serve(run, start, interrupt):
    """`run` gives back the output of code. `start` only starts it; `interrupt` does so and waits for its end."""
    for line in sys.stdin:
        task = json.loads(line)
        if "run" in task:
            begin = time.perf_counter()
            output = run(task["run"])
            answer = [since(begin), output]
        elif "interrupt" in task:
            start(task["interrupt"])
            time.sleep(task["afterMs"] / 1000)
            begin = time.perf_counter()
            interrupt()
            answer = [since(begin)]
        else:
            answer = []
            for _ in range(task["count"]):
                if task["gapMs"]:
                    time.sleep(task["gapMs"] / 1000)
                begin = time.perf_counter()
                run(task["code"])
                answer.append(since(begin))
        print(json.dumps(answer), flush=True)
