// What the conversation's own buttons and notices say, by language. A shop may replace any of them (option `texts`).
export const TEXTS = {
  en: {
    greeting: 'What are you looking for?',
    lead: 'Say it as you would to a good shop assistant: what it is for, what it may cost, what you cannot stand.',
    placeholder: 'Ask for anything in the shop',
    send: 'Send', stop: 'Stop', close: 'Close', again: 'Try again', fresh: 'New conversation', message: 'Your message',
    about: 'What I know about you', nothing: 'Nothing yet. Like a product, or tell me what you never want to see.',
    forget: 'Forget: {text}', erase: 'Forget everything', back: 'Back to the conversation', signed: 'Signed in',
    like: 'I like {title}', dislike: 'Not for me: {title}', similar: 'Similar', more: 'More like {title}',
    add: 'Add to basket', adding: 'Adding…', added: 'In your basket', notAdded: 'It could not be added. Try again?',
    details: 'Details', rated: 'Rated {rating} of 5', reviews: 'in {count} reviews', left: 'Only {count} left',
    gone: 'Out of stock', fit: '{count} that fit', limits: 'Limits in force', replies: 'Suggested replies',
    picked: 'To start with', pickedFor: 'Picked for you', facet: 'Facet', price: 'Price', rating: 'Rating', brand: 'Brand',
    working: 'Looking through the shop…', wording: 'Putting it into words…', steps: 'How I got there',
    queued: 'Many shoppers are here right now: {count} before you.',
    waiting: 'This will be sent as soon as the answer is there.', drop: 'Do not send it',
    lost: 'The assistant cannot be reached right now. Nothing of what you wrote is lost.',
    busy: 'Many shoppers are here right now. I will try again in {count} s.',
    stopped: 'Stopped. What would you like instead?', failed: 'That did not work.', looking: 'You are looking at {title}',
    conversation: 'Conversation', you: 'You', basket: 'Added to the basket: {title}',
  },
  zh: {
    greeting: '您在找什么？',
    lead: '像跟店员说话一样告诉我：用途、预算、不喜欢什么。目前我只看得懂英文提问。',
    placeholder: '想买什么，尽管问（请用英文）',
    send: '发送', stop: '停止', close: '关闭', again: '再试一次', fresh: '新对话', message: '您的消息',
    about: '我对您的了解', nothing: '还没有。给商品点个赞，或者告诉我您绝对不想看到什么。',
    forget: '忘记：{text}', erase: '忘记全部', back: '返回对话', signed: '已登录',
    like: '喜欢 {title}', dislike: '不喜欢 {title}', similar: '类似商品', more: '更多类似 {title} 的商品',
    add: '加入购物车', adding: '正在加入…', added: '已在购物车', notAdded: '没能加入购物车，再试一次？',
    details: '详情', rated: '评分 {rating}（满分 5）', reviews: '共 {count} 条评价', left: '仅剩 {count} 件',
    gone: '缺货', fit: '共 {count} 件符合', limits: '当前条件', replies: '建议的回复',
    picked: '先看看这些', pickedFor: '为您挑选', facet: '属性', price: '价格', rating: '评分', brand: '品牌',
    working: '正在为您查找…', wording: '正在整理说明…', steps: '我是怎么找到的',
    queued: '现在顾客较多，您前面还有 {count} 位。',
    waiting: '回答完成后会立即发送这条消息。', drop: '不发送了',
    lost: '暂时联系不上导购助手，您写的内容都还在。',
    busy: '现在顾客较多，{count} 秒后自动重试。',
    stopped: '已停止。您想看点别的吗？', failed: '没有成功。', looking: '您正在看 {title}',
    conversation: '对话', you: '您', basket: '已加入购物车：{title}',
  },
};

/** Finds the texts of a language, English where there are none, with those of the shop in their place. */
export function textsFor(language, own) {
  const base = TEXTS[String(language).toLowerCase().split('-')[0]] || TEXTS.en;
  const replaced = {};
  for (const name of Object.keys(base)) if (typeof own?.[name] === 'string') replaced[name] = own[name].slice(0, 500);
  return { ...base, ...replaced };
}

/** Fills `{name}` in a text. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
