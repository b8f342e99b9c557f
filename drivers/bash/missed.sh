# Sourced when C-c on the run's terminal may have gone to a command that had just ended: then it is the shell's, where the user has
# no trap of INT. One of the user's may have served that C-c already, and runs once for one.
. $_hf/../whose
case $_hft in */../arm*) \builtin kill -INT $$ ;; esac
