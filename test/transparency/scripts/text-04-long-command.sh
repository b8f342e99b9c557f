# a pipeline and an argument list over hundreds of words
echo {1..400} | wc -w; f() { echo $#; }; f {a..z}{a..z}{0..9}; echo $(( 1 $(printf '+%d' {2..500}) )); : "$(printf 'x%.0s' {1..5000})"; [ {1,=,1} ] && echo eq
