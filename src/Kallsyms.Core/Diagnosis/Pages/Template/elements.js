// Elements are made from text only: no name of a symbol ever becomes markup.
function element(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...content.flat(Infinity).filter(part => part !== null && part !== undefined));
  return made;
}

const count = value => Math.round(value).toLocaleString("en-US");
const plural = (value, one, many) => `${count(value)} ${value === 1 ? one : many ?? one + "s"}`;
const share = (part, whole) => whole ? `${(100 * part / whole).toFixed(part * 100 < whole ? 2 : 1)} %` : "-";
const name = text => element("code", { class: "name" }, printable(text));

function size(bytes) {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let unit = 0;
  for (; bytes >= 1024 && unit < 3; unit++) bytes /= 1024;
  return `${unit ? bytes.toFixed(bytes < 10 ? 2 : 1) : count(bytes)} ${units[unit]}`;
}

// Control characters and the like would garble the page; they are shown by number.
function printable(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, found => `\\u{${found.codePointAt(0).toString(16)}}`);
}

function section(title, ...content) {
  const id = title.toLowerCase().replace(/[^a-z]+/g, "-");
  const made = element("section", { "aria-labelledby": id }, element("h2", { id }, title), ...content);
  document.getElementById("main").append(made);
  return made;
}

// Buttons of which one is pressed. Arrow keys are not needed: each is a stop of the Tab key.
function choice(label, options, choose) {
  const buttons = options.map(([text, value], index) => element("button", {
    class: "button", type: "button", "aria-pressed": String(index === 0),
    onclick: event => {
      for (const button of buttons) button.setAttribute("aria-pressed", String(button === event.currentTarget));
      choose(value);
    },
  }, text));
  return element("div", { class: "bar-of-buttons", role: "group", "aria-label": label }, buttons);
}

// Columns: [heading, row => content, { number, meter, class }]. A meter gives a share from 0 to 1.
function table(columns, rows, caption) {
  const kind = options => [options?.number && "number", options?.meter && "meter", options?.class].filter(Boolean).join(" ") || null;
  const body = element("tbody", null, rows.map(row => element("tr", null, columns.map(([, content, options]) => {
    const cell = element("td", { class: kind(options) });
    if (options?.meter) {
      const bar = element("div");
      bar.style.width = `${Math.max(0, Math.min(1, content(row))) * 100}%`;
      cell.append(bar);
    } else {
      cell.append(content(row));
    }
    return cell;
  }))));
  const head = element("thead", null, element("tr", null, columns.map(([heading, , options]) =>
    element("th", { scope: "col", class: kind(options) }, heading))));
  return element("div", { class: "scroll" }, element("table", { "aria-label": caption }, head, body));
}

// A table of which the first rows show, and the others when asked for.
function longTable(columns, rows, caption, shown = 15) {
  const holder = element("div");
  const draw = all => {
    holder.replaceChildren(table(columns, all ? rows : rows.slice(0, shown), caption));
    if (!all && rows.length > shown)
      holder.append(element("button", { class: "button", type: "button", onclick: () => draw(true) }, `Show all ${count(rows.length)}`));
  };
  draw(rows.length <= shown + 3);
  return holder;
}
