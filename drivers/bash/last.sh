# Sourced to note the last argument of a run, which the next one shall see as $_.
\builtin trap '{ _hfu=$_; } 2>/dev/null' RETURN
