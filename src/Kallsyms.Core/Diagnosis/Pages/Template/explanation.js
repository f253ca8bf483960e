// The part of the page that shows why passes differ: verdict, passes side by side, list of differences.
const certainty = {
  proven: "Proven: what is in the inputs admits no other cause.",
  likely: "Likely: the signs point to this, but the inputs do not prove it.",
  possible: "Possible: it fits, and other causes fit too.",
};

const outlook = {
  "not-needed": "More passes are not needed.", help: "One more pass would help.", "do-not-help": "More passes would not help.",
  oscillate: "More passes would not help: they repeat themselves", unknown: "Whether more passes would help cannot be told.",
};

const kinds = {
  removed: ["−", "gone", "bad"], added: ["+", "new", "good"], retyped: ["≠", "other letter", "warn"],
  reordered: ["⇅", "other order", "warn"], moved: ["→", "moved", "soft"],
};

const signed = value => `${value < 0 ? "−" : "+"}0x${Math.abs(value).toString(16)}`;

function showVerdict(view) {
  const { verdict } = view;
  const same = view.class === "same", unknown = view.class === "unknown";
  const title = same ? "No difference" : unknown ? "Different, and the inputs do not tell why"
    : `Class ${view.class}: ${view.classTitle}`;
  const facts = [
    ["The divergence starts at", verdict.firstSymbol && !same ? name(verdict.firstSymbol) : null],
    ["More passes", same ? null : outlook[view.morePasses] + (view.morePasses === "oscillate" ? verdict.period ? `, with period ${verdict.period}.` : "." : "")],
    ["What to do", verdict.cure ? marked(verdict.cure, view) : null],
    ["Seen before", verdict.incident ? [`${verdict.incident.id}: ${verdict.incident.title}, `, element("a", { href: verdict.incident.link, rel: "noreferrer" }, verdict.incident.source)] : null],
  ].filter(([, text]) => text);
  document.getElementById("main").append(element("section", { class: `verdict ${same ? "good" : unknown ? "warn" : "bad"}`, "aria-label": "Verdict" },
    element("h2", null, title),
    element("p", { class: "summary" }, marked(verdict.summary, view)),
    same || unknown ? null : element("p", { class: "note" }, certainty[view.confidence]),
    element("dl", null, facts.flatMap(([term, text]) => [element("dt", null, term), element("dd", null, text)]))));
  if (verdict.chain.length)
    section("How it came about", element("ol", { class: "chain" }, verdict.chain.map(step => element("li", null, marked(step, view)))));
  if (verdict.others.length)
    section("What else fits", element("ul", null, verdict.others.map(other => element("li", null, marked(other.why, view)))));
  if (view.notes.length) section("Besides", element("ul", null, view.notes.map(note => element("li", null, note))));
}

// Names of symbols and sections in a sentence stand out.
function marked(sentence, view) {
  const names = new Set([...view.verdict.symbols, ...view.sections.map(row => row.name), ...view.subTables.map(row => row.name), view.verdict.firstSymbol]);
  return sentence.split(/(\s+)/).map(word => {
    const [, head, body, tail] = /^([(]?)(.*?)([,;:.)]*)$/s.exec(word);
    return names.has(body) && body ? [head, name(body), tail] : printable(word);
  }).flat();
}

// Widths are logarithmic: a section of 8 bytes and one of 8 MiB must both be seen.
function bar(cell, widest) {
  const width = bytes => bytes > 0 ? 4 + 60 * Math.log2(1 + bytes) / widest : 0;
  const pixels = value => `${value}%`;
  const grew = cell.grew ?? 0;
  const shift = cell.moved ? Math.sign(cell.moved) * Math.min(8, 2 + Math.log2(1 + Math.abs(cell.moved)) / 3) : 0;
  const gap = element("span", { class: `gap${cell.paddingGrew ? " changed" : ""}` });
  gap.style.width = pixels(cell.padding ? 2 + 10 * Math.log2(1 + cell.padding) / 24 : 0);
  const body = element("span", { class: `body${cell.size ? "" : " empty"}` });
  body.style.width = pixels(Math.max(.6, width(grew > 0 ? cell.size - grew : cell.size)));
  const cap = element("span", { class: grew > 0 ? "cap grown" : "cap shrunk" });
  cap.style.width = pixels(grew ? 2 + 8 * Math.log2(1 + Math.abs(grew)) / widest : 0);
  const line = element("div", { class: "bar", "aria-hidden": "true" }, gap, body, grew ? cap : null);
  line.style.paddingLeft = pixels(9 + shift);
  return line;
}

function placeCell(cell, widest) {
  if (!cell) return element("td", { class: "absent" }, "not there");
  const changes = [
    cell.moved ? ["moved", `moved ${signed(cell.moved)}`] : null,
    cell.grew > 0 ? ["grown", `grew ${signed(cell.grew)}`] : cell.grew < 0 ? ["shrunk", `shrank ${signed(cell.grew)}`] : null,
    cell.paddingGrew ? ["padded", `padding before it 0x${(cell.padding - cell.paddingGrew).toString(16)} → 0x${cell.padding.toString(16)}`] : null,
  ].filter(Boolean);
  return element("td", null, bar(cell, widest),
    element("div", { class: "facts" }, element("code", { class: "name" }, cell.address), cell.size === undefined ? " size not known" : ` ${size(cell.size)}`,
      cell.padding && !cell.paddingGrew ? element("span", { class: "quiet" }, ` after ${size(cell.padding)} of padding`) : null),
    changes.length ? element("div", null, changes.map(([kind, text]) => element("span", { class: `chip ${kind}` }, text))) : null);
}

function placeTable(rows, passes, what) {
  const widest = Math.max(1, ...rows.flatMap(row => row.cells.map(cell => Math.log2(1 + (cell?.size ?? 0)))));
  const head = element("tr", null, element("th", { scope: "col" }, what), passes.map(pass => element("th", { scope: "col" }, printable(pass.name))));
  const places = element("table", { class: "places" }, element("thead", null, head),
    element("tbody", null, rows.map(row => element("tr", { class: row.isFirst ? "first" : null },
      element("th", { scope: "row" }, name(row.name),
        row.isFirst ? element("div", { class: "chip first" }, "the divergence starts here") : null,
        row.symbols?.length ? element("ul", { class: "inside" }, row.symbols.slice(0, 4).map(item =>
          element("li", { class: `kind-of ${kinds[item.kind][2]}` }, `${kinds[item.kind][0]} `, name(item.name), element("span", { class: "unseen" }, ` ${kinds[item.kind][1]}`)))) : null,
        row.differences > 4 ? element("div", { class: "quiet" }, `${plural(row.differences, "symbol")} differ`) : null),
      row.cells.map(cell => placeCell(cell, widest))))));
  places.style.minWidth = `${11 + 12 * passes.length}rem`;
  return element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `${what}s by pass` }, places);
}

const isChanged = row => row.isFirst || row.differences || row.cells.some(cell => !cell || cell.moved || cell.grew || cell.paddingGrew);

function shortName(path, all) {
  const pieces = path.split("/");
  for (let n = 1; n < pieces.length; n++) {
    const short = pieces.slice(-n).join("/");
    if (all.filter(other => other === short || other.endsWith("/" + short)).length === 1) return short;
  }
  return path;
}

function showPlaces(view) {
  const passes = view.passes.map(pass => ({ ...pass, name: shortName(pass.name, view.passes.map(other => other.name)) }));
  const told = rows => passes.map((pass, index) => ({ pass, index })).filter(({ index }) => rows.some(row => row.cells[index]));
  const legend = element("div", { class: "legend" },
    element("span", null, element("i", { class: "key body" }), "size, on a logarithmic scale"),
    element("span", null, element("i", { class: "key grown" }), "grew"), element("span", null, element("i", { class: "key shrunk" }), "shrank"),
    element("span", null, element("i", { class: "key gap" }), "padding before it"), element("span", null, element("i", { class: "key gap changed" }), "padding that changed"),
    element("span", null, "a bar that moved is shifted to that side"));
  const show = (title, text, rows, what) => {
    if (!rows.length) return;
    const columns = told(rows);
    const narrow = list => list.map(row => ({ ...row, cells: columns.map(({ index }) => row.cells[index]) }));
    const all = narrow(rows), changed = all.filter(isChanged);
    const holder = element("div");
    const draw = list => holder.replaceChildren(list.length ? placeTable(list, columns.map(({ pass }) => pass), what) : element("p", null, "None of them changed."));
    section(title, element("p", null, text), legend.cloneNode(true),
      changed.length < all.length
        ? choice(`Which ${what}s`, [[`Changed: ${changed.length}`, changed], [`All: ${all.length}`, all]], draw)
        : null,
      holder);
    draw(changed.length < all.length ? changed : all);
  };
  section("What was compared", table([
    ["pass", pass => name(pass.name), { class: "wide" }],
    ["symbols", pass => count(pass.symbols), { number: true }],
    ...passes.some(pass => pass.release) ? [["kernel", pass => pass.release ?? "", { class: "optional" }]] : [],
    ...passes.some(pass => pass.modified) ? [["written (UTC)", pass => pass.modified ?? "", { class: "optional" }]] : [],
    ["", pass => passes.indexOf(pass) >= passes.length - 2 ? "compared" : "earlier"],
  ], passes, "Passes"));
  const inSection = view.sections.map(row => ({ ...row, symbols: view.differences.filter(item => item.section === row.name && item.kind !== "moved") }));
  show("Sections, pass by pass", "Each column is a pass, each row a section, in the order in which they lie in memory. "
    + "Growth of one section moves all behind it, unless padding gives way. Symbols that differ other than by having moved stand below their section.", inSection, "section");
  show("The table itself", "The parts of the symbol table, in the same way. The table inside a pass lists the symbols of the pass before.", view.subTables, "part");
}

function showDifferences(view) {
  const { counts } = view;
  const total = [
    counts.removed && `${count(counts.removed)} gone`, counts.added && `${count(counts.added)} new`, counts.retyped && `${count(counts.retyped)} with another type letter`,
    counts.reordered && `${count(counts.reordered)} elsewhere in the order`,
    counts.moved && `${count(counts.moved)} moved, in ${plural(counts.runs, "run")} of neighbours that moved alike`,
  ].filter(Boolean);
  if (!total.length) return;
  const holder = element("div");
  const sections = view.differences.some(item => item.section);
  const first = view.differences.findIndex(item => item.name === view.verdict.firstSymbol);
  const draw = kind => {
    const rows = view.differences.filter(item => !kind || item.kind === kind);
    holder.replaceChildren(longTable([
      ["", item => element("span", { class: `kind-of ${kinds[item.kind][2]}` }, `${kinds[item.kind][0]} ${kinds[item.kind][1]}`)],
      ["symbol", item => element("span", null, name(item.name), item.last ? [" to ", name(item.last), ` (${count(item.count)})`] : null,
        item === view.differences[first] ? element("span", { class: "chip first" }, "first") : null), { class: "wide" }],
      ...sections ? [["section", item => item.section ? name(item.section) : "", { class: "optional" }]] : [],
      ["before", item => item.before ? name(item.before) : "-"],
      ["after", item => item.after ? name(item.after) : "-"],
      ["distance", item => item.moved ?? "", { number: true }],
    ], rows, "Differences", 25));
  };
  const present = Object.keys(kinds).filter(kind => counts[kind]);
  const cut = present.some(kind => (kind === "moved" ? counts.runs : counts[kind]) > view.differences.filter(item => item.kind === kind).length);
  section("What differs, by address", element("p", null, `${total.join("; ")}.`, cut ? " Of each kind the first 200 are on this page; --all lists every one." : ""),
    present.length > 1 ? choice("Which differences", [["All", null], ...present.map(kind => [`${kinds[kind][0]} ${kinds[kind][1]}`, kind])], draw) : null, holder);
  draw(null);
}

function showExplanation(view) {
  showVerdict(view);
  showPlaces(view);
  showDifferences(view);
}
