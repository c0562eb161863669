// What the types must refuse.
import { Process } from 'forkscope';

export const work = (id: number, word: string) => `${id}${word}`;

// @ts-expect-error the second argument is a string
new Process({ target: work, args: [1, 2] });
// @ts-expect-error an unknown option
new Process({ targte: work });
// @ts-expect-error a target or a command
new Process({ target: work, command: ['true'] });
// @ts-expect-error a timeout is a number
void new Process({ target: work, args: [1, 'x'] }).join('1');
