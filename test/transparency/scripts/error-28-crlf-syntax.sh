# see text-02: a CRLF script whose if becomes a syntax error (written by eval)
eval $'if true\r\nthen echo x\r\nfi\r\n'; echo "rc $?"
eval $'echo a\r'; printf 'case x in\r\nx) echo y;;\r\nesac\r\n' >c; bash c; echo $?
