# Runs N commands, one after the other, and prints how long that took, in µs: `short_processes.sh N`.
begin=${EPOCHREALTIME/[.,]/}
for ((i = 0; i < $1; i++)); do /bin/true; done
end=${EPOCHREALTIME/[.,]/}
echo "elapsed $((end - begin))"
