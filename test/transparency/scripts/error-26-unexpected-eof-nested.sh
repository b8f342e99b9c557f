# nested constructs all open at end of file
while true; do
 if [ 1 ]; then
  case x in
   (x) { ( echo
