# builtin, command, enable
cd() { echo "my cd"; }; builtin cd /; command cd /tmp && echo moved; cd x; unset -f cd; builtin nosuch; echo $?; command -p echo p; command; echo $?; builtin; echo $?; enable -n cd; cd /; echo $?; enable cd; cd /; echo $?; enable nosuch; echo $?; command -v nosuch; echo $?; command exit 4
