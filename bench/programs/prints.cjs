// Prints N lines of 100 bytes on standard error, and on standard output how long that took, in µs.
'use strict';
const line = 'x'.repeat(99);
const begin = process.hrtime.bigint();
for (let i = Number(process.argv[2]); i > 0; i -= 1) console.error(line);
console.log('elapsed', Number((process.hrtime.bigint() - begin) / 1000n));
