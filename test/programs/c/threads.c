/*
 * Four threads, then what the argument says: `exec` makes a thread become `true`; `last` ends the main
 * thread first, and another one ends the process with code 5.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *what;

static void *idle(void *arg) {
  return arg;
}

static void *act(void *main_thread) {
  if (strcmp(what, "exec") == 0) execlp("true", "true", "from a thread", (char *)NULL);
  pthread_join(*(pthread_t *)main_thread, NULL);
  exit(5);
}

int main(int argc, char **argv) {
  static pthread_t main_thread;
  pthread_t threads[4];
  what = argc > 1 ? argv[1] : "";
  main_thread = pthread_self();
  for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, idle, NULL);
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  pthread_create(&threads[3], NULL, act, &main_thread);
  pthread_exit(NULL);
}
