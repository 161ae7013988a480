/* Lets a reader set the map of the trust model. Every number was computed by the book's library and
   lies in the figure itself; here it is only looked up. Without JavaScript the still picture stands. */
(() => {
  "use strict";

  const NAME = "trust-model-reach";
  const draw = window.nkbookFigure;
  window.nkbookFigure = (name, figure) => {
    draw(name, figure);
    if (name === NAME) prepare(figure);
  };

  const numbers = (text) => text.split(" ").map(Number);
  const percent = (share) => `${Number((100 * share).toPrecision(2))}\u202f%`;
  const trace = (figure, part) => figure.data.findIndex((t) => (t.meta || {}).part === part);

  /* The figure for a setting. */
  function set(figure, grid, at) {
    const [bottom, top] = grid.axis;
    const start = Math.min(grid.start, grid.beliefs[grid.beliefs.length - 1]);
    const last = grid.beliefs[grid.beliefs.length - 1];
    const belief = grid.beliefs[at.belief];
    // Where nobody starts nothing joins: the area ends there.
    const begun = grid.beliefs.filter((share) => share < start).length;
    const fewest = numbers(grid.fewest[at.month]);
    const low = [...fewest.slice(0, begun), fewest[begun - 1]];
    const across = [...grid.beliefs.slice(0, begun), start];
    const changed = {
      join: { x: [...across, ...[...across].reverse()], y: [...low, ...low.map(() => top)] },
      silent: { x: [start, last, last, start], y: [bottom, bottom, top, top] },
      belief: { x: [belief, belief], y: [bottom, top] },
    };
    const data = figure.data.map((t) => ({ ...t, ...changed[(t.meta || {}).part] }));
    return { ...figure, data };
  }

  /* The setting in a sentence, for everybody and above all for who cannot see the map. */
  function told(grid, at) {
    const belief = grid.beliefs[at.belief];
    const needed = grid.needed[at.belief];
    const few = numbers(grid.fewest[at.month])[at.belief];
    if (silent(grid, at)) {
      return `Where ${percent(belief)} are believed to inform, no first exchange is worth its risk: only ties `
        + "that were trusted before can carry anything.";
    }
    const proof = needed === 0 ? "no proof is asked" : needed === null ? "no number of safe exchanges makes a tie trusted"
      : `a tie is trusted after ${needed} safe exchange${needed === 1 ? "" : "s"}`;
    const share = percent(numbers(grid.trusted[at.month])[at.belief]);
    const joins = few >= grid.axis[1] ? "Circles do not join yet: trust stays in cells."
      : `Circles join where people have ${few.toPrecision(2)} ties or more beyond the home; with fewer they stay cells.`;
    return `Where ${percent(belief)} are believed to inform, ${proof}. After ${grid.months[at.month]} months `
      + `${share} of ties are trusted. ${joins}`;
  }

  const silent = (grid, at) => grid.needed[at.belief] !== 0 && grid.beliefs[at.belief] >= grid.start;

  /* Title and line below it say what is set, and the printed words again where the printed setting is. */
  function retitle(caption, grid, at) {
    const [title, below] = ["nk-title", "nk-subtitle"].map((name) => caption.querySelector(`.${name}`));
    if (!caption.dataset.title) {
      Object.assign(caption.dataset, { title: title.textContent, below: below.textContent });
      caption.style.minHeight = `${caption.offsetHeight}px`;   // no line less may pull the sliders away
    }
    const printed = at.belief === grid.shown.belief && at.month === grid.shown.month;
    const few = numbers(grid.fewest[at.month])[at.belief];
    const joins = few >= grid.axis[1] ? "circles do not join" : `circles join from ${few.toPrecision(2)} ties on`;
    const said = silent(grid, at) ? "With so many believed to inform, no exchange begins"
      : `After ${grid.months[at.month]} months, ${joins}`;
    title.textContent = printed ? caption.dataset.title : said;
    below.textContent = printed ? caption.dataset.below
      : caption.dataset.below.replace(/\d[\d.]*\s?%/, percent(grid.beliefs[at.belief]));
  }

  function slider(title, key, values, text, at, apply) {
    const input = document.createElement("input");
    Object.assign(input, { type: "range", min: 0, max: values.length - 1, step: 1, value: at[key] });
    const shown = document.createElement("span");
    shown.className = "nk-value";
    shown.setAttribute("aria-hidden", "true");   // the slider itself says its value
    const name = () => {
      shown.textContent = text(values[at[key]]);
      input.setAttribute("aria-valuetext", shown.textContent);
    };
    input.addEventListener("input", () => { at[key] = Number(input.value); name(); apply(); });
    name();
    return labelled(title, input, shown);
  }

  function labelled(title, ...controls) {
    const label = document.createElement("label");
    label.append(`${title} `, ...controls);
    return label;
  }

  function prepare(figure) {
    const box = document.querySelector(`.nk-plot[data-figure="${NAME}"]`);
    if (!box || box.dataset.set) return;
    const join = trace(figure, "join");
    if (join < 0) return;                      // no evidence was admitted: nothing to set
    box.dataset.set = "ready";
    const grid = figure.data[join].meta;
    const at = { ...grid.shown };
    const status = document.createElement("p");
    status.className = "nk-told";
    status.setAttribute("role", "status");
    let waiting = false;
    let asked = null;                          // that the picture become live, once
    const show = () => {
      waiting = false;
      const shown = set(figure, grid, at);
      draw(NAME, shown);                       // what is drawn, now or after a change of width or theme
      status.textContent = told(grid, at);
      const caption = box.closest("figure")?.querySelector("figcaption");
      if (caption) retitle(caption, grid, at);
      const live = box.querySelector(".nk-live");
      if (!live || !live.data) { asked = asked || window.nkbookExplore(NAME); return; }
      const moved = ["join", "silent", "belief"].map((part) => trace(figure, part));
      const values = (axis) => moved.map((n) => shown.data[n][axis]);
      window.Plotly.restyle(live, { x: values("x"), y: values("y") }, moved);
    };
    // A finger on a slider asks more often than a screen can show.
    const apply = () => { if (!waiting) { waiting = true; requestAnimationFrame(show); } };
    const bar = document.createElement("div");
    bar.className = "nk-filter nk-model";
    bar.append(
      slider("Believed to inform", "belief", grid.beliefs, percent, at, apply),
      slider("Months of sharing", "month", grid.months, String, at, apply),
    );
    box.before(bar, status);
    status.textContent = told(grid, at);
  }

  // The numbers are few, so the sliders stand ready; the picture becomes live when one is moved.
  if (document.querySelector(`.nk-plot[data-figure="${NAME}"]`)) window.nkbookLoad(`_figures/${NAME}.js`);
})();
