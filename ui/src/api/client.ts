// One request to the server: adds the CSRF token, reads problem details, and tells "the server said
// no" (ApiProblem) from "nobody answered" (Unreachable). Never retries; the outbox does that.
import type { Problem } from './types';

export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
    readonly retryAfterMs: number | null,
  ) {
    super(problem.title);
  }
}

export class Unreachable extends Error {}

export interface Ask {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  key?: string; // Idempotency-Key
  text?: boolean; // ask for text instead of JSON
}

const answerWithinMs = 15_000;

export class Client {
  csrf = '';

  async ask<T>(path: string, ask: Ask = {}): Promise<T> {
    const method = ask.method ?? (ask.body === undefined ? 'GET' : 'POST');
    const headers: Record<string, string> = {
      Accept: ask.text
        ? 'text/plain, application/problem+json'
        : 'application/json, application/problem+json',
    };
    if (ask.body !== undefined) headers['Content-Type'] = 'application/json';
    if (method !== 'GET' && this.csrf) headers['X-Callmap-CSRF'] = this.csrf;
    if (ask.key) headers['Idempotency-Key'] = ask.key;
    const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
    if (ask.body !== undefined) init.body = JSON.stringify(ask.body);
    const response = await reach(path, init);
    if (!response.ok) throw await problemOf(response);
    if (response.status === 204) return undefined as T;
    try {
      return (ask.text ? await response.text() : await response.json()) as T;
    } catch {
      throw new Unreachable(); // the connection broke within the body
    }
  }
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`/api/v1${path}`, { ...init, signal: AbortSignal.timeout(answerWithinMs) });
  } catch {
    throw new Unreachable();
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const seconds = Number(response.headers.get('Retry-After') ?? '');
  let problem: Problem;
  try {
    problem = (await response.json()) as Problem;
  } catch {
    problem = { type: 'about:blank', title: response.statusText, status: response.status };
  }
  return new ApiProblem(response.status, problem, seconds > 0 ? seconds * 1000 : null);
}
