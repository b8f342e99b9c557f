# signal mask and ignored signals that children inherit
grep -E '^Sig(Blk|Ign)' /proc/self/status; bash -c 'trap -p'; python3 -c 'import signal; print([s.name for s in signal.Signals if s.value<32 and signal.getsignal(s)==signal.SIG_IGN])'; sleep 0.01 & wait; (grep -E '^SigIgn' /proc/self/status & wait)
