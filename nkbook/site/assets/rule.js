/* From findings to the verdict of a claim, wherever its lines stand: the book's rule once more, for a reader
   who moves a line. Each function has the name, and stands in the order, of the one that it repeats; a test
   compares the two on a thousand random settings. It touches no page, so that any engine can run it.

   A region is [low, high], null where it has no end; regions are { supports, contradicts }. A stance is
   { carries, excludes, limits, origins, open }, null where no evidence was found. */
var nkbookRule = (() => {
  "use strict";

  const SIDES = ["supports", "contradicts"];
  const PLAIN = { supports: "supported", contradicts: "contradicted" };
  const MAP = "evidence map";
  const POWER = 0.5;    // less often than this a reading could not have shown the other side
  const LEVEL = 0.05;   // share of worlds above which a reading that looks decided abstains

  const opposite = (side) => SIDES[side === SIDES[0] ? 1 : 0];
  const union = (lists) => [...new Set(lists.flat())].sort();
  const disjoint = (one, other) => !one.some((each) => other.includes(each));
  const ends = ([low, high]) => [low ?? -Infinity, high ?? Infinity];

  /* ---------- nkbook/claims/rule.py ---------- */

  function place(regions, low, high) {
    const carried = SIDES.filter((side) => inside(regions, side, low, high));
    const excludes = SIDES.filter((side) => !touches(regions, side, low, high));
    return { carries: carried[0] || "", excludes };
  }

  /* The edge at which a region faces the other one. */
  const edge = ([low, high]) => low ?? high;

  function rule(stances) {
    const found = stances.filter((stance) => stance !== null);
    if (!found.length) return { verdict: "not testable", limits: [] };
    const carrying = (side) => found.filter((stance) => stance.carries === side);
    const against = (side) => found.filter((stance) => stance.excludes.includes(side));
    for (const side of SIDES) {
      const apart = (a) => carrying(side).some((c) => disjoint(a.origins, c.origins));
      if (against(side).some(apart)) return { verdict: "contested", limits: [] };
    }
    const standing = SIDES.filter((side) => carrying(side).length && !against(side).length);
    if (standing.length !== 1) return { verdict: "undetermined", limits: [] };
    return carried(standing[0], limitsOf(carrying(standing[0])));
  }

  function together(parts) {
    const words = parts.map((ruling) => sideOf(ruling.verdict));
    const ended = (word) => parts.filter((ruling) => sideOf(ruling.verdict) === word);
    const [held, broken] = SIDES.map((side) => ended(PLAIN[side]));
    if (words.every((word) => word === "not testable")) return { verdict: "not testable", limits: [] };
    if (held.length && broken.length) return { verdict: "holds in part", limits: limitsIn([...held, ...broken]) };
    if (broken.length) return carried("contradicts", limitsIn(broken));
    if (held.length === words.length) return carried("supports", limitsIn(held));
    return { verdict: words.includes("contested") ? "contested" : "undetermined", limits: [] };
  }

  const sideOf = (verdict) => verdict.replace(" within limits", "");
  const carried = (side, limits) => ({ verdict: PLAIN[side] + (limits.length ? " within limits" : ""), limits });
  const limitsIn = (parts) => union(parts.map((ruling) => ruling.limits));

  function limitsOf(carrying) {
    const limits = carrying.some((s) => !s.limits.length) ? [] : union(carrying.map((s) => s.limits));
    const shared = carrying[0].origins.some((origin) => carrying.every((s) => s.origins.includes(origin)));
    return shared ? union([limits, ["origin"]]) : limits;
  }

  /* A region, and those of its ends that it has in common with the other one; they belong to neither. */
  function both(regions, side) {
    const [own, other] = [side, opposite(side)].map((each) => ends(regions[each]));
    return [own, own.filter((end) => Number.isFinite(end) && other.includes(end))];
  }

  function inside(regions, side, low, high) {
    const [[least, most], common] = both(regions, side);
    const above = common.includes(least) ? low > least : low >= least;
    return above && (common.includes(most) ? high < most : high <= most);
  }

  function touches(regions, side, low, high) {
    const [[least, most], common] = both(regions, side);
    const reaches = common.includes(least) ? high > least : high >= least;
    return reaches && (common.includes(most) ? low < most : low <= most);
  }

  /* ---------- nkbook/claims/evaluation.py ---------- */

  function stance(found, regions, barred) {
    const nothing = (open) => ({ carries: "", excludes: [], limits: [], origins: found.origins, open });
    if (found.cannot) return nothing(found.cannot);
    const { carries, excludes } = place(regions, ...ends(found.ends));
    if (!carries && !excludes.length) return nothing(found.bounds ? "bounds" : "too_wide");
    if (barred.includes(carries)) return nothing("could_not_fail");
    const left = excludes.filter((side) => !barred.includes(opposite(side)));
    if (!carries && !left.length) return nothing("could_not_fail");
    const bounds = Array.isArray(found.people) ? found.people.slice(0, 2) : null;
    const stays = bounds && carries && place(regions, ...bounds).carries === carries;
    const limits = found.people && !stays ? union([found.kinds, ["population"]]) : found.kinds;
    const open = carries ? "" : left.length > 1 ? "between" : "too_wide";
    return { carries, excludes: left, limits, origins: found.origins, open };
  }

  /* ---------- nkbook/methods/residents.py ---------- */

  /* What it would take for the verdict on residents to turn: odds of leaving, and the share elsewhere, each
     from the estimate and from the interval's end nearer to the line. Null without bounds on residents. */
  function tipping(found, regions) {
    if (!Array.isArray(found.people)) return null;
    const [least, most, weight] = found.people;
    const { carries } = place(regions, ...ends(found.ends));
    const edges = (carries ? [carries] : SIDES).map((side) => edge(regions[side]));
    const far = (at) => Math.abs(at - found.estimate);
    const line = edges.reduce((near, at) => (far(at) < far(near) ? at : near));
    const above = found.estimate >= line;
    const covered = above ? least : most - 100 * (1 - weight);   // share in covered provinces times their weight
    return {
      odds: [odds(found.estimate, line, above), odds(found.ends[above ? 0 : 1], line, above)],
      share: [uncovered(weight * found.estimate, weight, line), uncovered(covered, weight, line)],
    };
  }

  function odds(p, line, above) {
    const both = [p * (100 - line), (100 - p) * line];
    const [over, under] = above ? both : both.reverse();
    return under ? over / under : Infinity;
  }

  function uncovered(covered, weight, line) {
    if (weight < 1) return (line - covered) / (1 - weight);
    return covered === line ? line : covered < line ? Infinity : -Infinity;
  }

  /* ---------- nkbook/claims/noise.py ---------- */

  /* Whether noise alone would look as decided: the worlds are deviations from the truth, which lies at the
     edge of the region that the default estimate is in. */
  function abstains(worlds, regions) {
    if (!worlds) return false;
    const holds = ([low, high], value) => (low ?? -Infinity) <= value && value <= (high ?? Infinity);
    const region = SIDES.map((side) => regions[side]).find((each) => holds(each, worlds.estimate));
    if (!region) return false;
    const decided = worlds.lower.filter((low, at) => holds(region, low) && holds(region, worlds.upper[at])).length;
    const counts = region[0] !== null ? worlds.above : worlds.below;
    const sum = (list) => list.reduce((total, each) => total + each, 0);
    return (1 + sum(counts.slice(decided))) / (1 + sum(counts)) > LEVEL;
  }

  /* ---------- nkbook/claims/trials.py and assessment.py ---------- */

  function qualified(part, ruling) {
    const side = SIDES.find((each) => PLAIN[each] === sideOf(ruling.verdict));
    if (!side) return ruling;
    const power = Math.max(...part.readings.map((reading) => reading.power[opposite(side)]));
    return power < POWER ? carried(side, union([ruling.limits, ["one-sided"]])) : ruling;
  }

  /* Regions of a reading: its own where it has some, else those of its part. */
  const held = (reading, part) => reading.regions || part.regions;

  /* What a reading says with one of its measurements; null for none. */
  function heard(reading, part, number) {
    if (number === null || number === undefined) return null;
    const said = stance(reading.found[number], held(reading, part), reading.barred);
    if (!said.excludes.length || !abstains(reading.worlds, held(reading, part))) return said;
    return { carries: "", excludes: [], limits: [], origins: said.origins, open: "noise" };
  }

  /* The number of a reading's measurement under chosen options, one for each choice of the claim. */
  const chosen = (reading, options) => reading.grid[reading.faced.map((choice) => options[choice]).join("")];

  /* What each part and the claim end in under chosen options. */
  function judge(claim, options) {
    const parts = claim.parts.map((part) => {
      if (!part.readings.length) return { verdict: MAP, limits: [], stances: [] };
      const stances = part.readings.map((reading) => heard(reading, part, chosen(reading, options)));
      return { ...qualified(part, rule(stances)), stances };
    });
    const stated = parts.filter((_, at) => claim.parts[at].stated);
    const map = stated.some((part) => part.verdict === MAP);
    return { parts, claim: map ? { verdict: MAP, limits: [] } : together(stated) };
  }

  /* ---------- nkbook/multiverse/analyses.py, fold.py and agreement.py ---------- */

  /* How many distinct analyses of a reading take which stance in which shared settings (bits of an integer). */
  function table(reading, part, settings) {
    let rest = (1n << BigInt(settings)) - 1n;
    const rows = new Map();
    const add = (mask, said) => {
      const key = `${mask} ${bare(said)}`;
      rows.set(key, { mask, said, count: (rows.get(key)?.count || 0) + 1 });
    };
    for (const [number, digits] of reading.analyses) {
      const mask = BigInt(`0x${digits}`);
      rest &= ~mask;
      add(mask, heard(reading, part, number));
    }
    if (rest) add(rest, null);
    return [...rows.values()];
  }

  /* A stance as text, without what cannot change a side. */
  function bare(said) {
    if (!said || !(said.carries || said.excludes.length)) return said ? "abstains" : "silent";
    return [said.carries, said.excludes, said.origins].join("/");
  }

  /* How many combinations of analyses end on which side. */
  function fold(claim) {
    let states = new Map([["", { mask: (1n << BigInt(claim.settings)) - 1n, classes: new Map(), count: 1 }]]);
    claim.parts.forEach((part, at) => part.stated && part.readings.forEach((reading) => {
      const rows = table(reading, part, claim.settings);
      const joined = new Map();
      for (const state of states.values()) {
        for (const row of rows) {
          const mask = state.mask & row.mask;
          if (!mask) continue;
          const classes = new Map(state.classes).set(`${at} ${bare(row.said)}`, [at, row.said]);
          const key = `${mask} ${[...classes.keys()].sort()}`;
          const count = (joined.get(key)?.count || 0) + state.count * row.count;
          joined.set(key, { mask, classes, count });
        }
      }
      states = joined;
    }));
    const sides = {};
    for (const { classes, count } of states.values()) {
      const verdict = side([...classes.values()]);
      sides[verdict] = (sides[verdict] || 0) + count;
    }
    return sides;
  }

  /* The side on which a claim ends whose parts have these stances. */
  function side(classes) {
    const parts = new Map();
    for (const [part, said] of classes) parts.set(part, [...(parts.get(part) || []), said]);
    return sideOf(together([...parts.values()].map(rule)).verdict);
  }

  /* How many combinations there are, and how many end on a side. */
  function agreement(claim, verdict) {
    const sides = fold(claim);
    const combinations = Object.values(sides).reduce((total, count) => total + count, 0);
    return { agree: sides[sideOf(verdict)] || 0, combinations };
  }

  /* How many analyses of a reading find evidence, and how many carry each side. */
  function counted(reading, part) {
    const said = reading.analyses.map(([number]) => heard(reading, part, number)).filter((one) => one !== null);
    const [supports, contradicts] = SIDES.map((side) => said.filter((one) => one.carries === side).length);
    return { analyses: said.length, supports, contradicts };
  }

  /* ---------- what the page says; the words lie in nkbook/site/lines.yml ---------- */

  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const DECIDED = ["supported", "contradicted", "holds in part"];

  const ended = (claim, { verdict, limits }) => {
    const named = limits.map((kind) => claim.words.limits[kind]).join("; ");
    return { verdict, limits: named && fill(claim.words.said.within, { limits: named }) };
  };

  /* How many combinations agree with the verdict on a claim; nothing of one that is not decided. */
  function combinations(claim, { verdict }) {
    return DECIDED.includes(sideOf(verdict)) ? [fill(claim.words.said.combinations, agreement(claim, verdict))] : [];
  }

  /* The verdict on a part, and on the claim, with the lines where they stand and all options at their default. */
  function ofLines(claim, at, moved) {
    const { said } = claim.words;
    const found = judge(claim, claim.defaults);
    const several = claim.parts.length > 1;
    const part = { part: several ? said.part : "", ...ended(claim, found.parts[at]) };
    const first = fill(moved ? said.moved : said.book, part);
    if (!claim.parts[at].stated) return [first, said.aside].join(" ");
    const second = several ? [fill(said.claim, ended(claim, found.claim))] : [];
    return [first, ...second, ...combinations(claim, found.claim)].join(" ");
  }

  /* The verdict on a claim under chosen options, with the lines where they stand. */
  function ofOptions(claim, options, moved) {
    const { said } = claim.words;
    const [places, settings] = claim.shared;
    if (!settings.includes(places.map((choice) => options[choice]).join(""))) return said.apart;
    const found = judge(claim, options);
    const changed = options.some((option, at) => option !== claim.defaults[at]);
    const first = fill(changed ? said.options_moved : said.options_book, ended(claim, found.claim));
    const silent = claim.parts.flatMap((part) => part.readings)
      .filter((reading) => chosen(reading, options) === undefined).map((reading) => reading.title);
    const more = [...(moved ? [said.lines] : []), ...combinations(claim, found.claim)];
    return [first, ...more, ...(silent.length ? [fill(said.silent, { titles: silent.join("; ") })] : [])].join(" ");
  }

  /* What the analyses of each reading of a part say, where there are several. */
  function ofReadings(claim, at) {
    const part = claim.parts[at];
    return part.readings.map((reading) => ({ title: reading.title, ...counted(reading, part) }))
      .filter(({ analyses }) => analyses > 1).map((facts) => fill(claim.words.said.counted, facts));
  }

  /* Numbers for reading: three significant digits, thousands parted, a true minus sign (nkbook/words.py). */
  function number(value) {
    const digits = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
    return (digits + 0).toLocaleString("en", { maximumFractionDigits: 20 }).replace("-", "\u2212");
  }

  /* A region in words. */
  function region([low, high], suffix, words) {
    const value = (end) => number(end) + suffix;
    if (low !== null && high !== null) return fill(words.between, { low: number(low), high: value(high) });
    return low === null ? fill(words.at_most, { value: value(high) }) : fill(words.at_least, { value: value(low) });
  }

  return { SIDES, judge, agreement, tipping, held, chosen, ofLines, ofOptions, ofReadings, number, region, fill };
})();
if (typeof window !== "undefined") window.nkbookRule = nkbookRule;
