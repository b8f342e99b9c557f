# set -f and set -a
touch x1 x2; echo x*; set -f; echo x*; set +f; echo x*; set -a; exported=1; set +a; notexp=2; bash -c 'echo "[$exported][$notexp]"'; set -o allexport; fn() { echo fn; }; set +o allexport; bash -c fn
