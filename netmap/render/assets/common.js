/* What the scripts of every view share. Text of the tables only ever becomes text nodes. */
var Netmap = (function () {
  "use strict";

  const payload = JSON.parse(document.getElementById("netmap-data").textContent);
  const locale = payload.locale;
  const SVG = "http://www.w3.org/2000/svg";
  const views = new Map();
  const formats = new Map();

  function t(key, values) {
    return fill(payload.messages[key] || key, values);
  }

  /* Placeholders {name} of a sentence of ours, and {name:forms} that agree with a number; values
     are text, never read as a sentence. */
  function fill(sentence, values) {
    return sentence.replace(/\{(\w+)(?::([^}]*))?\}/g, function (whole, name, forms) {
      if (!values || !(name in values)) return whole;
      return forms ? NetmapPlural.form(forms, values[name], locale) : String(values[name]);
    });
  }

  function build(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "text") node.textContent = value;
      else if (name === "on") {
        for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
      } else if (name === "css") {
        for (const [property, v] of Object.entries(value)) node.style.setProperty(property, v);
      } else if (name === "href") {
        const safe = safeLink(value);
        if (safe !== null) node.setAttribute("href", safe);
      } else if (!/^(on|style$|srcdoc$|src$)/i.test(name)) {
        node.setAttribute(name, value === true ? "" : String(value));
      }
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined && child !== false) node.append(child);
    }
    return node;
  }

  function el(tag, attributes, ...children) {
    return build(document.createElement(tag), attributes, children);
  }

  function svg(tag, attributes, ...children) {
    return build(document.createElementNS(SVG, tag), attributes, children);
  }

  /* A value as somebody typed it: kept apart from the direction of the text around it. */
  function typed(text) {
    return el("bdi", { class: "typed", text: text });
  }

  /* Links of tables: the web and mail only; ours: a hash, or a sibling file with its hash. */
  function safeLink(url) {
    const text = String(url).trim();
    if (/^(https?:\/\/|mailto:)/i.test(text) || text.startsWith("#")) return text;
    const own = Object.values(payload.siblings).some(function (file) {
      return text === file || text.startsWith(file + "#");
    });
    return own ? text : null;
  }

  function number(value, digits) {
    if (value === null || value === undefined || Number.isNaN(value)) return "—";
    const key = digits || 0;
    if (!formats.has(key)) {
      const options = { minimumFractionDigits: key, maximumFractionDigits: key };
      formats.set(key, new Intl.NumberFormat(locale, options));
    }
    const written = formats.get(key).format(value);
    return /[1-9]/.test(written) ? written.replace(/^-/, "−") : written.replace(/^-/, "");
  }

  /* A day written 2024-05-01, as readers of the language write it; anything else as it is. */
  function day(text) {
    const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    if (!parts) return String(text);
    const date = new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])));
    return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(date);
  }

  /* For searching: no accent, no case, no punctuation. */
  function fold(text) {
    return String(text)
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  }

  function compare(a, b) {
    const missingA = a === null || a === undefined;
    const missingB = b === null || b === undefined;
    if (missingA || missingB) return missingA - missingB;
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), locale, { numeric: true });
  }

  const hash = {
    get() {
      return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    },
    build(values) {
      const kept = Object.entries(values).filter(([, v]) => v !== null && v !== undefined && v !== "");
      const text = new URLSearchParams(kept).toString();
      return text ? "#" + text : "";
    },
    /* Change some values of the address, without a step in the history. */
    set(values) {
      const next = hash.build(Object.assign(hash.get(), values));
      history.replaceState(null, "", next || location.pathname.split("/").pop() || "#");
      linkViews();
    },
  };

  /* The address of a view with these values: a tab of this page, a file beside it, or null. */
  function address(name, values) {
    if (name in payload.views) return hash.build(Object.assign({ vue: name }, values));
    if (name in payload.siblings) return payload.siblings[name] + hash.build(values || {});
    return null;
  }

  function linkViews() {
    const { vue, ...selection } = hash.get();
    for (const link of document.querySelectorAll(".view-link")) {
      const name = link.dataset.view || link.dataset.sibling;
      link.setAttribute("href", address(name, selection) || "#");
    }
  }

  /* A view registers what to do when it is shown, and when the address asks for something. */
  function register(name, handlers) {
    views.set(name, handlers);
  }

  function current() {
    const asked = hash.get().vue;
    return asked in payload.views ? asked : Object.keys(payload.views)[0];
  }

  function follow() {
    const shown = current();
    for (const name of Object.keys(payload.views)) {
      document.getElementById("view-" + name).hidden = name !== shown;
    }
    for (const link of document.querySelectorAll(".view-link[data-view]")) {
      if (link.dataset.view === shown) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    linkViews();
    const handlers = views.get(shown);
    if (handlers && handlers.show) handlers.show();
    if (handlers && handlers.select) handlers.select(hash.get());
  }

  function start() {
    window.addEventListener("hashchange", follow);
    follow();
  }

  function announce(text) {
    document.getElementById("live").textContent = text;
  }

  /*
   * A table that sorts and filters.
   * columns: [{key, label, number?, show?(row) -> node or text, value?(row) -> sorting key}]
   * options: {caption, rows, onRow?(row), filter?, id?(row)}
   */
  function table(columns, options) {
    const state = { column: null, descending: false, needle: "" };
    const head = el("tr");
    const body = el("tbody");
    const count = el("span", { class: "count" });
    const value = (column, row) => (column.value ? column.value(row) : row[column.key]);
    const show = (column, row) => {
      if (column.show) return column.show(row);
      const raw = value(column, row);
      if (raw === null || raw === undefined) return el("span", { class: "missing", text: t("missing") });
      return column.number ? number(raw, column.digits) : typed(raw);
    };
    const entries = options.rows.map(function (row) {
      const cells = columns.map(function (column, i) {
        return el(i === 0 ? "th" : "td", { scope: i === 0 ? "row" : null, class: column.number ? "num" : null }, show(column, row));
      });
      const line = el("tr", { "data-id": options.id ? options.id(row) : null }, cells);
      if (options.onRow) {
        const first = cells[0];
        const button = el("button", { type: "button", class: "link", on: { click: () => options.onRow(row) } });
        button.append(...first.childNodes);
        first.append(button);
      }
      return { row, line, text: fold(line.textContent) };
    });
    for (const column of columns) {
      const button = el("button", {
        type: "button",
        class: "sort",
        text: column.label,
        title: t("sort", { column: column.label }),
        on: {
          click() {
            state.descending = state.column === column ? !state.descending : false;
            state.column = column;
            draw();
          },
        },
      });
      head.append(el("th", { scope: "col", class: column.number ? "num" : null, "data-key": column.key, "data-head": column.label }, button));
    }
    function draw() {
      const shown = entries.filter((entry) => !state.needle || entry.text.includes(state.needle));
      if (state.column) {
        const sign = state.descending ? -1 : 1;
        shown.sort(function (a, b) {
          const x = value(state.column, a.row);
          const y = value(state.column, b.row);
          const missing = (x === null || x === undefined) - (y === null || y === undefined);
          return missing || sign * compare(x, y);
        });
      }
      body.replaceChildren(...shown.map((entry) => entry.line));
      count.textContent = t("rows", { shown: number(shown.length), total: number(entries.length) });
      for (const cell of head.children) {
        const active = state.column && cell.dataset.key === state.column.key;
        if (active) cell.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
        else cell.removeAttribute("aria-sort");
      }
    }
    draw();
    const scroller = el(
      "div",
      { class: "table-scroll", tabindex: 0, role: "region", "aria-label": options.caption },
      el("table", { "aria-label": options.caption }, el("thead", {}, head), body)
    );
    const box = el("div", { class: "table-box" }, el("h3", { text: options.caption }));
    if (options.filter) {
      const input = el("input", {
        type: "search",
        "aria-label": t("filter") + " – " + options.caption,
        placeholder: t("filter"),
        on: {
          input(event) {
            state.needle = fold(event.target.value);
            draw();
          },
        },
      });
      box.append(el("div", { class: "table-tools" }, input, count));
    }
    box.append(scroller);
    box.sortBy = function (key, descending) {
      state.column = columns.find((column) => column.key === key) || null;
      state.descending = Boolean(descending);
      draw();
    };
    return box;
  }

  /*
   * A search field with a list of answers, by the ARIA pattern of a combobox.
   * entries: [{label, kind, text?}]; choose(entry) is called for the one taken.
   */
  function search(input, list, entries, choose) {
    const folded = entries.map((entry) => ({ entry, text: fold(entry.text || entry.label) }));
    let found = [];
    let active = -1;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    list.setAttribute("role", "listbox");

    function mark(index) {
      active = index;
      [...list.children].forEach(function (item, i) {
        item.setAttribute("aria-selected", String(i === index));
        if (i === index) item.scrollIntoView({ block: "nearest" });
      });
      if (index >= 0) input.setAttribute("aria-activedescendant", list.children[index].id);
      else input.removeAttribute("aria-activedescendant");
    }

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      mark(-1);
    }

    function take(index) {
      const entry = found[index];
      if (!entry) return;
      input.value = entry.label;
      close();
      choose(entry);
    }

    function look() {
      const needle = fold(input.value);
      if (!needle) {
        found = [];
        list.replaceChildren();
        close();
        return;
      }
      const starts = folded.filter((item) => item.text.startsWith(needle));
      const holds = folded.filter((item) => !item.text.startsWith(needle) && item.text.includes(needle));
      found = starts.concat(holds).slice(0, 12).map((item) => item.entry);
      list.replaceChildren(
        ...found.map(function (entry, i) {
          return el(
            "li",
            {
              role: "option",
              id: list.id + "-" + i,
              "aria-selected": "false",
              on: {
                mousedown(event) {
                  event.preventDefault();
                  take(i);
                },
              },
            },
            typed(entry.label),
            el("small", { text: entry.kind })
          );
        })
      );
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(found.length ? 0 : -1);
      if (!found.length) list.append(el("li", { class: "empty", role: "option", "aria-selected": "false", "aria-disabled": "true", text: t("no-result") }));
      announce(t(found.length ? "results" : "no-result", { count: found.length }));
    }

    input.addEventListener("input", look);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", function (event) {
      if (event.key === "Enter") {
        event.preventDefault();
        if (list.hidden) look();
        take(Math.max(active, 0));
      } else if (event.key === "Escape") {
        input.value = "";
        close();
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length) {
        event.preventDefault();
        if (list.hidden) look();
        else mark((active + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
      }
    });
  }

  return {
    data: (name) => payload.views[name].data,
    language: payload.language,
    audience: payload.audience,
    t, fill, el, svg, typed, number, day, fold, compare, safeLink,
    hash, address, register, start, announce, table, search,
  };
})();
