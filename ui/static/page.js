// Runs once for every HTML part of the page. Buttons carry data-say (a message to send), data-act (something
// to do), data-leave (begin anew) or data-toggle (open a sheet); Python gets their data attributes as text.
const shop = document.getElementById('shop');
const events = { say: 'say', act: 'act', leave: 'leave' };
element.addEventListener('click', (click) => {
  const button = click.target.closest('[data-say],[data-act],[data-leave],[data-toggle]');
  if (!button || !element.contains(button)) return;
  const sheet = 'show-' + button.dataset.toggle;
  if (button.dataset.toggle) return void shop.classList.toggle(sheet);
  const name = Object.keys(events).find((key) => key in button.dataset);
  if (name === 'leave') shop.classList.remove('show-profile');
  trigger(events[name], { ...button.dataset });
});
// A picture that does not load leaves the product's initial in its place.
element.addEventListener('error', (failure) => {
  if (failure.target.tagName === 'IMG') failure.target.remove();
}, true);
watch('value', () => {
  const shelf = element.querySelector('.shelf');
  if (shelf && events.last !== shelf.firstElementChild?.dataset.product) {
    events.last = shelf.firstElementChild?.dataset.product;
    shelf.scrollTo({ left: 0 });
    element.scrollTo({ top: 0 });
  }
});
