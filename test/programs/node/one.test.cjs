'use strict';
const { execFileSync } = require('node:child_process');
const { test } = require('node:test');
test('a child', () => void execFileSync('true'));
test('another', () => undefined);
