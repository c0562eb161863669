# Look for: the jobs side by side below the shell, and its wait for them; one of them fails.
sleep 1 &
sleep 2 &
(sleep 1.5; exit 3) &
wait
echo "all jobs are done / 所有任务已完成"
