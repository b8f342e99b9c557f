# Sourced after a run, whose status is unset where it was cut short: by an interrupt, or (C) by an error after which bash goes on with the
# next line of a script. What is rare has a file of its own: bash parses this one after each run.
_hfe=${_hfe-${_hfi-C${_hfn-$?}}}
_hff=$- _hfok=
\builtin eval '_hfok=1${2-}'
case $_hfok in "" | *_hfok*) \. "${BASH_SOURCE%/../*}/../unshadow" ;; esac
case $_hff,:$SHELLOPTS:,$_hfe,${_hfi-} in *[vxT]*,*,*,* | *:history:* | *,2* | *,130) \builtin . "${BASH_SOURCE%/../*}/../rest" ;; esac
