/* Forks N children that end with code 3, four at a time, and waits for them: `many_forks N`. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
  int left = argc > 1 ? atoi(argv[1]) : 0;
  int running = 0;
  while (left > 0 || running > 0) {
    if (left > 0 && running < 4) {
      pid_t pid = fork();
      if (pid == 0) _exit(3);
      if (pid < 0) return 1;
      left--;
      running++;
    } else {
      wait(NULL);
      running--;
    }
  }
  return 0;
}
