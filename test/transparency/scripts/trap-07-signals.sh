# signals to oneself that are caught
trap 'echo got TERM' TERM; trap 'echo got USR1 $?' USR1; trap 'echo got INT' INT; trap 'echo got HUP' HUP
kill -TERM $$; kill -USR1 $$; (exit 3); kill -s INT $$; kill -1 $$; echo after; trap '' TERM; kill $$; echo ignored; trap - USR1; trap -p | grep -v EXIT
