// Talks to the service: one chat message as a stream of events, and small calls. Knows nothing of the page around it.

/** An answer that is no success: `status` 0 where nothing answered, `wait` seconds where it says when to come back. */
export class Trouble extends Error {
  constructor(status, said, wait = 0) {
    super(said);
    this.status = status;
    this.wait = wait;
  }
}

export class Wire {
  constructor(shop) {
    this.headers = shop ? { 'X-Shop': shop } : {};
  }

  async call(method, path, { body, query, token, signal } = {}) {
    const address = new URL(`api/${path}`, location.href);
    address.search = new URLSearchParams(query || {});
    const headers = { ...this.headers };
    if (body) headers['Content-Type'] = 'application/json';
    if (token) headers.Authorization = `Bearer ${token}`;
    let response;
    try {
      response = await fetch(address, { method, headers, signal, credentials: 'omit', body: body && JSON.stringify(body) });
    } catch (problem) {
      if (problem.name === 'AbortError') throw problem;
      throw new Trouble(0, 'no answer');
    }
    if (!response.ok) {
      const told = await response.json().catch(() => ({}));
      throw new Trouble(response.status, told.error || String(response.status), Number(response.headers.get('Retry-After')) || 0);
    }
    return response;
  }

  async json(method, path, options) {
    return (await this.call(method, path, options)).json();
  }

  /** Sends a message; `heard` is called with name and data of every event. Ends with the turn. */
  async chat(body, heard, signal) {
    const response = await this.call('POST', 'chat', { body, signal });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let waiting = '';
    let ended = false;
    for (;;) {
      let part;
      try {
        part = await reader.read();
      } catch (problem) {
        if (problem.name === 'AbortError') throw problem;
        throw new Trouble(0, 'cut off');
      }
      if (part.done) break;
      waiting += part.value;
      const frames = waiting.split('\n\n');
      waiting = frames.pop();
      for (const frame of frames) {
        const name = /^event: (.*)$/m.exec(frame)?.[1];
        const data = /^data: (.*)$/m.exec(frame)?.[1];
        if (!name || !data) continue;
        ended ||= name === 'done' || name === 'error';
        heard(name, JSON.parse(data));
      }
    }
    if (!ended) throw new Trouble(0, 'cut off');
  }
}

/**
 * A session that nobody can guess, kept where only this origin reads it. Where a browser lets a frame of another site keep
 * nothing, `lodge` is called with it: the page around the frame keeps it as long as the tab is open, and `adopt` takes it back.
 */
export class Session {
  constructor(shop, lodge) {
    this.place = `shop-assistant:${shop || ''}`;
    this.lodge = () => {};
    try {
      this.id = localStorage.getItem(this.place) || '';
    } catch {
      this.id = '';
      this.lodge = lodge;
    }
    this.known = Boolean(this.id);
    if (!this.known) this.renew();
  }

  renew() {
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    this.keep(btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_'));
  }

  /** Goes on with a session that the page kept; false where there is none, or none is needed. */
  adopt(id) {
    if (this.known || typeof id !== 'string' || !/^[\w-]{32}$/.test(id)) return false;
    this.keep(id);
    this.known = true;
    return true;
  }

  keep(id) {
    this.id = id;
    try {
      localStorage.setItem(this.place, id);
    } catch { /* the page keeps it */ }
    this.lodge(id);
  }

  forget() {
    try {
      localStorage.removeItem(this.place);
    } catch { /* there is nothing to remove */ }
    this.lodge('');
  }
}
