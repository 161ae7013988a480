/* Says in a card beside a link what the term, claim or work is that it leads to: for a pointer, for the focus,
   and for a finger, whose second touch follows the link. A card can be dismissed with Escape, pointed at, and
   stays as long as what it belongs to is pointed at or focused. Without JavaScript links have their titles. */
(() => {
  "use strict";

  if (!("popover" in HTMLElement.prototype)) return;
  const KINDS = { "glossary.html": "terms", "references.html": "works" };
  const PAUSE = 300;   // milliseconds before a card opens or closes, long enough to move on to it
  const GAP = 6;       // pixels
  const root = new URL(document.documentElement.dataset.content_root || "./", location.href).href;

  const cards = new Map();
  window.nkbookCards = (given) => Object.entries(given).forEach(([address, html]) => cards.set(address, html));

  const addressOf = (link) => link.href.replace(/\?[^#]*/, "").replace(root, "");
  /* The kind of card that a link has; none where the page says the same beside it. */
  function kindOf(link) {
    const [page, anchor] = addressOf(link).split("#");
    if (!anchor || link.closest(".nk-bridge, table.nk-claims")) return undefined;
    return /^[A-Z]\d+$/.test(anchor) ? "claims" : KINDS[page];
  }
  function linkAt(node) {
    const link = node.closest && node.closest(".bd-article a[href]");
    return link && kindOf(link) ? link : null;
  }

  const card = Object.assign(document.createElement("div"), { id: "nk-card", className: "nk-card" });
  card.setAttribute("role", "tooltip");
  card.popover = "manual";

  let asked = null;   // the link whose card is to be open
  let timer;
  const shown = () => card.matches(":popover-open");

  /* Opens the card of a link and returns whether there is one. */
  async function open(link, hint = "") {
    clearTimeout(timer);
    asked = link;
    try { await window.nkbookLoad(`_static/cards/${kindOf(link)}.js`); } catch { return false; }
    const html = cards.get(addressOf(link));
    if (asked !== link || !html) return Boolean(html);
    release();
    card.innerHTML = html + hint;
    link.setAttribute("aria-describedby", card.id);
    card.showPopover();
    place();
    return true;
  }

  function close() {
    clearTimeout(timer);
    asked = null;
    release();
    if (shown()) card.hidePopover();
  }

  function release() {
    document.querySelectorAll(`[aria-describedby="${card.id}"]`).forEach((one) => one.removeAttribute("aria-describedby"));
  }

  /* Below the first line of the link, above it where there is no room. */
  function place() {
    if (!asked || !shown()) return;
    const line = asked.getClientRects()[0];
    const left = Math.max(GAP, Math.min(line.left, document.documentElement.clientWidth - card.offsetWidth - GAP));
    const below = line.bottom + GAP;
    const above = line.top - GAP - card.offsetHeight;
    const top = below + card.offsetHeight > innerHeight && above > 0 ? above : below;
    Object.assign(card.style, { left: `${left}px`, top: `${top}px` });
  }

  const later = (action) => { clearTimeout(timer); timer = setTimeout(action, PAUSE); };
  const focused = () => asked && asked.matches(":focus-visible");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (card.contains(event.target)) { clearTimeout(timer); return; }
    const link = linkAt(event.target);
    if (link && link !== asked) later(() => open(link));
    else if (link) clearTimeout(timer);
    else if (focused()) clearTimeout(timer);
    else later(close);
  });
  document.addEventListener("focusin", (event) => {
    const link = linkAt(event.target);
    if (link && link.matches(":focus-visible")) open(link);
  });
  document.addEventListener("focusout", (event) => { if (event.target === asked) later(close); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

  /* A first touch opens, a second follows. */
  let finger = false;
  document.addEventListener("pointerdown", (event) => {
    finger = event.pointerType === "touch";
    if (finger && !card.contains(event.target) && linkAt(event.target) !== asked) close();
  });
  document.addEventListener("click", async (event) => {
    const link = finger && linkAt(event.target);
    if (!link || (asked === link && shown())) return;
    event.preventDefault();
    if (!await open(link, '<p class="nk-small">Touch again to go there.</p>')) location.assign(link.href);
  });
  addEventListener("scroll", place, { capture: true, passive: true });
  addEventListener("resize", place);

  function start() {
    document.querySelector("main").append(card);
    // A title would stand beside the card; who cannot see either hears it all the same.
    for (const link of document.querySelectorAll(".bd-article a[title]")) {
      if (!kindOf(link)) continue;
      link.setAttribute("aria-description", link.title);
      link.removeAttribute("title");
    }
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
