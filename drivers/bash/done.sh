# Sourced after a run: tells its status.
\builtin . "${BASH_SOURCE%/../*}/../calm"
case $_hfe in
C*) \builtin echo "$_hfe" >|"${BASH_SOURCE%/../*}/st" ;;
*) \builtin echo "D$_hff $_hfe" >|"${BASH_SOURCE%/../*}/st" ;;
esac
\builtin . "${BASH_SOURCE%/../*}/../clear"
