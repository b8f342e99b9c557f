# a job that ends after the script's last line, output to a file
(sleep 0.1; echo late >late) &
echo "jobs started"
