/* Finds sections of the book by words and numbers, and shows the lines around the first of them.
   The sections come by a script tag, so that it also works from a USB stick (file://). */
(() => {
  "use strict";

  const MOST = 40;              // results shown
  const BEFORE = 80;            // characters of an excerpt, before and after what was found
  const AFTER = 170;
  const query = (new URLSearchParams(location.search).get("q") || "").trim();

  /* A word is found by its stem at the beginning of a word, a number only whole. */
  function pattern(word) {
    const stem = /^\d+$/.test(word) ? `${word}(?!\\p{N})` : new Stemmer().stemWord(word).replace(/i$/, "[iy]");
    return new RegExp(`(?<![\\p{L}\\p{N}])${stem}\\p{L}*`, "giu");
  }

  function wanted() {
    const words = query.toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
    const telling = words.filter((word) => !stopwords.includes(word));
    return [...new Set(telling.length ? telling : words)].map(pattern);
  }

  const even = (text) => text.toLowerCase().replace(/\s/g, " ");   // the blank before a percent sign is a thin one

  /* How well a section fits: 0 where a word is missing, more for words of its title and for the phrase. */
  function score([, , title, text], patterns) {
    let sum = 0;
    for (const one of patterns) {
      const inTitle = (title.match(one) || []).length;
      const inText = (text.match(one) || []).length;
      if (!inTitle && !inText) return 0;
      sum += 10 * Math.min(inTitle, 1) + Math.min(inText, 5);
    }
    return sum + (even(`${title} ${text}`).includes(even(query)) ? 5 : 0);
  }

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  /* A piece of text with what was found marked. */
  function marked(text, patterns) {
    const any = new RegExp(patterns.map((one) => one.source).join("|"), "giu");
    const parts = [];
    let end = 0;
    for (const found of text.matchAll(any)) {
      parts.push(text.slice(end, found.index), element("mark", { textContent: found[0] }));
      end = found.index + found[0].length;
    }
    return [...parts, text.slice(end)];
  }

  /* Where the excerpt begins: at that hit of the rarest word which has most other words behind it. */
  function best(text, patterns) {
    const hits = patterns.map((one) => [...text.matchAll(one)].map((hit) => hit.index)).filter((places) => places.length);
    if (!hits.length) return 0;
    const rarest = hits.reduce((one, other) => (other.length < one.length ? other : one));
    const near = (at) => hits.filter((places) => places.some((place) => place >= at - BEFORE && place < at + AFTER)).length;
    return rarest.reduce((one, other) => (near(other) > near(one) ? other : one));
  }

  function excerpt(text, patterns) {
    const at = best(text, patterns);
    const from = at > BEFORE ? text.indexOf(" ", at - BEFORE) + 1 : 0;
    const to = at + AFTER < text.length ? text.lastIndexOf(" ", at + AFTER) : text.length;
    const cut = `${from ? "… " : ""}${text.slice(from, to)}${to < text.length ? " …" : ""}`;
    return element("p", { className: "nk-excerpt" }, ...marked(cut, patterns));
  }

  function result([address, page, title, text], patterns) {
    const link = element("a", { href: address }, ...marked(title, patterns));
    const where = page === title ? "" : element("span", { className: "nk-small", textContent: ` in “${page}”` });
    return element("li", {}, link, where, excerpt(text, patterns));
  }

  window.nkbookSearch = (sections) => {
    const patterns = wanted();
    if (!patterns.length) return;
    const found = sections.map((section) => [score(section, patterns), section]).filter(([points]) => points);
    found.sort(([one], [other]) => other - one);    // stable: equals stay in the order of the book
    const shown = found.slice(0, MOST).map(([, section]) => result(section, patterns));
    const many = found.length > MOST ? `The first ${MOST} of ${found.length} sections` : `${found.length} section${found.length === 1 ? "" : "s"}`;
    const said = found.length ? `${many} with “${query}”` : `No section has “${query}”. Fewer or shorter words find more.`;
    const status = element("p", { className: "nk-small", textContent: said });
    status.setAttribute("role", "status");
    document.getElementById("search-results").append(status, element("ol", { className: "nk-found" }, ...shown));
  };

  document.querySelectorAll('input[name="q"]').forEach((field) => { field.value = query; });
  if (query) document.head.append(element("script", { src: "_static/search-sections.js" }));
})();
