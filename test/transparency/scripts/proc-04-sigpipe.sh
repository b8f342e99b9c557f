# SIGPIPE ends writers in silence
yes | head -n 2; echo "${PIPESTATUS[@]}"
set -o pipefail; seq 100000 | head -n 1; echo $?
bash -c 'kill -PIPE $$; echo survived'; echo $?
