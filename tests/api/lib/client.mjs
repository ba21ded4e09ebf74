// A program that speaks to the server: as a person with a session, as a service with a key, or as
// nobody. Every answer is held against the OpenAPI document, unless a test says why not.

import http from 'node:http';
import { randomBytes } from 'node:crypto';
import { judge } from './contract.mjs';

export const freshKey = () => `k-${randomBytes(12).toString('hex')}`;

// One request, exactly as given: no header of its own but Host.
export function send(base, method, path, { headers = {}, body, agent } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(base + path, { method, headers, agent }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        let json;
        if ((response.headers['content-type'] ?? '').includes('json') && text) {
          json = JSON.parse(text);
        }
        resolve({ status: response.statusCode, headers: response.headers, text, json });
      });
    });
    request.on('error', reject);
    if (body !== undefined) request.write(body);
    request.end();
  });
}

export class Client {
  // `heard(method, path, response)`, when set, is told every answer.
  constructor(base, headers = {}) {
    this.base = base;
    this.headers = headers;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
  }

  // `judged: false` for what the document cannot know: paths and methods that are not there.
  async request(method, path, { body, headers = {}, judged = true } = {}) {
    const all = { ...this.headers, ...headers };
    for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
    const text = typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : body;
    if (text !== undefined) {
      all['Content-Type'] ??= 'application/json';
      all['Content-Length'] = Buffer.byteLength(text);
    }
    const response = await send(this.base, method, path, {
      headers: all,
      body: text,
      agent: this.agent,
    });
    this.heard?.(method, path, response);
    if (judged) judge(method, path, response);
    return response;
  }
  get(path, options) {
    return this.request('GET', path, options);
  }
  post(path, body, options = {}) {
    return this.request('POST', path, { ...options, body });
  }

  // A command on a contact; `more`: headers such as If-Match, or the key.
  command(contact, what, body, more = {}) {
    const headers = { 'Idempotency-Key': freshKey(), ...more };
    return this.post(`/api/v1/contacts/${contact}/${what}`, body, { headers });
  }
  intent(contact, body, more) {
    return this.command(contact, 'intents', body, more);
  }
  observe(contact, saw, more) {
    return this.command(contact, 'observations', typeof saw === 'string' ? { saw } : saw, more);
  }
  answers(contact, method, answers, more = {}) {
    const { correction, ...headers } = more;
    const body = { method, answers, ...(correction === undefined ? {} : { correction }) };
    return this.command(contact, 'answers', body, headers);
  }
  attest(contact, method, more) {
    return this.command(contact, 'attest', { method }, more);
  }
  async view(contact) {
    return (await this.get(`/api/v1/contacts/${contact}`)).json;
  }
  candidates(contact, search) {
    const query = search === undefined ? '' : `?search=${encodeURIComponent(search)}`;
    return this.get(`/api/v1/contacts/${contact}/candidates${query}`);
  }
  async choose(contact, search, more) {
    const found = await this.candidates(contact, search);
    if (found.json.length !== 1) throw new Error(`${found.json.length} candidates for the search`);
    return this.command(contact, 'customer', { customer: found.json[0].customer }, more);
  }

  // Server-sent events from now on, as they come: `text` grows, `close` ends it.
  stream(headers = {}) {
    return new Promise((resolve, reject) => {
      const request = http.request(
        `${this.base}/api/v1/stream`,
        { headers: { ...this.headers, ...headers }, agent: false },
        (response) => {
          const stream = {
            status: response.statusCode,
            headers: response.headers,
            text: '',
            ended: false,
            close: () => request.destroy(),
            events: () =>
              [...stream.text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name, data]) => ({
                name,
                data: JSON.parse(data),
              })),
          };
          response.on('data', (part) => (stream.text += part));
          response.on('close', () => (stream.ended = true));
          response.on('error', () => (stream.ended = true));
          resolve(stream);
        },
      );
      request.on('error', reject);
      request.end();
    });
  }
}

export const cookieOf = (response) => response.headers['set-cookie']?.[0].split(';')[0];

// A person signed in. `password` may be a one-time one, which is then changed to `next`.
export async function signIn(base, name, password, next) {
  const nobody = new Client(base);
  const response = await nobody.post('/api/v1/session', { name, password });
  if (response.status !== 200) throw new Error(`${name} is not let in: ${response.text}`);
  const client = new Client(base, {
    Cookie: cookieOf(response),
    'X-Callmap-CSRF': response.json.csrf,
  });
  client.person = response.json.person;
  if (response.json.must_change_password && next) {
    const changed = await client.post('/api/v1/session/password', { old: password, new: next });
    if (changed.status !== 200) throw new Error(`${name} cannot change: ${changed.text}`);
    client.headers['X-Callmap-CSRF'] = changed.json.csrf;
  }
  return client;
}

// Until `look` says something other than false or undefined; an error after `limit` ms.
export async function until(look, what, limit = 10_000) {
  const end = Date.now() + limit;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}
