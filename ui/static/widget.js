/* Puts a shop's assistant on its pages:
 *   <script async src="https://assistant.example/widget.js" data-shop="your-shop"></script>
 * docs/embedding.md describes the options and window.shopAssistant. Nothing else becomes global.
 */
(() => {
  'use strict';
  const script = document.currentScript;
  const stub = window.shopAssistant;
  if (!script || stub?.ready) return; // a second copy does nothing
  const home = new URL('./', script.src);
  const WORDS = {
    en: { label: 'Ask the shop', close: 'Close', opening: 'Opening…', again: 'Try again',
      away: 'The assistant cannot be reached right now. The shop itself works as always.' },
    zh: { label: '导购助手', close: '关闭', opening: '正在打开…', again: '再试一次', away: '暂时联系不上导购助手，商店其他功能一切正常。' },
  };
  const PATIENCE = 12_000; // until a conversation that does not open is given up
  const AFTER_LOAD = 2_500; // the same once the browser says that its frame has loaded
  const given = script.dataset;
  const options = {
    shop: given.shop, label: given.label, title: given.title, colour: given.colour || '#1f5446', theme: given.theme || 'auto',
    position: given.position || given.side || 'right', language: given.language || document.documentElement.lang || 'en',
    greeting: given.greeting, mode: given.mode || 'bubble', target: given.target, open: given.open === 'true', texts: {}, basket: [],
  };
  const handlers = new Map();
  let part = null; // what is on the page: host, panel, frame and so on
  let shown = false;
  let ready = false;
  let waiting = []; // for the frame, until it is ready
  let context = null;
  let timers = [];
  let before = null; // what had the focus

  const words = () => ({ ...(WORDS[String(options.language).toLowerCase().split('-')[0]] || WORDS.en), ...options.texts });
  const narrow = () => matchMedia('(max-width: 520px)').matches;
  const modal = () => options.mode === 'full' || narrow();

  const style = `
    :host { all: initial !important; position: fixed !important; z-index: 2147483000 !important }
    :host([data-mode=inline]) { position: static !important; display: block !important; height: 100% !important; min-height: 480px }
    * { box-sizing: border-box; font: 15px/1.45 -apple-system, "Segoe UI", Roboto, Arial, "Noto Sans", sans-serif }
    button { cursor: pointer; border: 0 }
    .launcher { position: fixed; bottom: max(20px, env(safe-area-inset-bottom)); display: inline-flex; align-items: center; gap: 10px; min-height: 52px;
      padding: 0 20px 0 17px; border-radius: 999px; background: var(--colour); color: var(--ink); box-shadow: 0 8px 28px rgb(0 0 0 / .22); transition: transform .15s }
    button, .launcher span { font-weight: 600 }
    .launcher:hover { transform: translateY(-2px) }
    .launcher svg { width: 21px; height: 21px; fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round }
    .right .launcher, .right .panel { right: 20px } .left .launcher, .left .panel { left: 20px }
    :focus-visible { outline: 3px solid var(--colour); outline-offset: 3px }
    .panel { position: fixed; bottom: 86px; width: min(420px, calc(100vw - 40px)); height: min(720px, calc(100vh - 110px)); border-radius: 20px; overflow: hidden;
      background: var(--paper); color: var(--text); box-shadow: 0 0 0 1px rgb(128 128 128 / .2), 0 18px 60px rgb(0 0 0 / .28); visibility: hidden; opacity: 0; transform: translateY(10px); transition: opacity .18s, transform .18s, visibility .18s }
    .shown .panel { visibility: visible; opacity: 1; transform: none }
    .full .panel { inset: 0; width: auto; height: auto; border-radius: 0 }
    .full.shown .launcher { display: none }
    .inline, .inline .panel { position: static; width: 100%; height: 100%; min-height: inherit; box-shadow: none; border-radius: 16px; transition: none }
    .inline .panel { position: relative; inset: auto }
    .inline .launcher { display: none }
    iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; background: transparent; color-scheme: normal }
    .word { position: absolute; inset: 0; display: grid; place-content: center; justify-items: center; gap: 16px; padding: 32px; text-align: center; background: var(--paper); z-index: 1 }
    .word[hidden] { display: none }
    .word p { margin: 0; max-width: 30ch }
    .word div { display: flex; gap: 10px }
    .word button { min-height: 42px; padding: 0 18px; border-radius: 999px; background: var(--colour); color: var(--ink) }
    .word button + button { background: none; color: inherit; box-shadow: inset 0 0 0 1px currentColor }
    @media (max-width: 520px) {
      .bubble .panel { inset: 0; width: 100%; height: 100dvh; border-radius: 0 }
      .bubble.shown .launcher { display: none }
    }
    @media (prefers-reduced-motion: reduce) { * { transition: none !important } }`;

  function make(tag, name, ...children) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...children);
    return element;
  }

  function glyph() {
    const ns = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(ns, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.append(document.createElementNS(ns, 'path'));
    return svg;
  }

  function mount() {
    // A tag of its own, so that the shop's rules for div or section do not reach it; adopted styles, so that a strict
    // content security policy has nothing to object to.
    const host = document.createElement('shop-assistant');
    const root = host.attachShadow({ mode: 'open' });
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(Object.assign(document.createElement('style'), { textContent: style }));
    }
    const launcher = make('button', 'launcher', glyph(), make('span'));
    launcher.type = 'button';
    launcher.setAttribute('aria-controls', 'panel');
    const says = make('p');
    const again = make('button');
    const leave = make('button');
    again.type = leave.type = 'button';
    const word = make('div', 'word', says, make('div', '', again, leave));
    word.setAttribute('role', 'status');
    const [first, last] = [make('span'), make('span')];
    const panel = make('div', 'panel', first, word, last);
    panel.id = 'panel';
    panel.setAttribute('role', 'dialog');
    const frame = make('div', '', panel, launcher);
    root.append(frame);
    part = { host, root, launcher, word, says, again, leave, panel, box: frame, first, last, frame: null };
    launcher.addEventListener('click', () => (shown ? close() : open()));
    again.addEventListener('click', load);
    leave.addEventListener('click', close);
    first.addEventListener('focus', () => bounce('last'));
    last.addEventListener('focus', () => bounce('first'));
    dress();
    const target = options.mode === 'inline' && options.target && document.querySelector(options.target);
    (target || document.documentElement).append(host);
    if (options.mode === 'inline') {
      show(true);
      load();
    } else if (options.open || (keep('open') && options.mode === 'bubble' && !narrow())) open({ quietly: true });
  }

  // Everything that an option can change, again and again.
  function dress() {
    const { box, host, launcher, panel, again, leave } = part;
    const mode = ['inline', 'full'].includes(options.mode) ? options.mode : 'bubble';
    const colour = CSS.supports('color', options.colour) ? options.colour : '#1f5446';
    box.className = [mode, options.position === 'left' ? 'left' : 'right', shown ? 'shown' : ''].join(' ');
    host.dataset.mode = mode;
    const dark = isDark();
    box.style.cssText = '';
    for (const [name, value] of Object.entries({ colour, ink: inkOn(colour), paper: dark ? '#171614' : '#fbf9f6', text: dark ? '#f1ece4' : '#262320' })) {
      box.style.setProperty(`--${name}`, value);
    }
    const text = words();
    const covered = shown && mode === 'bubble' && !narrow();
    launcher.querySelector('path').setAttribute('d', covered ? 'M6 6l12 12M18 6L6 18' : 'M20 12a7.5 7.5 0 0 1-11 6.6L4 20l1.4-4.6A7.5 7.5 0 1 1 20 12zM9 12h.01M12.5 12h.01M16 12h.01');
    launcher.lastChild.textContent = covered ? text.close : options.label || text.label;
    launcher.setAttribute('aria-expanded', String(shown));
    again.textContent = text.again;
    leave.textContent = text.close;
    leave.hidden = mode === 'inline';
    panel.setAttribute('aria-label', options.title || options.label || text.label);
    panel.setAttribute('aria-modal', String(shown && modal()));
    if (mode === 'inline') panel.setAttribute('role', 'region');
    for (const guard of [part.first, part.last]) {
      if (shown && mode !== 'inline') guard.tabIndex = 0;
      else guard.removeAttribute('tabindex');
    }
    if (part.frame) part.frame.title = options.title || options.label || text.label;
    return dark;
  }

  function rgb(colour) {
    const probe = document.createElement('i');
    probe.style.cssText = 'display:none';
    probe.style.color = colour;
    part.root.append(probe);
    const read = getComputedStyle(probe).color.match(/[\d.]+/g)?.map(Number) || [31, 84, 70];
    probe.remove();
    return read;
  }

  const light = ([r, g, b]) => (0.2126 * (r / 255) ** 2.2 + 0.7152 * (g / 255) ** 2.2 + 0.0722 * (b / 255) ** 2.2);
  const inkOn = (colour) => (light(rgb(colour)) > 0.3 ? '#16130f' : '#fff');

  /** Whether the shop's page is dark: as told, else by its ground, else by what it says of itself. */
  function isDark() {
    if (options.theme === 'dark' || options.theme === 'light') return options.theme === 'dark';
    for (const element of [document.body, document.documentElement]) {
      const ground = element && getComputedStyle(element).backgroundColor.match(/[\d.]+/g)?.map(Number);
      if (ground && (ground.length < 4 || ground[3] > 0.5)) return light(ground) < 0.2;
    }
    return getComputedStyle(document.documentElement).colorScheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function load() {
    timers.forEach(clearTimeout);
    timers.forEach(clearInterval);
    ready = false;
    part.frame?.remove();
    tell(words().opening);
    const address = new URL('embed', home);
    const theme = isDark() ? 'dark' : 'light';
    for (const [name, value] of Object.entries({ shop: options.shop, lang: options.language, theme })) if (value) address.searchParams.set(name, value);
    const frame = document.createElement('iframe');
    frame.title = options.title || options.label || words().label;
    frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox');
    frame.referrerPolicy = 'strict-origin-when-cross-origin';
    frame.src = address.href;
    part.frame = frame;
    part.panel.insertBefore(frame, part.last);
    const greet = () => !ready && post({ type: 'hello', options: outward(), kept: keep('session') });
    frame.addEventListener('load', () => {
      greet();
      timers.push(setInterval(greet, 200), setTimeout(away, AFTER_LOAD));
    });
    timers = [setTimeout(away, PATIENCE)];
  }

  function away() {
    if (ready || !part) return;
    tell(words().away, true);
    emit('error', { status: 0 });
  }

  function tell(text, actions = false) {
    part.word.hidden = !text;
    part.says.textContent = text;
    part.again.hidden = !actions;
    part.leave.hidden = !actions || options.mode === 'inline';
    if (actions && shown && part.root.activeElement === part.frame) part.again.focus();
  }

  const outward = () => ({
    language: options.language, title: options.title || options.label, greeting: options.greeting, texts: options.texts, colour: options.colour,
    theme: isDark() ? 'dark' : 'light', basket: options.basket, takesBasket: handlers.has('add-to-cart'), opensProducts: handlers.has('product-click'),
  });

  // To the assistant's origin and nobody else.
  const post = (message) => part?.frame?.contentWindow?.postMessage({ ...message, assistant: 1 }, home.origin);
  const send = (message) => (ready ? post(message) : waiting.push(message));

  function hear(event) {
    if (!part?.frame || event.source !== part.frame.contentWindow || event.origin !== home.origin) return;
    const { assistant, type, product, number, ...rest } = event.data || {};
    if (assistant !== 1) return;
    if (type === 'ready' && !ready) {
      ready = true;
      timers.forEach(clearTimeout);
      timers.forEach(clearInterval);
      tell('');
      if (context) post({ type: 'context', product: context });
      waiting.splice(0).forEach(post);
      if (shown && options.mode !== 'inline' && part.root.activeElement) post({ type: 'focus' });
      emit('ready');
    } else if (type === 'close') close();
    else if (type === 'keep') keep('session', typeof rest.session === 'string' ? rest.session : '');
    else if (type === 'add-to-cart') basket(product, number);
    else if (type === 'product-click') visit(product);
    else if (['like', 'dislike'].includes(type)) emit(type, { product });
    else if (['identity', 'error', 'message', 'fresh'].includes(type)) emit(type, rest);
  }

  /** Calls the shop's handlers; what goes wrong in one of them is told in the console and stops nothing. */
  function emit(name, detail = {}) {
    return [...(handlers.get(name) || [])].map((handler) => {
      try {
        return handler(detail);
      } catch (problem) {
        setTimeout(() => { throw problem; });
        return false;
      }
    });
  }

  async function basket(product, number) {
    let ok = false;
    try {
      const results = await Promise.all(emit('add-to-cart', { product }));
      ok = results.length > 0 && results.every((result) => result !== false);
    } catch (problem) {
      console.error(problem);
    }
    post({ type: 'answer', number, ok });
  }

  /** Opens a product's page, unless the shop does it itself. */
  function visit(product) {
    let handled = false;
    emit('product-click', { product, preventDefault: () => { handled = true; } });
    if (handled || typeof product?.url !== 'string') return;
    let address;
    try { address = new URL(product.url, location.href); } catch { return; }
    if (!/^https?:$/.test(address.protocol)) return;
    if (address.origin === location.origin) location.assign(address.href);
    else window.open(address.href, '_blank', 'noopener');
  }

  /** What this tab remembers of the widget: reads it, or writes it where a value is given. */
  function keep(name, value) {
    try {
      if (value === undefined) return sessionStorage.getItem(`shop-assistant:${name}`) || '';
      if (value) sessionStorage.setItem(`shop-assistant:${name}`, value);
      else sessionStorage.removeItem(`shop-assistant:${name}`);
    } catch { /* a browser that keeps nothing begins anew with every page */ }
    return '';
  }

  function show(wanted) {
    shown = wanted;
    dress();
  }

  function open({ message, quietly = false } = {}) {
    if (!part) return;
    if (message) send({ type: 'message', text: String(message) });
    if (shown) return void (quietly || options.mode === 'inline' || focusInside());
    before = document.activeElement;
    show(true);
    keep('open', '1');
    if (!part.frame) load();
    if (!quietly) focusInside();
    emit('open');
  }

  function focusInside() {
    part.frame?.focus();
    if (ready) post({ type: 'focus' });
  }

  function close() {
    if (!part || !shown || options.mode === 'inline') return;
    const inside = part.root.activeElement;
    show(false);
    keep('open', '');
    // Back to where the shopper was; the launcher, where that is gone or was nothing in particular.
    if (inside) (before && before !== document.body && before !== part.host && before.isConnected ? before : part.launcher).focus();
    emit('close');
  }

  function bounce(end) {
    if (ready) {
      part.frame.focus();
      post({ type: 'focus', end });
    } else part.again.hidden ? part.launcher.focus() : part.again.focus();
  }

  const onKey = (key) => { if (key.key === 'Escape' && shown) close(); };
  const onShop = () => { if (part) { dress(); if (ready) post({ type: 'options', options: { theme: isDark() ? 'dark' : 'light' } }); } };
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const size = matchMedia('(max-width: 520px)');
  const watcher = new MutationObserver(onShop);

  function boot(more) {
    Object.assign(options, more);
    if (part) return void setOptions();
    const start = () => {
      if (part) return;
      window.addEventListener('message', hear);
      document.addEventListener('keydown', onKey);
      scheme.addEventListener('change', onShop);
      size.addEventListener('change', onShop);
      for (const element of [document.documentElement, document.body]) watcher.observe(element, { attributes: true, attributeFilter: ['class', 'style', 'data-theme'] });
      mount();
      for (const [method, ...rest] of early.splice(0)) call(method, rest);
    };
    if (document.body) start();
    else document.addEventListener('DOMContentLoaded', start, { once: true });
  }

  function setOptions(more) {
    Object.assign(options, more);
    if (more?.context !== undefined) setContext(more.context);
    if (!part) return;
    dress();
    if (ready) post({ type: 'options', options: outward() });
  }

  function setContext(product) {
    context = product?.id === undefined ? null : { id: String(product.id), title: product.title };
    if (ready) post({ type: 'context', product: context });
  }

  function shutdown() {
    if (!part) return;
    if (ready) post({ type: 'shutdown' });
    keep('open', '');
    keep('session', '');
    watcher.disconnect();
    timers.forEach(clearTimeout);
    timers.forEach(clearInterval);
    window.removeEventListener('message', hear);
    document.removeEventListener('keydown', onKey);
    scheme.removeEventListener('change', onShop);
    size.removeEventListener('change', onShop);
    const { host } = part;
    setTimeout(() => host.remove(), ready ? 50 : 0); // the frame hears that it is to forget, then goes
    [part, shown, ready, waiting, context] = [null, false, false, [], null];
  }

  function on(name, handler) {
    if (typeof handler !== 'function') throw new TypeError(`shopAssistant.on("${name}", …) needs a function`);
    if (!handlers.has(name)) handlers.set(name, new Set());
    handlers.get(name).add(handler);
    if (ready) post({ type: 'options', options: outward() });
    return () => off(name, handler);
  }

  function off(name, handler) {
    handlers.get(name)?.delete(handler);
    if (!handler || !handlers.get(name)?.size) handlers.delete(name);
    if (ready) post({ type: 'options', options: outward() });
  }

  const methods = {
    boot, open, close, shutdown, setOptions, setContext, on, off,
    toggle: () => (shown ? close() : open()),
    identify: (token) => send({ type: 'identify', token: String(token) }),
  };
  const early = []; // calls that need the page, made before it was there

  function call(method, rest) {
    if (!Object.hasOwn(methods, method)) throw new TypeError(`shopAssistant has no "${method}"; it has ${Object.keys(methods).join(', ')}`);
    if (!part && ['open', 'close', 'toggle'].includes(method)) return void early.push([method, ...rest]);
    return methods[method](...rest);
  }

  const api = (method, ...rest) => call(method, rest);
  for (const name of Object.keys(methods)) api[name] = (...rest) => call(name, rest);
  api.ready = true;
  window.shopAssistant = api;
  // What the page asked for before this script was here, in its order; its `boot` first counts as the options.
  const queue = Array.isArray(stub?.q) ? stub.q.map((entry) => [...entry]) : [];
  for (const [method, ...rest] of queue) if (method === 'boot' || method === 'setOptions') Object.assign(options, rest[0]);
  if (given.boot !== 'manual' || queue.some(([method]) => method === 'boot')) boot();
  for (const [method, ...rest] of queue) {
    if (method === 'boot') continue;
    try { call(method, rest); } catch (problem) { console.error(problem); }
  }
  if (options.context) setContext(options.context);
})();
