// The same in CommonJS, without await.
const { Process } = require('forkscope');

exports.nothing = () => {};

new Process({ target: exports.nothing }).start();
