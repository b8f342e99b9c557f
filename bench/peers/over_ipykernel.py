"""ipykernel through jupyter_client's blocking client: reply and all outputs of each cell are awaited."""
from jupyter_client.manager import start_new_kernel

from session import ready, serve

pending = []


def run(code):
    texts = []

    def hook(message):
        if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
            texts.append(message["content"]["text"])

    client.execute_interactive(code, output_hook=hook)
    return "".join(texts)


def interrupt():
    manager.interrupt_kernel()
    message = pending.pop()
    while client.get_shell_msg()["parent_header"].get("msg_id") != message:
        pass
    while True:
        output = client.get_iopub_msg()
        if output["parent_header"].get("msg_id") == message and output["content"].get("execution_state") == "idle":
            return


manager, client = start_new_kernel(kernel_name="python3")
try:
    run("1")
    ready()
    run("globals().update({f'v{i}': f'value {i}' for i in range(50)})")
    serve(run, lambda code: pending.append(client.execute(code)), interrupt)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
