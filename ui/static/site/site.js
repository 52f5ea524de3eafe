// The shop's own script: its basket, who is signed in, and what it says to the assistant and hears from it.
'use strict';
// Calls made before the assistant's script is here wait in a queue.
window.shopAssistant ||= Object.assign((...call) => window.shopAssistant.q.push(call), { q: [] });

const shelf = {
  lines: JSON.parse(localStorage.getItem('basket') || '[]'),
  add(product) {
    const line = this.lines.find((each) => each.id === product.id);
    if (line) line.count += 1;
    else this.lines.push({ id: product.id, title: product.title, price: product.price, currency: product.currency, count: 1 });
    this.keep();
  },
  drop(id) {
    this.lines = this.lines.filter((each) => each.id !== id);
    this.keep();
  },
  keep() {
    localStorage.setItem('basket', JSON.stringify(this.lines));
    shopAssistant('setOptions', { basket: this.lines.map((line) => line.id) });
    draw();
  },
};

const byId = (id) => document.getElementById(id);
const money = (amount, currency) => new Intl.NumberFormat('en-US', { style: 'currency', currency: currency || 'USD' }).format(amount);

function draw() {
  byId('count').textContent = shelf.lines.reduce((sum, line) => sum + line.count, 0);
  byId('lines').replaceChildren(...shelf.lines.map((line) => {
    const item = document.createElement('li');
    const name = Object.assign(document.createElement('a'), { href: `/product/${encodeURIComponent(line.id)}`, textContent: line.title });
    const cost = Object.assign(document.createElement('span'), { textContent: `${line.count} × ${money(line.price, line.currency)}` });
    const drop = Object.assign(document.createElement('button'), { textContent: 'Remove', onclick: () => shelf.drop(line.id) });
    drop.setAttribute('aria-label', `Remove ${line.title}`);
    item.append(name, cost, drop);
    return item;
  }));
  const total = shelf.lines.reduce((sum, line) => sum + line.count * line.price, 0);
  byId('total').textContent = shelf.lines.length ? `Together ${money(total, shelf.lines[0].currency)}` : 'There is nothing in it yet.';
}

function say(text) {
  byId('said').textContent = text;
  byId('said').classList.add('shown');
  clearTimeout(say.timer);
  say.timer = setTimeout(() => byId('said').classList.remove('shown'), 2500);
}

async function signIn(shopper) {
  if (!shopper) return;
  const answer = await fetch(`/token/${shopper}`, { method: 'POST' });
  shopAssistant('identify', (await answer.json()).token);
}

document.addEventListener('DOMContentLoaded', () => {
  const product = document.body.dataset.product && JSON.parse(document.body.dataset.product);
  if (product) shopAssistant('setContext', product);
  const language = localStorage.getItem('language') || 'en';
  byId('language').value = language;
  shopAssistant('setOptions', { language, basket: shelf.lines.map((line) => line.id) });
  shopAssistant('on', 'add-to-cart', ({ product: wanted }) => {
    shelf.add(wanted);
    say(`In your basket: ${wanted.title}`);
  });
  shopAssistant('on', 'product-click', ({ product: wanted, preventDefault }) => {
    preventDefault();
    location.assign(`/product/${encodeURIComponent(wanted.id)}`);
  });
  shopAssistant('on', 'fresh', () => signIn(byId('account').value));

  byId('account').value = localStorage.getItem('account') || '';
  byId('account').addEventListener('change', ({ target }) => {
    localStorage.setItem('account', target.value);
    if (target.value) signIn(target.value);
    else {
      // Signed out: the assistant forgets the session, and begins with another one.
      shopAssistant('shutdown');
      setTimeout(() => shopAssistant('boot'), 200);
    }
  });
  byId('language').addEventListener('change', ({ target }) => {
    localStorage.setItem('language', target.value);
    shopAssistant('setOptions', { language: target.value });
  });
  document.addEventListener('click', ({ target }) => {
    const ask = target.closest('[data-ask]');
    if (ask) shopAssistant('open', { message: ask.dataset.ask });
    if (target.closest('[data-add]')) {
      shelf.add(product);
      say(`In your basket: ${product.title}`);
    }
  });
  byId('basket').addEventListener('click', () => byId('sheet').showModal());
  byId('shut').addEventListener('click', () => byId('sheet').close());
  draw();
});
