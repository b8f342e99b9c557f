"""The barest echo loop in Python: what comes from one FIFO goes into another."""
import os
import sys

source, sink = os.open(sys.argv[1], os.O_RDONLY), os.open(sys.argv[2], os.O_WRONLY)
while chunk := os.read(source, 65536):
    os.write(sink, chunk)
