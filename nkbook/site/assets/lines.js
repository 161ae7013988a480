/* Lets a reader move the lines of a strip, and choose options in the fold of analyses. The rule (rule.js) and
   the measurements of a claim are loaded when a button is first pressed; without JavaScript, and on paper, the
   strip stands as the book has it. The book's verdict and its chip never change. */
(() => {
  "use strict";

  const claims = new Map();   // by id: what its script holds, and where its lines and options stand
  window.nkbookLines = (id, claim) => claims.set(id, {
    ...claim,
    id,
    chosen: [...claim.defaults],
    panels: [],
    parts: claim.parts.map((part) => ({ ...part, at: part.lines.map((line) => line.value) })),
  });

  const idOf = (button) => (button.closest(".nk-multiverse, .nk-claim").id || "").replace("multiverse-", "");
  const book = (part) => part.lines.map((line) => line.value);
  const moved = (part) => part.at.some((value, n) => value !== part.lines[n].value);
  const anyMoved = (claim) => claim.parts.some(moved);

  function html(text) {
    const holder = document.createElement("template");
    holder.innerHTML = text.trim();
    return holder.content.firstChild;
  }

  async function open(button) {
    const id = idOf(button);
    button.disabled = true;
    await Promise.all([window.nkbookLoad("_static/rule.js"), window.nkbookLoad(`_lines/${id}.js`)]);
    const claim = claims.get(id);
    const panel = button.value === "" ? options(claim) : lines(claim, Number(button.value), button);
    panel.status = panel.box.querySelector(".nk-told");
    claim.panels.push(panel);
    button.after(panel.box);
    button.remove();
    show(claim, panel);
    panel.box.querySelector("input, select").focus();
  }

  /* ---------- panels ---------- */

  /* A panel is { box, say, draw }: say returns its sentence, draw brings the rest up to date. */
  function lines(claim, at, button) {
    const part = claim.parts[at];
    const box = html(part.html);
    const sliders = [...box.querySelectorAll("input")];
    const strip = button.previousElementSibling;
    const caption = strip.querySelector("figcaption");     // the quantity and its unit
    caption.id = caption.id || `quantity-${claim.id}-${at}`;
    box.setAttribute("aria-describedby", caption.id);
    const panel = {
      box,
      say: () => window.nkbookRule.ofLines(claim, at, moved(part)),
      draw: () => {
        sliders.forEach((slider, n) => {
          const text = window.nkbookRule.number(part.at[n]) + part.suffix;
          slider.value = part.at[n];
          slider.setAttribute("aria-valuetext", text);
          slider.parentNode.querySelector("b").textContent = text;
        });
        const items = window.nkbookRule.ofReadings(claim, at).map((textContent) => (
          Object.assign(document.createElement("li"), { textContent })));
        box.querySelector(".nk-counts").replaceChildren(...items);
        drawStrip(claim, part, strip);
      },
    };
    sliders.forEach((slider, n) => slider.addEventListener("input", () => {
      put(part, n, Number(slider.value));
      show(claim, panel);
    }));
    box.querySelector("button").addEventListener("click", () => {
      stand(part, book(part));
      show(claim, panel);
    });
    return panel;
  }

  function options(claim) {
    const box = html(claim.options);
    const lists = [...box.querySelectorAll("select")];
    const panel = {
      box,
      say: () => window.nkbookRule.ofOptions(claim, claim.chosen, anyMoved(claim)),
      draw: () => lists.forEach((list, n) => {
        list.value = claim.chosen[n];
        list.nextElementSibling.textContent = list.selectedOptions[0].dataset.why;
      }),
    };
    lists.forEach((list, n) => list.addEventListener("change", () => {
      claim.chosen[n] = Number(list.value);
      show(claim, panel);
    }));
    box.querySelector("button").addEventListener("click", () => {
      claim.chosen = [...claim.defaults];
      show(claim, panel);
    });
    return panel;
  }

  /* Puts a line somewhere; one that is in its way is pushed along. */
  function put(part, n, value) {
    stand(part, part.at.map((at, m) => (m < n ? Math.min(at, value) : m > n ? Math.max(at, value) : value)));
  }

  function stand(part, values) {
    part.at = values;
    part.lines.forEach((line, n) => line.ends.forEach(([side, end]) => { part.regions[side][end] = values[n]; }));
  }

  /* Brings all panels of a claim up to date; only the one in use speaks. */
  function show(claim, active) {
    for (const panel of claim.panels) {
      panel.status.setAttribute("aria-live", panel === active ? "polite" : "off");
      panel.status.textContent = panel.say();
      panel.draw();
    }
    drawResidents(claim);
  }

  /* ---------- the strip ---------- */

  function drawStrip(claim, part, strip) {
    const { SIDES, judge, region, held, fill } = window.nkbookRule;
    const [low, high] = part.axis;
    const place = (value) => Math.round(1000 * (Math.min(Math.max(value, low), high) - low) / (high - low)) / 10;
    const image = strip.querySelector("[role='img']");
    image.dataset.alt = image.dataset.alt || image.getAttribute("aria-label");
    const alt = image.dataset.alt;
    image.setAttribute("aria-label", moved(part) ? fill(claim.words.drawn, { alt }) : alt);
    for (const side of SIDES) {
      const text = strip.querySelector(`.nk-zones [data-hue="${side}"] b`);
      text.textContent = region(part.regions[side], part.suffix, claim.words.regions);
    }
    const stances = judge(claim, claim.defaults).parts[claim.parts.indexOf(part)].stances;
    const shown = part.readings.map((reading, n) => [reading, stances[n]]).filter(([reading]) => reading.shown);
    strip.querySelectorAll(".nk-row").forEach((row, n) => {
      if (!shown[n]) return;
      const [reading, stance] = shown[n];
      if (!reading.regions) drawRegions(row, part, place);
      drawStance(row, claim, reading, stance);
    });
  }

  function drawRegions(row, part, place) {
    for (const [side, [low, high]] of Object.entries(part.regions)) {
      const zone = row.querySelector(`rect[data-hue="${side}"]`);
      const [left, right] = [low === null ? 0 : place(low), high === null ? 100 : place(high)];
      zone.setAttribute("x", `${left}%`);
      zone.setAttribute("width", `${right - left}%`);
    }
    const edges = [...row.querySelectorAll("line.nk-edge:not(.nk-book)")];
    edges.forEach((edge, n) => {
      if (!edge.previousElementSibling?.matches(".nk-book")) {   // the book's own line stays behind as a shadow
        edge.before(edge.cloneNode());
        edge.previousElementSibling.classList.add("nk-book");
      }
      edge.previousElementSibling.style.display = part.at[n] === part.lines[n].value ? "none" : "";
      ["x1", "x2"].forEach((end) => edge.setAttribute(end, `${place(part.at[n])}%`));
    });
  }

  function drawStance(row, claim, reading, stance) {
    const { carries, limits, open } = stance;
    const word = carries && { supports: "supported", contradicts: "contradicted" }[carries]
      + (limits.length ? " within limits" : "");
    const glyph = claim.verdicts[word];
    const [paper, mark] = ["paper", "mark"].map((name) => row.querySelector(`.nk-${name}`));
    if (mark) {
      paper.setAttribute("d", glyph.outer);
      mark.setAttribute("d", glyph.path);
      mark.dataset.hue = glyph.hue;
    }
    const said = row.querySelector(".nk-reading");
    if (!said.querySelector("i")) said.append(" ", document.createElement("i"));
    const note = said.querySelector("i");
    note.textContent = reading[open] || claim.words.notes[open] || "";
  }

  /* ---------- from leavers to residents: what turns a verdict depends on the line ---------- */

  function drawResidents(claim) {
    const { tipping, chosen, held, number } = window.nkbookRule;
    const rows = document.querySelectorAll(`[aria-label="From leavers to residents, claim ${claim.id}"] tbody tr`);
    const turning = claim.parts.flatMap((part) => part.readings
      .map((reading) => [part, reading.found[chosen(reading, claim.defaults)], held(reading, part)]))
      .map(([part, found, regions]) => found && tipping(found, regions) && { part, ...tipping(found, regions) })
      .filter(Boolean);
    const odds = (value) => (Number.isFinite(value) ? number(value) : "any");
    rows.forEach((row, n) => {
      const share = (value) => (value >= 0 && value <= 100 ? number(value) + turning[n].part.suffix : "none");
      const pair = ([from, near], text) => `${text(from)} (${text(near)})`;
      row.cells[3].textContent = pair(turning[n].odds, odds);
      row.cells[4].textContent = pair(turning[n].share, share);
    });
  }

  /* ---------- start ---------- */

  /* Paper shows the book's own lines. */
  function onPaper(print) {
    for (const claim of claims.values()) {
      if (!claim.panels.length) continue;
      for (const part of claim.parts) {
        if (print) part.kept = part.at;
        stand(part, print ? book(part) : part.kept);
      }
      show(claim);
    }
  }

  function start() {
    for (const button of document.querySelectorAll(".nk-move")) {
      button.hidden = false;
      // Many buttons say the same; what each belongs to tells them apart for who hears them.
      const caption = button.value && button.previousElementSibling.querySelector("figcaption").textContent;
      button.setAttribute("aria-label", [button.textContent, idOf(button), caption].filter(Boolean).join(", "));
      button.addEventListener("click", () => open(button));
    }
    addEventListener("beforeprint", () => onPaper(true));
    addEventListener("afterprint", () => onPaper(false));
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
