// The part of the page that tells what the bytes of one table are spent on.
const typeMeanings = {
  T: "code, global", t: "code, local", D: "data, global", d: "data, local", R: "read-only data, global", r: "read-only data, local",
  B: "zeroed data, global", b: "zeroed data, local", W: "weak", w: "weak, undefined", V: "weak object", v: "weak object, undefined",
  A: "absolute, global (or per-cpu)", a: "absolute, local", C: "common", G: "small data, global", g: "small data, local",
  S: "small zeroed data, global", s: "small zeroed data, local", U: "undefined", u: "unique", i: "chosen at run time", N: "debugging",
  n: "read-only, not loaded", p: "unwinding", "?": "unknown", "-": "debugging",
};

const partMeanings = {
  kallsyms_names: "Every name, as codes of the token table.",
  kallsyms_offsets: "The address of every symbol, 4 bytes each.",
  kallsyms_addresses: "The address of every symbol.",
  kallsyms_seqs_of_names: "The order of names, 3 bytes each, so that a name can be looked up.",
  kallsyms_markers: "Where every 256th name starts.",
  kallsyms_token_table: "What each of the 256 codes stands for.",
  kallsyms_token_index: "Where each token starts.",
  kallsyms_num_syms: "How many symbols there are.",
  kallsyms_relative_base: "What offsets count from.",
};

const partColours = { kallsyms_names: 0, kallsyms_offsets: 1, kallsyms_addresses: 1, kallsyms_seqs_of_names: 2, kallsyms_token_table: 3, kallsyms_token_index: 3 };
const partClass = label => `part-${partColours[label] ?? 4}`;
const shortLabel = label => label.replace(/^kallsyms_/, "");
const padding = "padding between them";

function showTiles(stat) {
  const tiles = [
    [size(stat.bytes), `the whole table: ${count(stat.bytes)} bytes of memory`],
    [count(stat.symbols), "symbols in it"],
    [stat.symbols ? (stat.bytes / stat.symbols).toFixed(1) : "-", "bytes for each symbol"],
    [stat.names.dictionaryBytes ? `${(100 * stat.names.ratio).toFixed(0)} %` : "none",
      stat.names.dictionaryBytes ? "of their plain size is what names take, tokens included" : "compression: names are stored as they are"],
  ];
  document.getElementById("main").append(element("div", { class: "tiles" },
    tiles.map(([figure, text]) => element("div", { class: "tile" }, element("b", null, figure), element("span", null, text)))));
}

function showSubTables(stat) {
  const parts = [...stat.subTables, { label: padding, bytes: stat.paddingBytes }];
  const stack = element("div", { class: "stack", "aria-hidden": "true" }, parts.filter(part => part.bytes).map(part => {
    const piece = element("div", { class: partClass(part.label), title: `${part.label}: ${count(part.bytes)} bytes` });
    piece.style.flex = `${part.bytes} 0 0`;
    return piece;
  }));
  section("What the table is made of",
    element("p", null, "The table is several arrays, one behind the other. This is their order in memory, and their sizes are to scale."),
    stack,
    table([
      ["kallsyms_…", part => element("span", null, element("i", { class: `swatch ${partClass(part.label)}` }), name(shortLabel(part.label)))],
      ["bytes", part => count(part.bytes), { number: true }],
      ["share", part => share(part.bytes, stat.bytes), { number: true }],
      ["what it holds", part => partMeanings[part.label] ?? "Alignment, and room that was reserved and not needed."],
    ], parts, "Sub-tables"));
}

// What belongs to no single symbol is a group of its own, so that areas add up to the table.
function withShared(tree, stat) {
  const shared = stat.bytes - tree.bytes;
  const mark = node => ({ ...node, rest: node.text === "" && !node.label, parts: node.parts.map(mark) });
  const parts = tree.parts.length ? tree.parts : [{ ...tree, text: "", parts: [] }];
  return {
    text: "", symbols: stat.symbols, bytes: stat.bytes,
    parts: [...parts.map(mark), { label: "tokens, markers, padding", text: "", symbols: 0, bytes: shared, parts: [] }].filter(part => part.bytes > 0),
  };
}

function largest(tree, stat) {
  const groups = tree.parts.filter(part => part.text && part.parts.length).slice(0, 3);
  if (groups.length < 3) return null;
  return element("p", { class: "biggest" }, "Largest groups: ", groups.map((part, index) => [index ? ", " : "", name(part.text), " ",
    element("b", null, share(part.bytes, stat.bytes))]), ".");
}

function showTree(stat) {
  const byPrefix = withShared(stat.prefixes, stat);
  const letters = { ...stat.byType, parts: stat.byType.parts.map(part => ({ ...part, label: `${part.text}: ${typeMeanings[part.text] ?? "other"}` })) };
  const byType = withShared(letters, stat);
  const map = new Treemap(stat.bytes, "symbol");
  section("What the bytes are spent on",
    element("p", null, "Each area is a group of symbols whose names start alike, as large as what these symbols take: ",
      `their names as codes, and ${stat.entryBytes} bytes each for address and place in the index. Click an area, or press Enter on it, to look inside; Escape leads back.`),
    largest(byPrefix, stat),
    choice("Grouped by", [["By start of name", [byPrefix, "All names"]], ["By type", [byType, "All types"]]], ([root, title]) => map.show(root, title)),
    ...map.view);
  map.show(byPrefix, "All names");
}

function showNames(stat) {
  const holder = element("div");
  const draw = (rows, measure) => {
    const most = Math.max(1, ...rows.map(measure));
    holder.replaceChildren(rows.length ? longTable([
      ["name", row => name(row.name), { class: "wide" }],
      ["type", row => row.types, { class: "optional" }],
      ["symbols", row => count(row.symbols), { number: true }],
      ["length", row => count(row.length), { number: true }],
      ["bytes", row => count(row.bytes), { number: true }],
      ["", row => measure(row) / most, { meter: true }],
    ], rows, "Names") : element("p", null, "None: every name is there once."));
  };
  const kinds = [
    ["Cost most in all", () => draw(stat.costliest, row => row.bytes)],
    ["Longest", () => draw(stat.longest, row => row.length)],
    ["Most symbols of one name", () => draw(stat.duplicates, row => row.symbols)],
  ];
  section("The most expensive names",
    element("p", null, `${count(stat.names.distinct)} different names for ${plural(stat.symbols, "symbol")}. Many variables inside functions share a name, `,
      "so one short name can cost more than the longest one. Bytes are of all symbols of a name together; ", name(".*"), " stands for the numbers of compilers."),
    choice("Which names", kinds, show => show()), holder);
  kinds[0][1]();
}

function showTokens(stat) {
  const tokens = stat.tokens.filter(token => token.saves > 0);
  const saved = tokens.reduce((sum, token) => sum + token.saves, 0);
  const holder = element("div");
  const shown = text => element("code", { class: "name token" }, printable(text));
  const draw = wanted => {
    const rows = tokens.filter(token => token.text.includes(wanted));
    holder.replaceChildren(longTable([
      ["token", token => shown(token.text), { class: "wide" }],
      ["code", token => token.code.toString(16).padStart(2, "0"), { number: true, class: "optional" }],
      ["uses", token => count(token.uses), { number: true }],
      ["saves", token => count(token.saves), { number: true }],
      ["share", token => share(token.saves, saved), { number: true, class: "optional" }],
      ["", token => token.saves / tokens[0].saves, { meter: true }],
    ], rows, "Tokens"));
  };
  if (!tokens.length) {
    section("The tokens", element("p", null, "Names in this table are not compressed by tokens."));
    return;
  }
  section("The tokens, and what each saves",
    element("p", null, `A byte in a name is a code, and each code stands for a string: a token. ${count(tokens.length)} of them stand for more than one character. `,
      `Together they save ${count(saved)} bytes, for a dictionary of ${count(stat.names.dictionaryBytes)}. `,
      "A token that is the start of a name has the type letter in front: ", shown("T"), " for code, ", shown("d"), " for data."),
    element("div", { class: "bar-of-buttons" }, element("input", {
      type: "search", placeholder: "Tokens that contain …", "aria-label": "Show tokens that contain", oninput: event => draw(event.target.value),
    })),
    holder);
  draw("");
}

function showStatistics(stat) {
  showTiles(stat);
  showSubTables(stat);
  showTree(stat);
  showNames(stat);
  showTokens(stat);
}
