// What each child does. Forked by itself, it does so when it is loaded.
export function nothing() {}

nothing();
