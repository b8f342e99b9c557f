"""ipykernel through jupyter_client's blocking client: reply and all outputs of each cell are awaited."""
from jupyter_client.manager import start_new_kernel

from session import serve

manager, client = start_new_kernel(kernel_name="python3")
try:
    client.execute_interactive("v = {i: 'value %d' % i for i in range(50)}; globals().update({'v%d' % i: i for i in v})")
    serve(lambda code: client.execute_interactive(code, output_hook=lambda message: None))
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
