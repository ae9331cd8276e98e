// Runs one CloudFront Function: its code sees a realm of its own with the language in it and what viewer-runtime.js adds.
// Only text passes between the realms, so that nothing of Node is at hand there.
import crypto from 'node:crypto';
import fs from 'node:fs';
import vm from 'node:vm';

const read = (name) => fs.readFileSync(new URL(name, import.meta.url), 'utf8');
const { runtime, store } = JSON.parse(read('settings.json'));
// The runtime takes default imports only, at the beginning of lines.
const source = read('function.js').replace(/^([ \t]*)import\s+([\w$]+)\s+from\s+(['"])([\w:]+)\3[ \t]*;?/gm, '$1const $2 = require($3$4$3);');
if (/\bimport(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n)*[(.]/.test(source)) throw new SyntaxError('import() is not supported');

let done;
function host(what, first, second, third) {
  switch (what) {
    case 'done': done(first); return '';
    case 'bytes': return Buffer.from(first, second).toString('latin1');
    case 'text': return Buffer.from(first, 'latin1').toString(second);
    case 'hash': return crypto.createHash(first).update(second, 'latin1').digest('latin1');
    default: return crypto.createHmac(first, Buffer.from(third, 'latin1')).update(second, 'latin1').digest('latin1');
  }
}

const realm = vm.createContext(vm.constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } });
const evaluate = (text, filename) => new vm.Script(text, { filename }).runInContext(realm);
const { use, start } = evaluate(read('viewer-runtime.js'), 'runtime')(host, runtime, JSON.stringify(store));
evaluate("'use strict';" + source, 'function.js');
use(evaluate("typeof handler === 'function' ? handler : undefined", 'runtime'));

export const handler = (event) => new Promise((resolve) => {
  done = (text) => resolve(JSON.parse(text));
  start(JSON.stringify(event));
});
