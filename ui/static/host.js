// The door to the page around the frame. What comes in is believed only from that page, and only if it is the shop's.
export class Host {
  constructor(sites) {
    this.sites = new Set([...sites, location.origin]);
    this.origin = null; // known with the first message; before that nothing is said to anybody
    this.handlers = {};
    this.alone = window.parent === window;
    window.addEventListener('message', (event) => this.hear(event));
  }

  on(type, handler) {
    this.handlers[type] = handler;
  }

  hear(event) {
    if (this.alone || event.source !== window.parent || !this.sites.has(event.origin)) return;
    const { assistant, type } = event.data || {};
    if (assistant !== 1 || typeof type !== 'string' || !Object.hasOwn(this.handlers, type)) return;
    this.origin = event.origin;
    this.handlers[type](event.data);
  }

  tell(type, detail = {}) {
    if (!this.alone && this.origin) window.parent.postMessage({ ...detail, assistant: 1, type }, this.origin);
  }
}

/** Colours that a shop chose: a ground for buttons, and black or white on it, whichever reads better. */
export function paint(colour) {
  const root = document.documentElement;
  if (typeof colour !== 'string' || !CSS.supports('color', colour)) return;
  const probe = document.createElement('i');
  probe.style.color = colour;
  document.body.append(probe);
  const [r, g, b] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
  probe.remove();
  const linear = [r, g, b].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  const light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  root.style.setProperty('--accent', colour);
  root.style.setProperty('--accent-ink', light > 0.3 ? '#16130f' : '#ffffff');
}
