/* Makes the book's figures live when a reader asks for it, and remembers whether code is shown.
   Everything is loaded by script tags, so that it also works from a USB stick (file://). */
(() => {
  "use strict";

  const page = document.documentElement;
  const root = page.dataset.content_root || "./";
  const PLOTLY = "_static/vendor/plotly/plotly-basic.min.js";
  const NARROW = 520;           // plots narrower than this are laid out for a phone
  const HOVER = 60;             // plotly writes a label at a point at most every 50 milliseconds
  const QUIET = "rgba(128,128,128,.25)";
  // The library knows addresses to share figures and to fetch maps; it is given none.
  const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, showTips: false,
    plotlyServerURL: "", topojsonURL: "", showSendToCloud: false, showEditInChartStudio: false };

  const copy = (value) => JSON.parse(JSON.stringify(value));
  const dark = () => page.dataset.theme === "dark";
  const style = (name) => getComputedStyle(page).getPropertyValue(name).trim();

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  /* ---------- loading ---------- */

  const scripts = new Map();
  function load(path) {
    if (!scripts.has(path)) {
      scripts.set(path, new Promise((resolve, reject) => {
        const tag = document.createElement("script");
        tag.src = root + path;
        tag.onload = resolve;
        tag.onerror = () => reject(new Error(`cannot load ${path}`));
        document.head.append(tag);
      }));
    }
    return scripts.get(path);
  }
  window.nkbookLoad = load;

  const figures = new Map();
  const boxOf = (name) => document.querySelector(`.nk-plot[data-figure="${name}"]`);
  window.nkbookFigure = (name, figure) => figures.set(name, figure);
  window.nkbookLoad = load;
  window.nkbookExplore = (name) => explore(boxOf(name));

  async function explore(box) {
    const name = box.dataset.figure;
    try {
      await Promise.all([load(PLOTLY), load(`_figures/${name}.js`)]);
      await draw(box, figures.get(name));
    } catch (error) {
      console.error(`figure ${name}:`, error);   // the still picture stays in its place
    }
  }

  /* ---------- drawing ---------- */

  async function draw(box, figure) {
    let live = box.querySelector(".nk-live");
    if (!live) {
      live = document.createElement("div");
      live.className = "nk-live";
      // Who cannot see it has the words of the picture, the points one by one, and the table.
      live.setAttribute("aria-hidden", "true");
      box.append(live);
    }
    const width = box.clientWidth;
    if (!width) return;
    const { data, layout } = fitted(figure, width);
    await place(live, data, layout, box);
    await layEvents(box);
    box.dataset.width = width;
    box.dataset.drawn = dark() ? "dark" : "light";
  }

  /* Draws data first and notes second: a label then widens a margin instead of the axis, which
     would run on into years without data. */
  async function place(live, data, layout, box) {
    const notes = layout.annotations || [];
    // A number at the end of a bar may stand outside the axes, never behind their edge.
    data.forEach((trace) => { if (trace.text && /^(bar|scatter)$/.test(trace.type || "scatter")) trace.cliponaxis = false; });
    for (const axis of axes(layout)) {
      const title = layout[axis].title;
      if (title && title.text && !title.font) title.font = { size: 12 };
    }
    await window.Plotly.react(live, data, { ...layout, annotations: [] }, CONFIG);
    if (box) box.classList.add("nk-drawn");
    const change = { annotations: notes };
    for (const axis of axes(layout)) {
      const full = live._fullLayout[axis];
      if (full && full.autorange) change[`${axis}.range`] = reaching(full, axis, notes);
    }
    await window.Plotly.relayout(live, change);
    await makeRoom(live);
    await clearNames(live);
    await makeRoom(live);
    await separateLabels(live);
    await makeRoom(live);
    await clearLabels(live);
  }

  /* The axis's range, stretched to the points that notes name. */
  function reaching(axis, key, notes) {
    const [letter, ref] = [key[0], key.replace("axis", "")];
    const at = notes.filter((note) => (note[`${letter}ref`] || letter) === ref)
      .map((note) => axis.d2l(note[letter])).filter(Number.isFinite);
    const [first, last] = axis.range.map(axis.r2l);
    const low = Math.min(first, last, ...at);
    const high = Math.max(first, last, ...at);
    return (first < last ? [low, high] : [high, low]).map(axis.l2r);
  }

  /* A still picture is drawn with the same care, in kaleido's page. */
  window.nkbookStill = async (live, figure) => {
    const layout = copy(figure.layout);
    if (layout.width < NARROW) forPhone(layout, (layout.meta || {}).phone || {});
    ["annotations", "shapes"].forEach((key) => (layout[key] || []).forEach((part) => legible(part)));
    await place(live, copy(figure.data), layout);
  };

  /* A copy of the figure for this width and theme. */
  function fitted(figure, width) {
    const data = copy(figure.data);
    const layout = copy(figure.layout);
    const narrow = width < NARROW;
    layout.autosize = false;
    layout.width = width;
    // The ground is named, though style sheets clear it: the library chooses colours of labels by it.
    const [ink, ground] = [style("--pst-color-text-base"), style("--pst-color-background")];
    layout.paper_bgcolor = ground;
    layout.plot_bgcolor = "rgba(0,0,0,0)";
    layout.font = { ...layout.font, color: ink };
    layout.hoverlabel = { bgcolor: ground, bordercolor: style("--nk-muted"), font: { size: 13, color: ink }, namelength: -1, ...layout.hoverlabel };
    // A finger that scrolls the page must not zoom the plot.
    if (matchMedia("(pointer: coarse)").matches || narrow) layout.dragmode = false;
    if (narrow) forPhone(layout, (layout.meta || {}).phone || {});
    for (const axis of axes(layout)) themeAxis(layout[axis]);
    data.forEach((trace) => legible(trace));
    if (dark()) data.forEach((trace) => withinBars(trace, ink, ground));
    ["annotations", "shapes"].forEach((key) => (layout[key] || []).forEach((part) => legible(part)));
    if (dark() && layout.colorway) layout.colorway = layout.colorway.map((c) => contrasting(c, true));
    return { data, layout };
  }

  function axes(layout) {
    ["xaxis", "yaxis"].forEach((axis) => { layout[axis] = layout[axis] || {}; });
    return Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  }

  function themeAxis(axis) {
    axis.automargin = true;
    axis.gridcolor = axis.zerolinecolor = axis.linecolor = axis.tickcolor = QUIET;
  }

  /* What the chapter stored for a phone, laid over the wide layout. */
  function forPhone(layout, phone) {
    for (const [key, value] of Object.entries(phone)) {
      const both = value && typeof value === "object" && !Array.isArray(value);
      layout[key] = both ? { ...layout[key], ...value } : value;
    }
  }

  /* ---------- labels ---------- */

  const LABELS = ".annotation, .textpoint text, .bartext, .g-xtitle, .g-ytitle";

  /* Widens the margins until no label is cut off at an edge. */
  async function makeRoom(live) {
    for (let round = 0; round < 3; round += 1) {
      const frame = live.getBoundingClientRect();
      const over = { l: 0, r: 0, t: 0, b: 0 };
      for (const node of live.querySelectorAll(LABELS)) {
        const box = node.getBoundingClientRect();
        if (!box.width) continue;
        over.l = Math.max(over.l, frame.left - box.left);
        over.r = Math.max(over.r, box.right - frame.right);
        over.t = Math.max(over.t, frame.top - box.top);
        over.b = Math.max(over.b, box.bottom - frame.bottom);
      }
      if (Object.values(over).every((excess) => excess < 1)) return;
      const change = {};
      for (const [side, excess] of Object.entries(over)) {
        const most = side === "l" || side === "r" ? frame.width * 0.42 : frame.height * 0.3;
        const now = live.layout.margin[side] || 0;
        if (excess >= 1) change[`margin.${side}`] = Math.min(now + excess + 4, most);
      }
      await window.Plotly.relayout(live, change);
    }
  }

  /* Moves notes that cover one another apart, each by half, keeping their order. */
  async function separateLabels(live) {
    const given = live.layout.annotations || [];
    const frame = rect(live);
    const notes = [...live.querySelectorAll(".annotation")]
      .map((node) => ({ index: Number(node.dataset.index), ...rect(node), move: 0 }))
      .filter(({ index }) => given[index] && !given[index].showarrow)
      .sort((a, b) => a.top + a.bottom - b.top - b.bottom);
    const shift = (note, by) => {
      const kept = Math.max(by, frame.top - note.top);     // never above the plot
      note.top += kept;
      note.bottom += kept;
      note.move += kept;
    };
    for (let round = 0; round < 40; round += 1) {
      for (let j = 1; j < notes.length; j += 1) {
        for (let i = 0; i < j; i += 1) {
          const [upper, lower] = [notes[i], notes[j]];
          const apart = upper.right <= lower.left || lower.right <= upper.left;
          const overlap = upper.bottom - lower.top + 1;
          if (apart || overlap <= 0 || lower.bottom <= upper.top) continue;
          shift(upper, -overlap / 2);
          shift(lower, upper.bottom - lower.top + 1);
        }
      }
    }
    const change = {};
    for (const { index, move } of notes) {
      if (Math.abs(move) > 0.5) change[`annotations[${index}].yshift`] = (given[index].yshift || 0) - move;
    }
    if (Object.keys(change).length) await window.Plotly.relayout(live, change);
  }

  /* Keeps numbers beside bars off the names of their rows, and names below an axis off one another. */
  async function clearNames(live) {
    for (let round = 0; round < 3; round += 1) {
      const change = {};
      for (const key of axes(live.layout)) {
        const axis = live._fullLayout[key];
        const names = axis && [...live.querySelectorAll(`.${axis._id}tick text`)].map(rect);
        if (!names || key[0] !== "x") continue;
        const close = names.some((name, at) => at && name.left - names[at - 1].right < 4 && name.top === names[at - 1].top);
        if (close && axis.ticktext && names.length === axis.ticktext.length) {
          change[`${key}.ticktext`] = axis.ticktext.map((text, at) => (at % 2 ? `<br>${text}` : text));
        }
        const edge = rect(live).left + axis._offset;
        const over = Math.max(0, ...[...live.querySelectorAll(".bartext-outside")].map((node) => edge + 2 - rect(node).left));
        if (over && axis.type === "linear" && axis.range[0] < axis.range[1]) {
          const [first, last] = axis.range;
          change[`${key}.range`] = [first - (last - first) * over / (axis._length - over), last];
        }
      }
      if (!Object.keys(change).length) return;
      await window.Plotly.relayout(live, change);
    }
  }

  const FAR = [120, 160];     // pixels across and up that a label may be moved
  const NEAR = 14;            // pixels within which a label should have its own mark and no other

  /* Moves a label that lies on a mark, on another label or on the words of an axis to the nearest place
     that is free and lies nearer to its own mark than to any other. */
  async function clearLabels(live) {
    const given = live.layout.annotations || [];
    const frame = rect(live);
    const drawn = marks(live);
    const notes = [...live.querySelectorAll(".annotation")]
      .map((node) => ({ index: Number(node.dataset.index), node: node.querySelector("rect.bg") || node }))
      .filter(({ index }) => given[index] && !given[index].showarrow && given[index].text)
      .map((note) => ({ ...note, box: inner(rect(note.node)), at: anchorOf(live, given[note.index]) }));
    for (const note of notes) note.own = ownOf(note, drawn, given[note.index]);
    const taken = [...[...live.querySelectorAll(WORDS)].map(rect), ...strips(live)];
    const change = {};
    for (const note of notes) {
      const walls = taken.concat(notes.filter((other) => other !== note).map((other) => other.box));
      const reach = { left: note.box.left - FAR[0], right: note.box.right + FAR[0], top: note.box.top - FAR[1], bottom: note.box.bottom + FAR[1] };
      const near = drawn.filter((mark) => apart(mark, reach) <= 0);
      const judge = (dx, dy) => {
        const box = moved(note.box, dx, dy);
        if (box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom) return null;
        let hits = 0;
        for (const wall of walls) if (apart(box, wall) <= 0) hits += 9;
        for (const mark of near) if (covers(box, mark)) hits += 1;
        return { dx, dy, box, hits };
      };
      const now = judge(0, 0) || { hits: 9 };
      if (!now.hits) continue;
      const way = (place) => Math.hypot(0.8 * place.dx, place.dy) + 150 * place.hits;
      let best = null;
      for (const place of places()) {
        if (best && way({ ...place, hits: 0 }) >= best.cost) break;
        const found = judge(place.dx, place.dy);
        if (!found) continue;
        let cost = way(found);
        if (best && cost >= best.cost) continue;
        if (note.own) {
          const [mine, other] = [true, false].map((own) => nearest(found.box, near, (mark) => note.own.has(mark.of) === own));
          cost += Math.min(60, 2 * Math.max(0, mine - NEAR)) + Math.max(0, NEAR - other) + (other < mine ? 20 + mine - other : 0);
        }
        if (!best || cost < best.cost) best = { ...found, cost };
      }
      if (!best || best.hits >= now.hits) continue;
      note.box = best.box;
      change[`annotations[${note.index}].xshift`] = (given[note.index].xshift || 0) + best.dx;
      change[`annotations[${note.index}].yshift`] = (given[note.index].yshift || 0) - best.dy;
    }
    if (Object.keys(change).length) await window.Plotly.relayout(live, change);
  }

  const WORDS = ".g-xtitle text, .g-ytitle text, .bartext, .textpoint text, .legend";

  /* Where the words of each axis stand, and what lies between them. */
  function strips(live) {
    const words = axes(live.layout).map((key) => live._fullLayout[key])
      .map((axis) => (axis ? [...live.querySelectorAll(`.${axis._id}tick text`)].map(rect) : []))
      .map((boxes) => boxes.filter(({ left, right }) => right > left));        // one without room is hidden
    return words.filter((boxes) => boxes.length).map((boxes) => ({
      left: Math.min(...boxes.map(({ left }) => left)), right: Math.max(...boxes.map(({ right }) => right)),
      top: Math.min(...boxes.map(({ top }) => top)), bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
    }));
  }

  let steps;
  /* Ways to move, the shortest first. */
  function places() {
    if (!steps) {
      steps = [];
      for (let dx = -FAR[0]; dx <= FAR[0]; dx += 4) for (let dy = -FAR[1]; dy <= FAR[1]; dy += 2) steps.push({ dx, dy });
      steps.sort((a, b) => Math.hypot(0.8 * a.dx, a.dy) - Math.hypot(0.8 * b.dx, b.dy));
    }
    return steps;
  }

  /* What is drawn, as boxes on the screen that know of which mark they are; a line is many small ones. */
  function marks(live) {
    const found = [];
    const along = (path, of, colour) => {
      const [length, to] = [path.getTotalLength(), path.getScreenCTM()];
      for (let at = 0; at <= length; at += 2.5) {
        const { x, y } = path.getPointAtLength(at).matrixTransform(to);
        found.push({ left: x - 1, right: x + 1, top: y - 1, bottom: y + 1, of, colour });
      }
    };
    const ink = (node, part) => { const look = getComputedStyle(node); return look[`${part}Opacity`] > 0.1 && look[part]; };
    const wide = (node) => parseFloat(getComputedStyle(node).strokeWidth) > 0;
    for (const path of live.querySelectorAll(".js-line, .errorbar path, .shapelayer path")) {
      const line = ink(path, "stroke");
      const rule = path.closest(".shapelayer");
      if (line && line !== "none" && wide(path) && (path.getAttribute("d") || "").length > 1 && !(rule && ink(path, "fill") && ink(path, "fill") !== "none")) {
        along(path, rule || path.closest(".errorbar") ? path : path.closest(".trace"), line);
      }
    }
    for (const node of live.querySelectorAll(".scatterlayer .point, .barlayer .point path")) {
      const trace = node.closest(".trace");
      const line = trace.querySelector(".js-line");
      found.push({ ...rect(node), of: line && wide(line) ? trace : node, colour: ink(node, "fill") || ink(node, "stroke") });
    }
    return found;
  }

  /* Where a note's own point is on the screen; null where it has none. */
  function anchorOf(live, note) {
    const at = {};
    const frame = rect(live);
    for (const [letter, start] of [["x", frame.left], ["y", frame.top]]) {
      const ref = note[`${letter}ref`] || letter;
      const size = live._fullLayout._size;
      if (ref === "paper") at[letter] = letter === "x" ? start + size.l + size.w * note.x : start + size.t + size.h * (1 - note.y);
      else {
        const axis = live._fullLayout[ref.replace(" domain", "").replace(/^([xy])/, "$1axis")];
        if (!axis) return null;
        const part = letter === "x" ? note.x : 1 - note.y;
        at[letter] = start + axis._offset + (ref.endsWith("domain") ? axis._length * part : axis.r2p(note[letter]));
      }
    }
    return Number.isFinite(at.x + at.y) ? at : null;
  }

  /* The marks that a note names: those at its point, of its colour if any is. */
  function ownOf(note, drawn, { font }) {
    if (!note.at) return null;
    const point = { left: note.at.x, right: note.at.x, top: note.at.y, bottom: note.at.y };
    const there = drawn.filter((mark) => apart(mark, point) < 5);
    const same = there.filter(({ colour }) => font && String(channels(colour)) === String(channels(font.color)));
    const own = new Set((same.length ? same : there).map(({ of }) => of));
    return own.size ? own : null;
  }

  function nearest(box, drawn, chosen) {
    let least = Infinity;
    for (const mark of drawn) if (chosen(mark)) least = Math.min(least, apart(box, mark));
    return Math.max(0, least);
  }

  /* Pixels between two boxes, below nought where they overlap. */
  function apart(a, b) {
    const [across, up] = [Math.max(a.left - b.right, b.left - a.right), Math.max(a.top - b.bottom, b.top - a.bottom)];
    return across > 0 && up > 0 ? Math.hypot(across, up) : Math.max(across, up);
  }

  const covers = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const moved = (box, dx, dy) => ({ left: box.left + dx, right: box.right + dx, top: box.top + dy, bottom: box.bottom + dy });
  const inner = ({ left, right, top, bottom }) => ({ left: left + 2, right: right - 2, top: top + 2, bottom: bottom - 2 });

  function rect(node) {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    return { left, right, top, bottom };
  }

  /* ---------- colours that stand out ---------- */

  /* Makes text of a figure legible on either page, and lines and fills on a dark one. */
  function legible(part, inText = false) {
    for (const [key, value] of Object.entries(part)) {
      if (key === "bgcolor") {
        if (dark()) part[key] = style("--pst-color-background");
      } else if (/color$/i.test(key)) {
        part[key] = Array.isArray(value) ? value.map((c) => contrasting(c, inText)) : contrasting(value, inText);
      } else if (value && typeof value === "object" && !Array.isArray(value)) {
        legible(value, /font$/.test(key));
      }
    }
  }

  /* Words within bars: where a bar lets the page through, the library takes that page for white. */
  function withinBars(trace, ink, ground) {
    const chosen = [trace.textfont, trace.insidetextfont].some((font) => font && font.color);
    if (trace.type !== "bar" || !trace.text || !trace.marker || !trace.marker.color || chosen) return;
    const back = channels(ground);
    const over = (colour) => {
      const parts = channels(colour);
      const light = parts && luminance(...back.slice(0, 3).map((c, n) => c + (parts[n] - c) * parts[3]));
      return light > 0.18 ? ground : ink;
    };
    const { color } = trace.marker;
    trace.insidetextfont = { ...trace.textfont, color: Array.isArray(color) ? color.map(over) : over(color) };
  }

  /* The same hue, mixed with white or black until it has 4.5:1 against the page. */
  function contrasting(colour, inText) {
    const parts = channels(colour);
    if (!parts || parts[3] < 0.5 || (!dark() && !inText)) return colour;
    let [r, g, b] = parts;
    const toward = (goal) => { [r, g, b] = [r, g, b].map((c) => c + (goal - c) * 0.08); };
    if (dark()) while (luminance(r, g, b) < 0.23) toward(255);
    else while (luminance(r, g, b) > 0.18) toward(0);
    return `rgba(${[r, g, b].map(Math.round).join(",")},${parts[3]})`;
  }

  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  function channels(colour) {
    if (typeof colour !== "string" || !CSS.supports("color", colour)) return null;
    pen.fillStyle = colour;
    const text = pen.fillStyle;                       // "#rrggbb" or "rgba(r, g, b, a)"
    if (text[0] !== "#") return text.match(/[\d.]+/g).map(Number);
    return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)).concat(1);
  }

  function luminance(...rgb) {
    const [r, g, b] = rgb.map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  /* ---------- events behind a figure ---------- */

  const EVENT = "event";      // the name of what is laid behind, by which it is taken away again
  const NUMBER = 16;          // pixels that the number of an event needs
  const OF_A_YEAR = 365;

  const eventsOf = (box) => box.closest("figure").querySelector(".nk-events");

  /* Draws each event of the open list as a line, under its number in the list where there is room for it. */
  async function layEvents(box) {
    const [fold, live] = [eventsOf(box), box.querySelector(".nk-live")];
    if (!fold || !live) return;
    const kept = (parts) => (parts || []).filter((part) => part.name !== EVENT);
    const [shapes, annotations] = [kept(live.layout.shapes), kept(live.layout.annotations)];
    const across = Object.values(live._fullLayout).filter((part) => part && /^x\d*$/.test(part._id));
    for (const axis of fold.open ? across : []) {
      // One axis for several panels: lines run through all of them.
      const line = { name: EVENT, xref: axis._id, yref: across.length > 1 ? `${axis.anchor} domain` : "paper" };
      let taken = -Infinity;
      [...fold.querySelectorAll("li")].forEach((item, index) => {
        const x = item.hidden ? undefined : onAxis(axis, item.dataset.at);
        if (x === undefined || !within(axis, x)) return;
        shapes.push({ ...line, type: "line", x0: x, x1: x, y0: 0, y1: 1, layer: "below", line: { width: 1, color: QUIET } });
        const at = axis.d2p(x);
        if (at - taken < NUMBER) return;
        taken = at;
        annotations.push({ ...line, x, y: 1, yanchor: "bottom", yshift: 12, showarrow: false, text: String(index + 1),
          font: { size: 11, color: style("--nk-muted") }, hovertext: item.textContent.trim(), captureevents: true });
      });
    }
    await window.Plotly.relayout(live, { shapes, annotations });
  }

  /* A date as an axis has it. Where it counts years, a point stands for the whole year: its middle is the number. */
  function onAxis(axis, date) {
    const [year, month, day] = date.split("-");
    if (axis.type === "date") return `${year}-${month || "07"}-${day || (month ? "15" : "01")}`;
    if (axis.type !== "linear") return undefined;
    const passed = (Date.UTC(year, (month || 7) - 1, day || (month ? 15 : 2)) - Date.UTC(year, 0, 1)) / 864e5;
    return Number(year) + passed / OF_A_YEAR - 0.5;
  }

  function within(axis, x) {
    const [low, high] = axis.range.map(axis.r2l).sort((a, b) => a - b);
    return axis.d2l(x) >= low && axis.d2l(x) <= high;
  }

  function watchEvents(box) {
    const fold = box && eventsOf(box);
    if (!fold) return;
    const movers = fold.querySelector("select");
    movers.closest("label").hidden = false;
    movers.addEventListener("change", () => {
      fold.querySelectorAll("li").forEach((item) => { item.hidden = movers.value && item.dataset.by !== movers.value; });
      layEvents(box);
    });
    fold.addEventListener("toggle", () => {
      const button = box.closest("figure").querySelector(".nk-explore");
      if (fold.open && button) button.click();        // what is not live yet is drawn with its events
      else if (box.classList.contains("nk-drawn")) layEvents(box);
    });
  }

  /* ---------- point by point ---------- */

  /* A slider that goes through a figure's points, for keyboards, fingers and screen readers. */
  function stepper(box, title) {
    const live = box.querySelector(".nk-live");
    const points = live.data.flatMap((trace, curveNumber) => (trace.hoverinfo === "skip" ? []
      : trace.x.map((x, pointNumber) => ({ curveNumber, pointNumber, x, y: trace.y[pointNumber] }))))
      .filter(({ x, y }) => x !== null && y !== null);
    if (!points.length) return "";
    const slider = element("input", { type: "range", min: 0, max: points.length - 1, step: 1, value: 0 });
    const read = element("output", {});
    const say = () => {
      const lines = [...live.querySelectorAll(".hovertext text")].map((text) => (
        [...(text.children.length ? text.children : [text])].map((line) => line.textContent).join(" ")));
      read.textContent = lines.filter(Boolean).join(", ");
      slider.setAttribute("aria-valuetext", read.textContent);
    };
    const point = () => {
      const { curveNumber, pointNumber } = points[slider.value];
      const { xaxis = "x", yaxis = "y" } = live.data[curveNumber];
      window.Plotly.Fx.hover(live, [{ curveNumber, pointNumber }], xaxis + yaxis);
      setTimeout(say, HOVER);
    };
    slider.addEventListener("input", point);
    // After a finger or a mouse no label opens by itself.
    slider.addEventListener("focus", () => { if (slider.matches(":focus-visible")) point(); });
    return element("label", { className: "nk-step" }, `${title} `, slider, read);
  }

  /* ---------- when to draw, and to draw again ---------- */

  function offer(box) {
    const button = box.closest("figure").querySelector(".nk-explore");
    if (!button) return;
    const start = async () => {
      if (button.disabled) return;
      button.disabled = true;
      const asked = document.activeElement === button;
      await explore(box);
      if (!box.classList.contains("nk-drawn")) { button.disabled = false; return; }
      const step = stepper(box, button.dataset.step);
      button.replaceWith(step);
      if (asked && step) step.querySelector("input").focus();
    };
    button.hidden = false;
    box.classList.add("nk-offered");
    button.addEventListener("click", start);
    box.querySelector(".nk-static").addEventListener("click", start);
  }

  function watchFigures() {
    const boxes = [...document.querySelectorAll(".nk-plot[data-figure]")];
    const drawn = () => boxes.filter((box) => box.classList.contains("nk-drawn"));
    const again = (box) => draw(box, figures.get(box.dataset.figure));
    boxes.forEach(offer);

    let timer;
    const resized = new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        drawn().filter((box) => Number(box.dataset.width) !== box.clientWidth).forEach(again);
      }, 150);
    });
    boxes.forEach((box) => resized.observe(box));

    new MutationObserver(() => {
      const theme = dark() ? "dark" : "light";
      drawn().filter((box) => box.dataset.drawn !== theme).forEach(again);
    }).observe(page, { attributeFilter: ["data-theme"] });

    // Paper is white: pages are printed in the light theme, with the still pictures.
    let theme;
    addEventListener("beforeprint", () => {
      theme = page.dataset.theme;
      page.dataset.theme = "light";
      document.querySelectorAll("img.nk-static").forEach((still) => { still.loading = "eager"; });
    });
    addEventListener("afterprint", () => { page.dataset.theme = theme; });
  }

  /* ---------- what a reader can take from a figure ---------- */

  const foldOf = (name) => document.querySelector(`.nk-use[data-figure="${name}"]`);
  window.nkbookUse = (name, html) => {
    const fold = foldOf(name);
    fold.lastElementChild.outerHTML = html;
    fold.querySelector("[data-png]").addEventListener("click", () => png(name));
    watchEvents(boxOf(name));
    alignNumbers();
  };

  function watchUses() {
    for (const fold of document.querySelectorAll(".nk-use")) {
      fold.addEventListener("toggle", () => load(`_figures/use/${fold.dataset.figure}.js`), { once: true });
    }
  }

  const wholes = new Map();
  window.nkbookWhole = (name, svg) => wholes.set(name, svg);

  /* Saves the picture with its words, twice as fine as on the page. */
  async function png(name) {
    await load(`_figures/whole/${name}.js`);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(wholes.get(name))}`;
    await image.decode();
    const canvas = element("canvas", { width: 2 * image.width, height: 2 * image.height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    element("a", { href: canvas.toDataURL("image/png"), download: `${name}.png` }).click();
  }

  /* ---------- code ---------- */

  const KEY = "nkbook-show-code";
  function remembered() {
    try { return localStorage.getItem(KEY) === "yes"; } catch { return false; }
  }
  function remember(shown) {
    try { localStorage.setItem(KEY, shown ? "yes" : "no"); } catch { /* private window: forget */ }
  }

  function watchCode() {
    const button = document.querySelector(".nk-switch");
    if (!button) return;
    let shown = remembered();
    const apply = () => {
      document.querySelectorAll("details.nk-code").forEach((cell) => { cell.open = shown; });
      button.textContent = shown ? "Hide all code" : "Show all code";
    };
    button.hidden = false;
    button.addEventListener("click", () => { shown = !shown; remember(shown); apply(); });
    if (shown) apply();
  }

  /* ---------- keyboards and screen readers ---------- */

  /* What scrolls sideways must be reachable without a mouse. */
  function reachable() {
    for (const node of document.querySelectorAll(".cell_output, .cell_output pre, .highlight pre, .text_html, mjx-container")) {
      if (node.scrollWidth > node.clientWidth + 1) node.tabIndex = 0;
    }
  }

  const PHONE = matchMedia("(max-width: 640px)");
  const LETTERS = 30;           // letters of a cell from which on it holds words and no sign or number
  const CRAMPED = 110;          // pixels that such a cell needs

  /* On a phone a table with words for which there is no room shows each row as a card; it stays a table to
     who hears it. What else is wide scrolls sideways, with a shade at its edge. */
  function stack() {
    for (const table of document.querySelectorAll(".bd-article :is(.nk-scroll-x, .cell_output) table")) {
      const heads = table.tHead && table.tHead.rows.length === 1 ? [...table.tHead.rows[0].cells] : [];
      const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
      if (!heads.length || rows.some((row) => row.cells.length !== heads.length)) continue;
      cards(table, heads, rows, false);
      if (!PHONE.matches || !table.offsetWidth) continue;
      const wide = table.scrollWidth > table.parentNode.clientWidth + 1;
      const words = rows.flatMap((row) => [...row.cells].slice(1)).filter((cell) => cell.textContent.trim().length > LETTERS);
      if (words.some((cell) => wide || cell.offsetWidth < CRAMPED)) cards(table, heads, rows, true);
    }
  }

  function cards(table, heads, rows, stacked) {
    if (table.classList.contains("nk-stacked") === stacked) return;
    table.classList.toggle("nk-stacked", stacked);
    const role = (node, name) => (stacked ? node.setAttribute("role", name) : node.removeAttribute("role"));
    role(table, "table");
    [table.tHead, ...table.tBodies].forEach((part) => role(part, "rowgroup"));
    [table.tHead.rows[0], ...rows].forEach((row) => role(row, "row"));
    heads.forEach((head) => role(head, "columnheader"));
    for (const row of rows) {
      [...row.cells].forEach((cell, column) => {
        role(cell, cell.tagName === "TH" ? "rowheader" : "cell");
        cell.dataset.label = heads[column].textContent.trim();
      });
    }
  }

  /* Numbers stand below one another in every table, whoever made it. */
  function alignNumbers() {
    for (const table of document.querySelectorAll(".bd-article table")) {
      const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
      const width = Math.max(0, ...rows.map((row) => row.cells.length));
      for (let column = 0; column < width; column += 1) {
        const cells = rows.map((row) => row.cells[column]).filter(Boolean);
        const filled = cells.map((cell) => cell.textContent.trim()).filter((text) => !/^[–—-]?$/.test(text));
        if (!filled.length || !filled.every((text) => /^[−+-]?[\d.,]+\s?%?$/.test(text))) continue;
        const heads = table.tHead ? [...table.tHead.rows].map((row) => row.cells[column]).filter(Boolean) : [];
        cells.concat(heads).forEach((cell) => cell.classList.add("nk-number"));
      }
    }
  }

  /* ---------- the table of claims ---------- */

  /* Heads sort, two lists filter. Without JavaScript the table is whole and in its own order. */
  function claimsTable(table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = element("button", { type: "button", className: "nk-sort", textContent: head.textContent });
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const text = (row) => row.cells[column].textContent.trim();
        const order = (a, b) => text(a).localeCompare(text(b), "en", { numeric: true });
        body.append(...[...rows].sort((a, b) => (down ? order(b, a) : order(a, b))));
      });
      head.replaceChildren(button);
    });

    const count = element("span", { className: "nk-count" });
    count.setAttribute("role", "status");
    const lists = [["Theme", "theme"], ["Verdict", "verdict"]].map(([title, key]) => {
      const values = [...new Set(rows.map((row) => row.dataset[key]).filter(Boolean))];
      const words = (value) => value.replace(/[-_]/g, " ").replace(/^./, (c) => c.toUpperCase());
      const list = element("select", {}, new Option("All", ""), ...values.map((v) => new Option(words(v), v)));
      return { key, list, label: element("label", {}, `${title} `, list) };
    });
    const filter = () => {
      for (const row of rows) row.hidden = lists.some(({ key, list }) => list.value && row.dataset[key] !== list.value);
      count.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} claims`;
    };
    lists.forEach(({ list }) => list.addEventListener("change", filter));
    filter();
    table.before(element("div", { className: "nk-filter" }, ...lists.map(({ label: l }) => l), count));
  }

  function start() {
    document.querySelectorAll("table.nk-claims").forEach(claimsTable);
    alignNumbers();
    watchFigures();
    watchUses();
    watchCode();
    const fit = () => { stack(); reachable(); };
    fit();
    addEventListener("load", fit);
    document.fonts.ready.then(fit);
    let due;
    let wide = innerWidth;
    const soon = () => { cancelAnimationFrame(due); due = requestAnimationFrame(fit); };
    // A phone that hides its bar of addresses is no narrower for it.
    addEventListener("resize", () => { if (innerWidth !== wide) { wide = innerWidth; soon(); } });
    document.addEventListener("toggle", soon, true);    // what was folded had no width
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
