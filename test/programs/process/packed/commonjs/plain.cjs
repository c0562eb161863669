// The library in plain CommonJS, its child's module loaded by both kinds of import.
const { currentProcess, Process } = require('forkscope');

module.exports = {
  work(id) {
    console.log(`work ${id} ${currentProcess() instanceof Process}`);
  },
};

if (require.main === module) new Process({ target: module.exports.work, args: [1] }).start();
