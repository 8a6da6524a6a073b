/** An error of the server as a problem document (RFC 9457), or of the way there. */
export interface FieldProblem {
  field?: string;
  code?: string;
  message?: string;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly facts: Record<string, unknown>;
  readonly requestId: string;

  constructor(status: number, code: string, detail: string, facts: Record<string, unknown> = {}, requestId = '') {
    super(detail);
    this.status = status;
    this.code = code;
    this.facts = facts;
    this.requestId = requestId;
  }

  /** What is wrong with which field, where the server says so. */
  get fields(): FieldProblem[] {
    const errors = this.facts['errors'];
    if (Array.isArray(errors)) return errors.filter((each): each is FieldProblem => typeof each === 'object');
    const field = this.facts['field'];
    return typeof field === 'string' ? [{ field, code: this.code, message: this.message }] : [];
  }
}

/** The problem of an answer that is no success; a body that is no problem document is told as what it is. */
export async function problemOf(response: Response): Promise<Problem> {
  const requestId = response.headers.get('x-request-id') ?? '';
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('json')) {
    const body = (await response.json()) as Record<string, unknown>;
    const own = new Set(['code', 'detail', 'type', 'title', 'status', 'request_id']);
    const facts = Object.fromEntries(Object.entries(body).filter(([key]) => !own.has(key)));
    return new Problem(
      response.status,
      String(body['code'] ?? 'http'),
      String(body['detail'] ?? response.statusText),
      facts,
      requestId,
    );
  }
  return new Problem(response.status, `http.${response.status}`, response.statusText, {}, requestId);
}

/** Whether what was asked for is not there, or not for this user. */
export function isMissing(error: unknown): boolean {
  return error instanceof Problem && [403, 404].includes(error.status);
}
