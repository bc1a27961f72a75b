/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the charts of a report page with Observable Plot, in the order that is chosen, and tells them to a keyboard. */
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const NARROW = 560;
  const PRINTED = 700;
  const SMALL = 96;
  const LARGE = 170;
  const MISSED = "\u25bc";
  const SLIVER = 8;
  let printing = false;
  let order = "missed";
  const color = (series) => `var(--${series})`;
  const named = (series) => series[0].toUpperCase() + series.slice(1);

  const units = {
    contacts: (value) => value.toLocaleString("en"),
    agents: (value) => value.toFixed(value < 10 ? 1 : 0).replace(/\.0$/, ""),
    hours: (value) => `${value.toFixed(value < 10 ? 1 : 0).replace(/\.0$/, "")} h`,
    percent: (value) => `${value.toFixed(1).replace(/\.0$/, "")}%`,
    share: (value) => `${value.toFixed(1).replace(/\.0$/, "")}%`,
    duration: (value) => {
      const seconds = Math.round(value / 1000);
      const two = (number) => String(number).padStart(2, "0");
      const minutes = Math.floor(seconds / 60);
      return minutes < 60
        ? `${minutes}:${two(seconds % 60)}`
        : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
    },
  };

  /* Axis values that people would choose: whole contacts, quarters of a hundred percent, minutes and not millions. */
  function valueScale(unit, most, parts = 4) {
    if (unit === "percent") return { domain: [0, 100], ticks: [0, 25, 50, 75, 100] };
    const steps = unit === "duration"
      ? [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000].map((seconds) => seconds * 1000)
      : [1, 2, 5].flatMap((digit) => d3.range(0, 8).map((power) => digit * 10 ** power)).sort(d3.ascending);
    const step = steps.find((each) => most / each <= parts) ?? most / parts;
    const top = Math.max(step, Math.ceil(most / step) * step);
    return { domain: [0, top], ticks: d3.range(0, top + step / 2, step) };
  }

  /* Ticks at hours of the report's own time zone, as many as there is room for. */
  function timeTicks(room) {
    const { starts, end, names, hours, days } = data.axis;
    const numbers = d3.range(starts.length);
    const span = (end - starts[0]) / 3600000;
    if (days || span > 50) {
      const dawns = numbers.filter((number) => days || hours[number] === 0);
      const withWeekday = dawns.length <= room / 84;
      const kept = dawns.filter((_, index) => index % Math.ceil(dawns.length / (room / 64)) === 0);
      return kept.map((number) => [starts[number], names[number].split(" ").slice(withWeekday ? 0 : 1, 3).join(" ")]);
    }
    const most = Math.max(1, Math.floor(room / 46));
    const step = [1, 2, 3, 4, 6, 12].find((each) => span / each <= most) ?? 24;
    return numbers
      .filter((number) => hours[number] !== null && hours[number] % step === 0)
      .map((number) => [starts[number], `${String(hours[number]).padStart(2, "0")}:00`]);
  }

  const base = (chart, width) => ({
    className: "plot",
    width,
    ariaLabel: `${chart.label}. The figures are in the tables of this section.`,
    style: { fontSize: "12px", background: "none", color: "var(--ink)" },
  });

  function bars(chart, facet, place, stacked) {
    let below = data.axis.starts.map(() => 0);
    return facet.series
      .flatMap(({ name, values }) => values.map((value, number) => {
        const from = below[number];
        if (stacked) below[number] += value ?? 0;
        return value ? { ...place, ...interval(number), name, y1: from, y2: from + value } : null;
      }))
      .filter(Boolean);
  }

  const interval = (number) => ({
    x1: new Date(data.axis.starts[number]),
    x2: new Date(data.axis.starts[number + 1] ?? data.axis.end),
  });

  /* As many as there is room for, or one less where that leaves fewer holes in the last row. */
  function columnsFor(facets, width) {
    const most = Math.min(facets, Math.max(1, Math.floor(width / 270)));
    const holes = (columns) => Math.ceil(facets / columns) * columns - facets;
    return most > 2 && holes(most - 1) < holes(most) ? most - 1 : most;
  }

  /* What is first in the order that is chosen: the facets of small multiples, or the rows of bars. */
  function chosen(chart, all) {
    const places = chart.orders?.[order] ?? chart.orders?.volume;
    return places ? places.map((place) => all[place]) : all;
  }

  /* Small multiples over time: one scale for all, its numbers at the left and its hours below. */
  function overTime(chart, width) {
    const drawn = chosen(chart, chart.facets);
    const several = drawn.length > 1;
    const stacked = drawn.some((facet) => facet.series.length > 1);
    const columns = several ? columnsFor(drawn.length, width) : 1;
    const facets = drawn.map((facet, number) => ({
      ...facet,
      place: { fx: number % columns, fy: Math.floor(number / columns) },
    }));
    const rows = Math.ceil(facets.length / columns);
    const write = units[chart.unit];
    const marginLeft = chart.unit === "duration" ? 52 : 44;
    const room = (width - marginLeft) / columns;
    const ticks = timeTicks(room);
    const labels = new Map(ticks);
    const rects = facets.flatMap((facet) => bars(chart, facet, facet.place, stacked));
    const isLevel = chart.unit === "percent";
    const missed = new Set(chart.missed?.map((number) => data.axis.starts[number]));
    const isMissed = (rect) => missed.has(+rect.x1);
    const most = d3.max([...rects.map((rect) => rect.y2), chart.unit === "agents" ? 1 : 0]);
    const y = valueScale(chart.unit, most || 1);
    const described = facets.flatMap((facet) => data.axis.names.map((name, number) => ({
      ...facet.place,
      x: d3.mean(Object.values(interval(number)).map(Number)),
      title: [
        several ? `${facet.name}, ${name}` : name,
        ...facet.series.map((series) => {
          const value = series.values[number];
          const text = value === null ? "none" : write(value);
          const word = missed.has(data.axis.starts[number]) ? ` ${MISSED} below target` : "";
          return (stacked ? `${named(series.name)}: ${text}` : text) + word;
        }),
      ].join("\n"),
    })));
    return Plot.plot({
      ...base(chart, width),
      marginLeft,
      marginRight: 12,
      marginTop: 6,
      marginBottom: 22,
      height: rows * (several ? (printing ? 0.85 : 1) * SMALL + 24 : LARGE) + 28,
      x: { type: "utc", domain: [new Date(data.axis.starts[0]), new Date(data.axis.end)] },
      y: { ...y, insetTop: several ? 22 : 12 },
      fx: { axis: null, padding: columns > 1 ? 0.06 : 0 },
      fy: { axis: null, padding: several ? 0.12 : 0 },
      marks: [
        Plot.gridY(y.ticks, { stroke: "var(--grid)", strokeOpacity: 1 }),
        Plot.axisY(y.ticks, { tickSize: 0, tickFormat: write, label: null, fontSize: 12, fill: "var(--soft)" }),
        Plot.axisX(ticks.map(([at]) => new Date(at)), {
          tickFormat: (at) => labels.get(+at), label: null, tickSize: 4, fontSize: 12, fill: "var(--soft)", stroke: "var(--line)",
        }),
        isLevel
          ? [
            Plot.ruleY(rects, { x1: "x1", x2: "x2", y: "y2", fx: "fx", fy: "fy", stroke: (rect) => color(isMissed(rect) ? "target" : rect.name), strokeWidth: 2.5 }),
            Plot.text(rects.filter(isMissed), { x: (rect) => (+rect.x1 + +rect.x2) / 2, y: "y2", fx: "fx", fy: "fy", text: () => MISSED, dy: -7, fontSize: 10, fill: color("target") }),
          ]
          : Plot.rect(rects, { x1: "x1", x2: "x2", y1: "y1", y2: "y2", fx: "fx", fy: "fy", fill: (bar) => color(bar.name) }),
        Plot.ruleY([0], { stroke: "var(--soft)" }),
        several
          ? Plot.text(facets, { text: "name", fx: (facet) => facet.place.fx, fy: (facet) => facet.place.fy, frameAnchor: "top-left", dy: 2, fontSize: 13, fontWeight: 600, textOverflow: "ellipsis", lineWidth: room / 15 })
          : null,
        chart.target === undefined ? null : target(chart.target, "y"),
        Plot.tip(described, Plot.pointerX({ x: "x", fx: "fx", fy: "fy", title: "title", className: "tip", ariaLabel: null, frameAnchor: "top", fill: "var(--paper)", stroke: "var(--soft)", fontSize: 12 })),
      ],
    });
  }

  function target(value, axis) {
    const label = `Target ${value}%`;
    return axis === "y"
      ? [
        Plot.ruleY([value], { stroke: color("target"), strokeDasharray: "5,3" }),
        Plot.text([label], { y: () => value, frameAnchor: "right", textAnchor: "end", dy: 9, fontSize: 12, fill: color("target"), stroke: "var(--paper)", strokeWidth: 4 }),
      ]
      : [
        Plot.ruleX([value], { stroke: color("target"), strokeDasharray: "5,3" }),
        Plot.text([label], { x: () => value, frameAnchor: "top", dy: -12, fontSize: 12, fill: color("target") }),
      ];
  }

  const nameRoom = (rows, width) => Math.min(width * 0.38, 16 + 7.2 * d3.max(rows, (row) => row.name.length));
  const fitted = (room) => (name) => {
    const most = Math.floor((room - 12) / 6.5);
    return name.length > most ? `${name.slice(0, most - 1)}\u2026` : name;
  };

  /* A dot a name on a line from zero, with its value beside it. */
  function byName(chart, width) {
    const rows = chosen(chart, chart.rows).filter((row) => row.value !== null);
    const isMissed = (row) => Boolean(row.missed);
    const marginLeft = nameRoom(rows, width);
    const x = valueScale(chart.unit, d3.max(rows, (row) => row.value) || 1);
    return Plot.plot({
      ...base(chart, width),
      marginLeft,
      marginRight: rows.some(isMissed) ? 92 : 52,
      marginTop: chart.target === undefined ? 8 : 22,
      marginBottom: 24,
      height: rows.length * 22 + 48,
      x,
      y: { domain: rows.map((row) => row.name), label: null },
      marks: [
        Plot.gridX(x.ticks, { stroke: "var(--grid)", strokeOpacity: 1 }),
        Plot.axisX(x.ticks, { tickSize: 0, tickFormat: units[chart.unit], label: null, fontSize: 12, fill: "var(--soft)" }),
        Plot.axisY({ tickSize: 0, tickFormat: fitted(marginLeft), fontSize: 12, fill: "var(--ink)" }),
        Plot.ruleY(rows, { y: "name", x: "value", stroke: (row) => color(isMissed(row) ? "target" : chart.series), strokeWidth: 2 }),
        Plot.dot(rows.filter((row) => !isMissed(row)), { y: "name", x: "value", fill: color(chart.series), r: 4.5 }),
        Plot.dot(rows.filter(isMissed), { y: "name", x: "value", fill: color("target"), symbol: "triangle", rotate: 180, r: 4.5 }),
        chart.target === undefined ? null : target(chart.target, "x"),
        Plot.text(rows, { y: "name", x: "value", text: (row) => units[chart.unit](row.value) + (isMissed(row) ? " below" : ""), textAnchor: "start", dx: 9, fontSize: 12, stroke: "var(--paper)", strokeWidth: 4, fill: "var(--ink)" }),
      ],
    });
  }

  /* Hours of each agent, a small multiple a state: side by side where there is room, else one below the other. */
  function ofStates(chart, width) {
    const narrow = width < NARROW;
    const { rows } = chart;
    const names = [...new Set(rows.map((row) => row.name))];
    const states = [...new Set(rows.map((row) => row.state))];
    const marginLeft = nameRoom(rows, width);
    const facet = narrow ? "fy" : "fx";
    const x = valueScale("hours", d3.max(rows, (row) => row.value) || 1, narrow || width > 900 ? 4 : 2);
    return Plot.plot({
      ...base(chart, width),
      marginLeft,
      marginRight: 44,
      marginTop: narrow ? 6 : 26,
      marginBottom: 24,
      height: names.length * 20 * (narrow ? states.length : 1) + (narrow ? 24 * states.length : 0) + 54,
      x,
      y: { domain: names, label: null, insetTop: narrow ? 22 : 0 },
      [facet]: { domain: states, axis: null, padding: narrow ? 0.04 : 0.16 },
      marks: [
        Plot.gridX(x.ticks, { stroke: "var(--grid)", strokeOpacity: 1 }),
        Plot.axisX(narrow ? x.ticks : x.ticks.slice(0, -1), { tickSize: 0, tickFormat: (value) => `${value} h`, label: null, fontSize: 12, fill: "var(--soft)" }),
        Plot.axisY({ tickSize: 0, tickFormat: fitted(marginLeft), fontSize: 12, fill: "var(--ink)" }),
        Plot.barX(rows, { y: "name", x: "value", [facet]: "state", fill: (row) => color(row.state.toLowerCase().replace("-", "_")), insetTop: 2, insetBottom: 2 }),
        Plot.text(rows, { y: "name", x: "value", [facet]: "state", text: (row) => units.hours(row.value), textAnchor: "start", dx: 4, fontSize: 11, stroke: "var(--paper)", strokeWidth: 3, fill: "var(--ink)" }),
        Plot.ruleX([0], { stroke: "var(--soft)" }),
        Plot.text(states, { text: (state) => state, [facet]: (state) => state, frameAnchor: "top-left", dx: narrow ? 6 : 0, dy: narrow ? 2 : -20, fontSize: 13, fontWeight: 600 }),
      ],
    });
  }

  const kinds = { time: overTime, names: byName, states: ofStates };

  function key(chart) {
    const series = chart.kind === "time" ? chart.facets[0].series : [];
    const names = series.length > 1 ? series.map(({ name }) => [name, named(name)]) : [];
    if (chart.missed?.length) names.push(["missed", `${MISSED} below target`]);
    if (!names.length) return null;
    const list = document.createElement("ul");
    list.className = "key";
    for (const [name, text] of names) {
      const item = list.appendChild(document.createElement("li"));
      item.className = name;
      if (name !== "missed") item.append(document.createElement("i"));
      item.appendChild(document.createElement("span")).textContent = text;
    }
    return list;
  }

  /* What a chart says, one text for each point that the arrow keys go to. */
  function readings(chart) {
    const write = units[chart.unit];
    if (chart.kind !== "time") {
      return chosen(chart, chart.rows)
        .filter((row) => row.value !== null)
        .map((row) => `${row.name}${row.state ? `, ${row.state}` : ""}: ${write(row.value)}${row.missed ? " below target" : ""}`);
    }
    const facets = chosen(chart, chart.facets);
    return facets.flatMap((facet) => data.axis.names.map((name, number) => {
      const values = facet.series.map((series) => {
        const value = series.values[number];
        return `${facet.series.length > 1 ? `${named(series.name)} ` : ""}${value === null ? "none" : write(value)}`;
      });
      const word = chart.missed?.includes(number) ? " below target" : "";
      return `${facets.length > 1 ? `${facet.name}, ` : ""}${name}: ${values.join(", ")}${word}`;
    }));
  }

  /* Home, End, the arrows and the page keys go from point to point, and the text below the chart says what is there. */
  function move(place, key) {
    const chart = data.charts[place.dataset.chart];
    const texts = readings(chart);
    const page = chart.kind === "time" ? data.axis.starts.length : SLIVER;
    const at = Number(place.dataset.at ?? -1);
    const steps = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: texts.length - 1, PageDown: at + page, PageUp: at - page };
    if (!(key in steps)) return false;
    place.dataset.at = Math.max(0, Math.min(texts.length - 1, steps[key]));
    place.querySelector(".reading").textContent = texts[place.dataset.at];
    return true;
  }

  function draw(place, width) {
    const chart = data.charts[place.dataset.chart];
    const drawing = kinds[chart.kind](chart, width);
    drawing.setAttribute("role", "img");
    /* The library labels its groups, which no screen reader gets to see inside of a picture, and which may have no label. */
    for (const group of drawing.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
    const reading = place.querySelector(".reading") ?? document.createElement("p");
    reading.className = "reading";
    reading.setAttribute("role", "status");
    place.replaceChildren(...[key(chart), drawing, reading].filter(Boolean));
    place.dataset.width = width;
    place.tabIndex = 0;
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", `${chart.label}: arrow keys read its figures one by one.`);
  }

  const places = [...document.querySelectorAll("[data-chart]")];
  const refresh = (entries) => {
    for (const { target: place } of entries) {
      const width = Math.floor(place.clientWidth);
      if (!printing && width && width !== Number(place.dataset.width)) draw(place, width);
    }
  };
  const observer = new ResizeObserver(refresh);
  places.forEach((place) => observer.observe(place));
  addEventListener("beforeprint", () => {
    printing = true;
    places.forEach((place) => draw(place, place.closest(".pair") ? PRINTED / 2 - 16 : PRINTED));
  });
  document.addEventListener("keydown", (event) => {
    const place = event.target.closest("[data-chart]");
    if (place && !event.ctrlKey && !event.altKey && !event.metaKey && move(place, event.key)) event.preventDefault();
  });

  /* The order of queues is one for the whole page. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-order]");
    if (!button) return;
    order = button.dataset.order;
    for (const each of document.querySelectorAll("[data-order]")) each.setAttribute("aria-pressed", each.dataset.order === order);
    for (const place of places) {
      const chart = data.charts[place.dataset.chart];
      if (!chart.orders?.[order]) continue;
      document.getElementById(`title-${place.dataset.chart}`).textContent = chart.titles[order];
      delete place.dataset.at;
      place.querySelector(".reading").textContent = "";
      draw(place, Number(place.dataset.width));
    }
  });
  addEventListener("afterprint", () => {
    printing = false;
    refresh(places.map((target) => ({ target })));
  });
})();
