# case without esac
echo a
case x in
  x) echo y
