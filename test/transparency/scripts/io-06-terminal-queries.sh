# terminal control bytes pass unharmed
printf '\e[6n\e[c\e]10;?\e\\\e]0;title\a\e]8;;http://x\e\\l\e]8;;\e\\\e[?1049h\e[2J\e[31mred\e[0m\rover\n'
