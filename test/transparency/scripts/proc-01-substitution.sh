# process substitution in and out
diff <(echo a; echo b) <(echo a; echo c); echo "rc $?"
cat <(echo x) <(cat <(echo nested)); echo data | tee >(tr a-z A-Z >up) >/dev/null; sleep 0.1; cat up
while read -r l; do n=$((n+1)); last=$l; done < <(seq 5); echo $n $last; paste <(seq 3) <(seq 4 6)
