// Draws what the conversation shows. Every text from a catalogue, a model or a shopper goes in as text, never as HTML.
import { fill } from './texts.js';

const SVG = 'http://www.w3.org/2000/svg';
const ICONS = {
  like: 'M12 20s-7.5-4.6-7.5-10.1A4.2 4.2 0 0 1 12 7.3a4.2 4.2 0 0 1 7.5 2.6C19.5 15.4 12 20 12 20z',
  dislike: 'M17 14V3.5M7 3.5h10l3 .9v8.7l-3 .9-4 6.5a2 2 0 0 1-2-2v-4H5.6a2 2 0 0 1-2-2.4L5 5a2 2 0 0 1 2-1.5z',
  similar: 'M6 4h8a2 2 0 0 1 2 2v8M6 4a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h8a2 2 0 0 0 2-2M18 10v8a2 2 0 0 1-2 2H8',
  person: 'M12 11.8a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6M4.5 20c.8-3.8 3.7-5.7 7.5-5.7s6.7 1.9 7.5 5.7',
  fresh: 'M12 5.5v13M5.5 12h13', close: 'M6.5 6.5l11 11M17.5 6.5l-11 11', send: 'M12 19V5M5.5 11.5 12 5l6.5 6.5',
  stop: 'M7 7h10v10H7z', basket: 'M4 8h16l-1.6 11H5.6zM8.5 8a3.5 3.5 0 0 1 7 0', done: 'M5 12.5l4.5 4.5L19 7.5',
  arrow: 'M5 12h13M13 6.5l5.5 5.5-5.5 5.5', back: 'M19 12H6M11 6.5 5.5 12l5.5 5.5',
};
const REORDERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
const ORDINALS = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');
const REASONS_ON_CARD = 2;

/** Makes an element: attributes (`on…` for listeners, nothing for null), then children as text or nodes. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : plain(value));
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === '') continue;
    element.append(child instanceof Node ? child : plain(child));
  }
  return element;
}

/** Text without control characters and without those that reorder what is around them. */
export const plain = (value) => String(value).replace(REORDERING, ' ');

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon, a text, or both. */
export function button(kind, label, onclick, { text = '', picture = null, ...more } = {}) {
  const named = text && label === text ? {} : { 'aria-label': label, title: label };
  return make('button', { type: 'button', class: kind, onclick, ...named, ...more }, picture && icon(picture),
    text && make('span', {}, text));
}

/** The address of a picture or page where it is http, https or a path of this site; else null. */
export function safeUrl(address) {
  if (typeof address !== 'string') return null;
  const text = address.trim().replace(/[\u0000-\u0020\u007f-\u00a0]/g, '');
  if (text.includes('\\') || text.startsWith('//')) return null;
  if (text.startsWith('/')) return new URL(text, location.href).href;
  if (!/^https?:\/\/[^/]/i.test(text)) return null;
  try { return new URL(text).href; } catch { return null; }
}

function picture(product) {
  const shot = make('div', { class: 'shot' }, make('span', { class: 'initial', 'aria-hidden': 'true' },
    [...plain(product.title).trim()][0]?.toUpperCase() || '·'));
  const address = (product.images || []).map(safeUrl).find(Boolean);
  if (address) {
    const image = make('img', { alt: '', loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer' });
    image.addEventListener('error', () => image.remove());
    image.src = address;
    shot.append(image);
  }
  return shot;
}

function rating(product, texts) {
  if (typeof product.rating !== 'number') return null;
  const held = Math.min(Math.max(product.rating, 0), 5);
  const count = product.reviews_count || 0;
  const said = fill(texts.rated, { rating: held.toFixed(1) })
    + (count ? ' ' + fill(texts.reviews, { count: count.toLocaleString() }) : '');
  return make('span', { class: 'rating', role: 'img', 'aria-label': said }, make('i', {}, '★'), make('b', {}, held.toFixed(1)),
    count ? make('small', {}, `(${count.toLocaleString()})`) : null);
}

function stock(product, texts) {
  if (typeof product.stock !== 'number' || product.stock > 5) return null;
  const gone = product.stock <= 0;
  return make('span', { class: gone ? 'stock gone' : 'stock' }, gone ? texts.gone : fill(texts.left, { count: product.stock }));
}

const capital = (text) => plain(text).replace(/^./u, (first) => first.toUpperCase());
const referenceTo = (at) => (at < ORDINALS.length ? `the ${ORDINALS[at]} one` : `number ${at + 1}`);

/** One product. `world` has texts, the opinions so far, what the basket holds, and what the buttons do. */
export function card(product, at, world, large = false) {
  const { texts, opinions, basket } = world;
  const title = plain(product.title);
  const opinion = (kind) => button(`opinion ${kind}`, fill(texts[kind], { title }), () => world.judge(product, kind),
    { picture: kind, 'data-kind': kind, 'aria-pressed': String(opinions[product.id] === kind) });
  const reasons = (product.reasons || []).slice(0, large ? 8 : REASONS_ON_CARD);
  const held = basket.has(product.id);
  const available = product.available !== false;
  const name = make('h3', {}, make('button', { type: 'button', class: 'name', onclick: () => world.visit(product, referenceTo(at)) }, title));
  const facts = large ? Object.entries(product.attributes || {}).filter(([, values]) => values.length) : [];
  return make('article', { class: large ? 'card large' : 'card', 'data-product': product.id, 'aria-label': title },
    picture(product), stock(product, texts),
    make('div', { class: 'facts' }, product.brand ? make('p', { class: 'brand' }, product.brand) : null, name,
      make('div', { class: 'cost' }, make('span', { class: 'price' }, product.price_text || ''), rating(product, texts)),
      reasons.length ? make('ul', { class: 'reasons' }, reasons.map((reason) => make('li', { 'data-kind': reason.kind }, capital(reason.text)))) : null,
      large && product.description ? make('p', { class: 'description' }, product.description) : null,
      facts.length ? make('dl', {}, facts.map(([label, values]) => make('div', {}, make('dt', {}, capital(label)), make('dd', {}, values.join(', '))))) : null,
      make('div', { class: 'actions' }, opinion('like'), opinion('dislike'),
        button('similar current', fill(texts.more, { title }), () => world.say(`Show me more like ${referenceTo(at)}`), { picture: 'similar' }),
        world.basketWanted && available ? button('add', held ? texts.added : texts.add, () => world.add(product),
          { text: held ? texts.added : texts.add, picture: held ? 'done' : 'basket', 'data-state': held ? 'added' : null }) : null)));
}

/** Products side by side: price, rating, brand, and only the facets in which they differ. */
export function comparison(products, texts) {
  const row = (label, cells) => make('tr', {}, make('th', { scope: 'row' }, label), cells.map((cell) => make('td', {}, cell || '–')));
  const rows = [row(texts.price, products.map((product) => product.price_text)), row(texts.rating, products.map((product) => rating(product, texts)))];
  const names = new Set(products.flatMap((product) => Object.keys(product.attributes || {})));
  const table = [[texts.brand, products.map((product) => product.brand || '')],
    ...[...names].map((name) => [capital(name), products.map((product) => (product.attributes?.[name] || []).join(', '))])];
  for (const [label, cells] of table) if (new Set(cells.map((cell) => cell.toLowerCase())).size > 1) rows.push(row(label, cells));
  const heads = products.map((product) => make('th', { scope: 'col' }, picture(product), make('span', {}, product.title)));
  return make('div', { class: 'comparison', tabindex: '0', role: 'group', 'aria-label': texts.facet }, make('table', {},
    make('thead', {}, make('tr', {}, make('td', {}), heads)), make('tbody', {}, rows)));
}

/** A reply as paragraphs; a line that begins with a product's name shows it in bold. */
export function reply(said, products) {
  return said.split('\n').filter((line) => line.trim()).map((line) => {
    const end = line.indexOf(': ');
    const name = end > 0 ? line.slice(0, end) : '';
    const known = name && products.some((product) => product.title.toLowerCase().includes(name.toLowerCase().split(' ').pop()));
    return known && name.length < 70 ? make('p', {}, make('strong', {}, name), line.slice(end + 2)) : make('p', {}, line);
  });
}
