/**
 * Loaded before all tests. A bash whose standard input is a socket, as Node's pipes are, takes itself
 * for a remote login and runs the user's start-up files, with all the processes that those start,
 * unless it stands below another shell.
 */
process.env.SHLVL = '1';
