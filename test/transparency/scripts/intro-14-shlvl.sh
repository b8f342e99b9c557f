# SHLVL is that of a script run by the caller
echo $SHLVL; bash -c 'echo $SHLVL'; (echo $SHLVL); env | grep ^SHLVL; exec bash -c 'echo $SHLVL'
