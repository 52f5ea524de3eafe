/* Puts the shop assistant on a page:
 *   <script src="https://assistant.example/widget.js" data-label="Ask us" data-colour="#1f5446" async></script>
 * Options: data-label (text on the launcher), data-title (name of the frame), data-colour (a CSS colour),
 * data-side ("right" or "left"), data-open ("true" opens it at once), data-theme ("light" or "dark").
 * From the page's own scripts: window.shopAssistant.open(), .close(), .toggle().
 */
(() => {
  'use strict';
  const script = document.currentScript;
  if (!script || window.shopAssistant) return;
  const { label = 'Ask the shop', title = 'Shop assistant', colour = '#1f5446', side, open, theme } = script.dataset;
  const address = new URL('./', script.src);
  if (theme === 'light' || theme === 'dark') address.searchParams.set('__theme', theme);

  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'closed' });
  const edge = side === 'left' ? 'left' : 'right';
  const style = document.createElement('style');
  style.textContent = `
    :host { all: initial }
    button { font: 600 15px/1 -apple-system, "Segoe UI", Roboto, Arial, sans-serif; color: #fff; cursor: pointer;
      background: var(--colour); border: 0; border-radius: 999px; padding: 16px 22px; min-height: 50px;
      box-shadow: 0 8px 28px rgb(0 0 0 / .22); position: fixed; ${edge}: 20px; bottom: 20px; z-index: 2147483001;
      transition: transform .15s }
    button:hover { transform: translateY(-2px) }
    button:focus-visible { outline: 3px solid color-mix(in srgb, var(--colour) 45%, white); outline-offset: 3px }
    iframe { position: fixed; ${edge}: 20px; bottom: 84px; width: min(430px, calc(100vw - 40px));
      height: min(760px, calc(100vh - 110px)); border: 0; border-radius: 18px; background: Canvas;
      box-shadow: 0 18px 60px rgb(0 0 0 / .28); z-index: 2147483000; opacity: 0; transform: translateY(10px);
      visibility: hidden; transition: opacity .18s, transform .18s, visibility .18s }
    iframe.open { opacity: 1; transform: none; visibility: visible }
    @media (max-width: 520px) {
      iframe { inset: 0 0 auto 0; width: 100vw; height: calc(100dvh - 74px); border-radius: 0 0 18px 18px }
      button { bottom: 12px }
    }
    @media (prefers-reduced-motion: reduce) { * { transition: none !important } }`;
  const launcher = document.createElement('button');
  launcher.type = 'button';
  launcher.textContent = label;
  launcher.setAttribute('aria-expanded', 'false');
  const frame = document.createElement('iframe');
  frame.title = title;
  host.style.setProperty('--colour', CSS.supports('color', colour) ? colour : '#1f5446');
  root.append(style, frame, launcher);

  const show = (wanted) => {
    // The frame loads on first use, so that a page that nobody asks from pays nothing.
    if (wanted && !frame.src) frame.src = address.href;
    frame.classList.toggle('open', wanted);
    launcher.setAttribute('aria-expanded', String(wanted));
    launcher.textContent = wanted ? 'Close' : label;
    if (wanted) frame.focus();
  };
  const isOpen = () => frame.classList.contains('open');
  launcher.addEventListener('click', () => show(!isOpen()));
  document.addEventListener('keydown', (key) => {
    if (key.key === 'Escape' && isOpen()) show(false), launcher.focus();
  });
  window.shopAssistant = { open: () => show(true), close: () => show(false), toggle: () => show(!isOpen()) };

  const place = () => {
    document.body.append(host);
    if (open === 'true') show(true);
  };
  document.body ? place() : document.addEventListener('DOMContentLoaded', place);
})();
