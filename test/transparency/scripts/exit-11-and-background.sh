# exit while a job still sleeps
sleep 0.3 >/dev/null 2>&1 &
echo started
exit 12
