// What AsyncAPI's own parser says of a document: node asyncapi-check.mjs NODE_MODULES DOCUMENT
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [, , modules, document] = process.argv;
const { Parser } = createRequire(resolve(modules, 'here.js'))('@asyncapi/parser');
const { document: parsed, diagnostics } = await new Parser().parse(readFileSync(document, 'utf8'));
process.stdout.write(
  JSON.stringify({
    operations: parsed ? parsed.operations().all().length : 0,
    // 0 is an error, 1 a warning; what is below gives advice on style.
    faults: diagnostics.filter(({ severity }) => severity <= 1).map(({ message, path }) => `${path.join('.')}: ${message}`),
    advice: diagnostics.filter(({ severity }) => severity > 1).map(({ message }) => message),
  }),
);
