/* Lets a reader keep only the universes that take certain options. The curve itself tells which
   universe takes which: the x of every mark is its rank, `meta` says what a trace is. */
(() => {
  "use strict";

  const CURVE = /^multiverse-/;
  const draw = window.nkbookFigure;
  window.nkbookFigure = (name, figure) => {
    draw(name, figure);
    if (CURVE.test(name)) prepare(name, figure);
  };

  const part = (trace) => (trace.meta || {}).part;
  const strokes = (trace) => part(trace) === "interval" || part(trace) === "choice";
  const points = (trace) => part(trace) === "estimate" || part(trace) === "default";

  /* For each choice: its options, and the option of each rank. */
  function choices(figure) {
    const found = new Map();
    for (const trace of figure.data.filter((t) => part(t) === "choice")) {
      const { choice, options, first } = trace.meta;
      if (!found.has(choice)) found.set(choice, { options, taken: new Map() });
      for (let at = 0; at < trace.x.length; at += 3) {
        found.get(choice).taken.set(trace.x[at], Math.round(trace.y[at] + 0.2) - first);
      }
    }
    return found;
  }

  /* The figure with the universes in `kept` only, ranked anew. */
  function only(figure, kept) {
    const rank = new Map([...kept].sort((a, b) => a - b).map((old, index) => [old, index + 1]));
    const data = figure.data.map((trace) => {
      if (!strokes(trace) && !points(trace)) return trace;
      const step = strokes(trace) ? 3 : 1;
      const x = [];
      const y = [];
      for (let at = 0; at < trace.x.length; at += step) {
        if (!rank.has(trace.x[at])) continue;
        for (let k = at; k < at + step; k += 1) {
          x.push(trace.x[k] === null ? null : rank.get(trace.x[k]));
          y.push(trace.y[k]);
        }
      }
      const changed = { ...trace, x, y };
      if (part(trace) === "estimate") {
        changed.name = `${trace.meta.verdict} (${x.length})`;
        changed.showlegend = x.length > 0;
      }
      return changed;
    });
    const layout = { ...figure.layout, xaxis: { ...figure.layout.xaxis, range: [0, kept.size + 1] } };
    return { ...figure, data, layout };
  }

  function prepare(name, figure) {
    const box = document.querySelector(`.nk-plot[data-figure="${name}"]`);
    if (!box || box.dataset.filter) return;
    box.dataset.filter = "ready";
    const all = choices(figure);
    const ranks = new Set(figure.data.filter((t) => part(t) === "estimate").flatMap((t) => t.x));
    const status = document.createElement("span");
    status.className = "nk-count";
    status.setAttribute("role", "status");
    const lists = [...all].map(([choice, { options, taken }]) => {
      const used = new Set(taken.values());
      const list = document.createElement("select");
      list.append(new Option("all", ""), ...options.flatMap((text, n) => (used.has(n) ? [new Option(text, n)] : [])));
      const label = document.createElement("label");
      label.append(`${choice} `, list);
      return { list, label, taken, idle: used.size < 2 };
    }).filter(({ idle }) => !idle);
    const apply = () => {
      const kept = new Set([...ranks].filter((r) => lists.every(
        ({ list, taken }) => list.value === "" || taken.get(r) === Number(list.value))));
      const shown = only(figure, kept);
      const counts = shown.data.filter((t) => part(t) === "estimate" && t.x.length).map((t) => t.name);
      status.textContent = `${kept.size} of ${ranks.size} universes: ${counts.join(", ") || "none"}`;
      draw(name, shown);
      window.nkbookRedraw(name);
    };
    lists.forEach(({ list }) => list.addEventListener("change", apply));
    status.textContent = `${ranks.size} universes`;
    const bar = document.createElement("div");
    bar.className = "nk-filter nk-multiverse-filter";
    bar.append(...lists.map(({ label }) => label), status);
    if (lists.length) box.before(bar);
  }
})();
