// The OpenAPI document as a judge: every answer a client gets is held against it. An answer whose
// path, status, content type or body is not in the document is an error of the test that got it.

import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import YAML from 'yaml';

const root = new URL('../../../', import.meta.url);
export const document = YAML.parse(readFileSync(new URL('src/http/openapi.yaml', root), 'utf8'));
const kDocument = 'callmap';

const ajv = new Ajv2020.default({ strict: false, allErrors: true, validateSchema: false });
addFormats.default(ajv);
ajv.addSchema({ components: document.components }, kDocument);

const methods = ['get', 'post', 'put', 'patch', 'delete'];
const inDocument = (ref) =>
  ref
    .slice(2)
    .split('/')
    .reduce((at, part) => at[part.replaceAll('~1', '/').replaceAll('~0', '~')], document);
const resolved = (item) => (item?.$ref ? inDocument(item.$ref) : item);

// `METHOD /path` of everything the document has.
export const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  methods.filter((m) => item[m]).map((m) => `${m.toUpperCase()} ${path}`),
);

// `METHOD /path` of the server's own table of routes.
export function routesOfServer() {
  const text = readFileSync(new URL('src/http/routes.cc', root), 'utf8');
  const names = { kGet: 'GET', kPost: 'POST', kPut: 'PUT', kPatch: 'PATCH', kDelete: 'DELETE' };
  return [...text.matchAll(/Route\{\s*(k\w+),\s*"([^"]+)"/g)]
    .filter(([, , path]) => path !== '/assets')
    .map(([, method, path]) => `${names[method]} ${path}`);
}

const patterns = Object.keys(document.paths)
  .map((path) => ({ path, regex: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }))
  .sort((a, b) => a.path.split('{').length - b.path.split('{').length);

export const templateOf = (path) =>
  patterns.find(({ regex }) => regex.test(path.split('?')[0]))?.path;

const validators = new Map();
function validator(schema) {
  const text = JSON.stringify(schema);
  if (!validators.has(text)) {
    const absolute = text.replaceAll('"#/components', `"${kDocument}#/components`);
    validators.set(text, ajv.compile(JSON.parse(absolute)));
  }
  return validators.get(text);
}

// `METHOD /path STATUS` of every answer that was judged.
export const judged = new Set();

// Throws with all that is wrong.
export function judge(method, path, response) {
  const template = templateOf(path);
  const operation = template && document.paths[template][method.toLowerCase()];
  if (!operation) throw new Error(`${method} ${path} is not in the document`);
  const where = `${method} ${template} ${response.status}`;
  const answer = resolved(operation.responses[response.status]);
  if (!answer) throw new Error(`${where} is not in the document: ${response.text.slice(0, 300)}`);
  judged.add(where);
  if (!answer.content) {
    if (response.text) throw new Error(`${where} has a body and the document says none`);
    return;
  }
  const type = (response.headers['content-type'] ?? '').split(';')[0];
  const content = answer.content[type];
  if (!content) throw new Error(`${where} comes as \`${type}\``);
  if (!type.endsWith('json')) return;
  const valid = validator(content.schema);
  if (!valid(response.json)) {
    const problems = valid.errors.map(
      (e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`,
    );
    throw new Error(`${where} does not fit the document:\n  ${problems.join('\n  ')}`);
  }
}
