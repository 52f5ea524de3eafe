// The conversation in the widget's frame: what is said, what is shown, and what the buttons do.
import { button, card, comparison, icon, make, reply } from './drawing.js';
import { Host, paint } from './host.js';
import { fill, textsFor } from './texts.js';
import { Session, Trouble, Wire } from './wire.js';

const setup = JSON.parse(document.body.dataset.setup);
const query = new URLSearchParams(location.search);
const host = new Host(setup.sites);
const wire = new Wire(setup.shop);
const session = new Session(setup.shop, (id) => host.tell('keep', { session: id }));
const PATIENCE = 3; // how often a full house is asked again before the shopper is

let options = { language: query.get('lang') || document.documentElement.lang, title: setup.title };
let texts = textsFor(options.language);
let running = null; // { stop, message } while a turn streams
let pending = null; // what was said meanwhile; sent when the turn has ended
let looking = null; // { id, title } of the product whose page is open
let asked = null; // the newest question, as it stands in the log
let calls = 0;
const answers = new Map(); // what the shop's page has to answer: number to function
const world = { texts, opinions: {}, basket: new Set(), basketWanted: false, judge, add, visit, say };

const ui = {};
document.documentElement.dataset.theme = query.get('theme') || 'auto';
let begun = false;
build();
// The page around the frame says first how it wants things; a page that says nothing is not waited for.
if (host.alone) begin();
else setTimeout(begin, 1500);

function begin() {
  if (begun) return;
  begun = true;
  restore();
}

function build() {
  document.documentElement.lang = options.language;
  document.title = options.title;
  ui.title = make('h1', {}, options.title);
  ui.log = make('div', { id: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': texts.conversation, tabindex: '0' });
  ui.notice = make('div', { id: 'notice', role: 'status' });
  ui.looking = make('div', { id: 'looking' });
  ui.box = make('textarea', { id: 'box', rows: '1', maxlength: '2000', enterkeyhint: 'send', placeholder: texts.placeholder, 'aria-label': texts.message });
  ui.send = make('button', { type: 'submit', id: 'send', 'aria-label': texts.send, title: texts.send }, icon('send'));
  const form = make('form', { onsubmit: submit }, ui.box, ui.send);
  ui.about = button('ghost', texts.about, showAbout, { picture: 'person' });
  const head = make('header', {}, ui.title, ui.about, button('ghost', texts.fresh, startAfresh, { picture: 'fresh' }),
    host.alone ? null : button('ghost', texts.close, () => host.tell('close'), { picture: 'close', id: 'close' }));
  document.body.replaceChildren(head, make('main', {}, ui.log), ui.notice, ui.looking, form);
  ui.box.addEventListener('input', grow);
  ui.box.addEventListener('keydown', (key) => {
    if (key.key === 'Enter' && !key.shiftKey && !key.isComposing) submit(key);
  });
}

function grow() {
  ui.box.style.height = 'auto';
  ui.box.style.height = `${Math.min(ui.box.scrollHeight, 132)}px`;
}

function submit(event) {
  event.preventDefault();
  if (running && !ui.box.value.trim()) return running.stop();
  const message = ui.box.value.trim();
  if (!message) return ui.box.focus();
  ui.box.value = '';
  grow();
  say(message);
}

// What a session said before, or a welcome.
async function restore() {
  if (session.known) {
    try {
      const told = await wire.json('GET', 'conversation', { query: { session: session.id } });
      signedIn(told.shopper);
      for (const turn of told.turns) {
        said('you', turn.user);
        if (turn.products.length) shelf({ products: turn.products, layout: 'cards', title: '', limits: [], total: 0 });
        said('shop', turn.reply, turn.products);
      }
      if (told.turns.length) return void scrollDown();
    } catch (problem) {
      return void trouble(problem, restore);
    }
  }
  welcome();
}

async function welcome() {
  const greeting = make('section', { class: 'welcome' }, make('h2', {}, texts.greeting), make('p', {}, texts.lead),
    setup.examples.map((example) => button('example', example, () => say(example), { text: example })));
  ui.log.replaceChildren(greeting);
  const mine = session.id;
  try {
    const { products } = await wire.json('GET', 'recommendations', { query: { session: mine, limit: 4 } });
    if (mine !== session.id || ui.log.lastChild !== greeting || !products.length) return;
    shelf({ products, layout: 'cards', title: options.shopper ? texts.pickedFor : texts.picked, limits: [], total: 0 });
    ui.log.scrollTop = 0;
  } catch { /* a greeting without pictures is a greeting; the first message tells what is wrong */ }
}

async function say(message) {
  if (running) {
    pending = message;
    return notice(texts.waiting, texts.drop, () => { pending = null; notice(); });
  }
  said('you', message);
  await answer(message);
}

async function answer(message, tries = 0) {
  const controller = new AbortController();
  running = { message, stop: () => controller.abort() };
  state('running', true);
  notice();
  const turn = { text: '', products: [], bubble: null };
  const working = make('p', { class: 'working' }, make('i'), make('i'), make('i'), make('span', {}, texts.working));
  ui.log.querySelector('.chips')?.remove();
  ui.log.append(working);
  scrollDown();
  let again = null;
  try {
    const body = { session: session.id, message };
    if (looking) body.context = { product: looking.id };
    await wire.chat(body, (name, data) => heard(name, data, turn, working), controller.signal);
    session.known = true;
    host.tell('message');
  } catch (problem) {
    if (problem.name === 'AbortError') said('shop', texts.stopped);
    else again = problem;
  }
  working.remove();
  running = null;
  state('running', false);
  if (again) return later(again, message, tries);
  if (pending) {
    const next = pending;
    pending = null;
    notice();
    say(next);
  }
}

function heard(name, data, turn, working) {
  const tell = (text) => { working.lastChild.textContent = text; };
  if (name === 'queued') tell(fill(texts.queued, { count: data.ahead }));
  if (name === 'tool') tell(texts.working);
  if (name === 'products') {
    turn.products = data.products;
    tell(texts.wording);
    if (data.products.length) working.before(...shelf(data));
  }
  if (name === 'text') {
    turn.text += data.text;
    if (!turn.bubble) {
      turn.bubble = bubble('shop');
      working.before(turn.bubble);
    }
    turn.bubble.lastChild.replaceChildren(...reply(turn.text, turn.products));
  }
  if (name === 'error') working.before(...filled('shop', data.message));
  if (name === 'done') {
    const chips = data.suggestions.map((text) => button('chip', text, () => say(text), { text }));
    if (chips.length) working.after(make('div', { class: 'chips', role: 'group', 'aria-label': texts.replies }, chips));
  }
  scrollDown();
}

// A shop that is full, busy or out of reach: wait and ask again, and say so; nothing that was written is lost.
function later(problem, message, tries) {
  const retry = () => answer(message, tries + 1);
  if (problem instanceof Trouble && problem.wait && tries < PATIENCE) {
    const wait = Math.min(problem.wait, 30);
    notice(fill(texts.busy, { count: wait }));
    running = { message, stop: () => { clearTimeout(timer); running = null; state('running', false); notice(texts.stopped); } };
    state('running', true);
    const timer = setTimeout(retry, wait * 1000);
    return;
  }
  trouble(problem, () => answer(message));
}

function trouble(problem, again) {
  const refused = problem instanceof Trouble && problem.status >= 400 && problem.status < 500;
  notice(refused ? problem.message : texts.lost, texts.again, () => { notice(); again(); });
  host.tell('error', { status: problem.status ?? 0 });
}

function bubble(who) {
  return make('div', { class: `said ${who}` }, make('span', { class: 'unseen' }, who === 'you' ? `${texts.you}: ` : ''), make('div'));
}

function filled(who, text, products = []) {
  const made = bubble(who);
  made.lastChild.replaceChildren(...(who === 'you' ? [make('p', {}, text)] : reply(text, products)));
  return [made];
}

function said(who, text, products) {
  ui.log.querySelector('.welcome')?.remove();
  const made = filled(who, text, products);
  ui.log.append(...made);
  if (who === 'you') asked = made[0];
  scrollDown();
}

/** Shows products at the end of the log, or gives the nodes to whoever wants them elsewhere. */
function shelf({ products, layout, title, limits, total }) {
  // Only the newest shelf can be pointed at by position ("the second one").
  for (const old of ui.log.querySelectorAll('.current')) old.remove();
  const known = total > products.length ? ` · ${fill(texts.fit, { count: total.toLocaleString() })}` : '';
  const head = title ? [make('h2', { class: 'shelf-head' }, title, make('small', {}, known))] : [];
  if (limits.length) head.push(make('ul', { class: 'limits', 'aria-label': texts.limits }, limits.map((limit) => make('li', {}, limit))));
  let body;
  if (layout === 'comparison' && products.length > 1) body = comparison(products, texts);
  else if (layout === 'detail') body = card(products[0], 0, world, true);
  else body = make('div', { class: 'shelf', role: 'group', 'aria-label': title || texts.conversation }, products.map((product, at) => card(product, at, world)));
  const nodes = [...head, body];
  ui.log.append(...nodes);
  scrollDown();
  return nodes;
}

// Down to what is new, but no further than the question at the top: cards and answer are read from their beginning.
function scrollDown() {
  const top = asked?.isConnected ? asked.offsetTop - ui.log.offsetTop - 14 : Infinity;
  ui.log.scrollTop = Math.min(ui.log.scrollHeight, top);
}

function notice(text = '', action = '', onclick = null) {
  ui.notice.replaceChildren(...(text ? [make('span', {}, text), action ? button('link', action, onclick, { text: action }) : ''].filter(Boolean) : []));
}

function state(name, on) {
  document.body.classList.toggle(name, on);
  ui.send.replaceChildren(icon(on ? 'stop' : 'send'));
  ui.send.setAttribute('aria-label', on ? texts.stop : texts.send);
  ui.send.title = on ? texts.stop : texts.send;
}

async function judge(product, kind) {
  world.opinions[product.id] = kind;
  mark(product, '.opinion', (each) => each.setAttribute('aria-pressed', String(each.dataset.kind === kind)));
  host.tell(kind, { product: outline(product) });
  await feedback(product, kind);
}

async function feedback(product, kind) {
  try {
    await wire.call('POST', 'feedback', { body: { session: session.id, product: product.id, kind } });
    session.known = true;
  } catch (problem) {
    trouble(problem, () => feedback(product, kind));
  }
}

async function add(product) {
  const set = (name, text, picture) => mark(product, '.add', (each) => {
    each.dataset.state = name;
    each.replaceChildren(icon(picture), make('span', {}, text));
    each.setAttribute('aria-label', text);
  });
  set('adding', texts.adding, 'basket');
  const ok = await ask('add-to-cart', { product: outline(product) });
  if (!ok) {
    set('', texts.add, 'basket');
    return notice(texts.notAdded, texts.again, () => { notice(); add(product); });
  }
  world.basket.add(product.id);
  set('added', texts.added, 'done');
  notice(fill(texts.basket, { title: product.title }));
  await feedback(product, 'cart');
}

function visit(product, reference) {
  feedback(product, 'click');
  if (options.opensProducts || product.url) host.tell('product-click', { product: outline(product) });
  if (host.alone || !(options.opensProducts || product.url)) say(`Show me ${reference} in more detail`);
}

const outline = ({ id, title, price, currency, url, images }) => ({ id, title, price, currency, url, images });

function mark(product, selector, change) {
  for (const each of ui.log.querySelectorAll('.card')) {
    if (each.dataset.product === product.id) each.querySelectorAll(selector).forEach(change);
  }
}

// Asks the shop's page to do something; false where it says no, or nothing for ten seconds.
function ask(type, detail) {
  const number = ++calls;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), 10_000);
    answers.set(number, (ok) => { clearTimeout(timer); answers.delete(number); resolve(ok === true); });
    host.tell(type, { ...detail, number });
  });
}

async function identify({ token }) {
  if (typeof token !== 'string') return;
  const sign = () => wire.json('POST', 'identify', { body: { session: session.id }, token });
  try {
    let told;
    try {
      told = await sign();
    } catch (problem) {
      if (problem.status !== 409) throw problem;
      session.renew(); // somebody else was signed in here before
      told = await sign();
      ui.log.replaceChildren();
    }
    session.known = true;
    signedIn(told.shopper);
    host.tell('identity', { ok: true });
    if (!ui.log.querySelector('.said')) welcome();
  } catch (problem) {
    host.tell('identity', { ok: false, status: problem.status ?? 0, error: problem.message });
  }
}

function signedIn(shopper) {
  options.shopper = shopper;
  ui.about.classList.toggle('known', Boolean(shopper));
}

function startAfresh() {
  running?.stop();
  pending = null;
  session.renew();
  signedIn(null);
  world.opinions = {};
  notice();
  host.tell('fresh'); // the shop may sign its shopper in again
  welcome();
  ui.box.focus();
}

async function showAbout() {
  const sheet = make('dialog', { id: 'about', 'aria-label': texts.about });
  const shut = () => { sheet.close(); sheet.remove(); ui.about.focus(); };
  const draw = (profile) => {
    const forget = (entry) => async () => {
      await wire.call('DELETE', 'profile', { query: { session: session.id, ...(entry ? { entry: entry.id } : {}) } });
      draw(await wire.json('GET', 'profile', { query: { session: session.id } }));
    };
    const entries = profile.entries.map((entry) => make('li', {}, make('span', {}, entry.text.replace(/^./u, (first) => first.toUpperCase())),
      button('ghost', fill(texts.forget, { text: entry.text }), forget(entry), { picture: 'close' })));
    sheet.replaceChildren(make('header', {}, button('ghost', texts.back, shut, { picture: 'back' }), make('h2', {}, texts.about)),
      entries.length ? make('ul', {}, entries) : make('p', {}, texts.nothing),
      entries.length ? button('erase', texts.erase, forget(null), { text: texts.erase }) : '');
  };
  document.body.append(sheet);
  sheet.addEventListener('close', shut);
  try {
    draw(await wire.json('GET', 'profile', { query: { session: session.id } }));
    sheet.showModal();
  } catch (problem) {
    sheet.remove();
    trouble(problem, showAbout);
  }
}

function showLooking() {
  ui.looking.replaceChildren(...(looking ? [make('span', {}, fill(texts.looking, { title: looking.title || looking.id })),
    button('ghost', texts.drop, () => { looking = null; showLooking(); }, { picture: 'close' })] : []));
}

function change(given) {
  const language = given.language || options.language;
  const redraw = language !== options.language || JSON.stringify(given.texts) !== JSON.stringify(options.texts)
    || (given.title && given.title !== options.title) || (given.greeting && given.greeting !== options.greeting);
  options = { ...options, ...given, language, title: given.title || options.title };
  const own = { ...(options.texts || {}), ...(options.greeting ? { greeting: options.greeting } : {}) };
  texts = textsFor(language, own);
  const wanted = world.basketWanted;
  Object.assign(world, { texts, basketWanted: options.takesBasket === true, basket: new Set(options.basket || []) });
  paint(options.colour);
  document.documentElement.dataset.theme = options.theme || 'auto';
  if (!begun) {
    build();
    begin();
  } else if ((redraw || wanted !== world.basketWanted) && !running) {
    build();
    restore();
  }
}

const ends = () => [...document.querySelectorAll('button, textarea, summary, [tabindex="0"]')].filter((each) => each.offsetParent);
host.on('hello', ({ options: given, kept }) => {
  if (session.adopt(kept)) begun = false; // what was begun without it begins again
  else if (!kept) session.lodge(session.id);
  change(given || {});
  host.tell('ready');
});
host.on('options', ({ options: given }) => change(given || {}));
host.on('message', ({ text }) => { if (typeof text === 'string' && text.trim()) say(text.trim().slice(0, 2000)); });
host.on('context', ({ product }) => {
  looking = product && typeof product.id === 'string' ? { id: product.id, title: String(product.title || '').slice(0, 200) } : null;
  showLooking();
});
host.on('identify', identify);
host.on('answer', ({ number, ok }) => answers.get(number)?.(ok));
host.on('focus', ({ end }) => (end === 'first' ? ends()[0] : end === 'last' ? ends().at(-1) : ui.box)?.focus());
host.on('shutdown', () => { running?.stop(); session.forget(); });
document.addEventListener('keydown', (key) => {
  if (key.key === 'Escape' && !document.querySelector('dialog[open]')) host.tell('close');
});
