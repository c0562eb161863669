// Prints many lines at once, in several ways.
'use strict';
const count = Number(process.argv[2]);
for (let i = 0; i < count; i += 1) {
  if (i % 3 === 0) console.log(`line ${i} of text, with ü and 🐍`);
  else if (i % 3 === 1) process.stdout.write(Buffer.from(`bytes ${i} ü\n`));
  else process.stdout.write(`latin ${i}\n`, 'latin1');
}
