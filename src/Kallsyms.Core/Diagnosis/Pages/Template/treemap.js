// Areas that are proportional to bytes, as square as can be (Bruls, Huizing, van Wijk: Squarified Treemaps, 2000).
function squarify(values, x, y, width, height) {
  const places = [];
  const total = values.reduce((sum, value) => sum + value, 0);
  const scale = total ? width * height / total : 0;
  const worst = (sum, least, most, side) => Math.max(side * side * most / (sum * sum), sum * sum / (side * side * least));
  for (let start = 0; start < values.length;) {
    const side = Math.min(width, height);
    let end = start, sum = 0, best = Infinity;
    for (; end < values.length; end++) {
      const next = sum + values[end] * scale;
      const ratio = worst(next, Math.max(values[end] * scale, 1e-9), values[start] * scale, side);
      if (end > start && ratio > best) break;
      [sum, best] = [next, ratio];
    }
    const depth = side > 0 ? sum / side : 0;
    let at = 0;
    for (let i = start; i < end; i++) {
      const length = depth > 0 ? values[i] * scale / depth : 0;
      places.push(width <= height ? [x + at, y, length, depth] : [x, y + at, depth, length]);
      at += length;
    }
    if (width <= height) { y += depth; height -= depth; } else { x += depth; width -= depth; }
    start = end;
  }
  return places;
}

// Nodes: { text, symbols, bytes, parts, rest }. Arrow keys walk, Enter goes in, Escape goes out.
class Treemap {
  static #steps = [18, 21, 24, 28];
  static #label = 17;
  #trail; #total; #unit;

  constructor(total, unit) {
    [this.#total, this.#unit] = [total, unit];
    this.map = element("div", { class: "map", role: "group", "aria-label": "Areas by bytes; arrow keys walk, Enter goes in, Escape goes out" });
    this.path = element("nav", { class: "trail", "aria-label": "Where in the tree" });
    this.saying = element("p", { class: "saying", "aria-live": "polite" });
    this.list = element("div");
    this.map.addEventListener("keydown", event => this.#onKey(event));
    this.map.addEventListener("mouseleave", () => this.#say(this.#here));
    new ResizeObserver(() => this.#draw()).observe(this.map);
  }

  get view() {
    const steps = Treemap.#steps;
    const legend = element("div", { class: "legend" }, element("span", null, "Colour: bytes for each symbol"),
      [...steps, null].map((step, i) => element("span", null, element("i", { class: `heat-${i}` }),
        step === null ? `${steps.at(-1)} and more` : i ? `${steps[i - 1]} to ${step}` : `under ${step}`)),
      element("span", null, element("i", { class: "rest" }), "many small groups together"));
    return [this.path, this.map, this.saying, legend, element("details", null, element("summary", null, "The same as a list"), this.list)];
  }

  show(root, title) {
    this.#trail = [{ node: root, title }];
    this.#refresh(false);
  }

  get #here() { return this.#trail.at(-1).node; }

  #go(node) {
    if (!node.parts?.length) return;
    this.#trail.push({ node, title: this.#titleOf(node) });
    this.#refresh(true);
  }

  #up(depth = this.#trail.length - 1) {
    if (depth < 1 || depth >= this.#trail.length) return;
    this.#trail.length = depth;
    this.#refresh(true);
  }

  #refresh(focus) {
    this.path.replaceChildren(...this.#trail.flatMap(({ title }, index) => [index ? " › " : "",
      element("button", { type: "button", disabled: index === this.#trail.length - 1, onclick: () => this.#up(index + 1) }, printable(title))]));
    this.#draw();
    this.#say(this.#here);
    const here = this.#here;
    this.list.replaceChildren(longTable([
      ["starts with", node => node.rest ? "(many small groups)" : name(this.#full(node)), { class: "wide" }],
      ["symbols", node => count(node.symbols), { number: true }],
      ["bytes", node => count(node.bytes), { number: true }],
      ["of the table", node => share(node.bytes, this.#total), { number: true }],
      ["", node => node.bytes / here.parts[0].bytes, { meter: true }],
    ], here.parts, "The groups of the picture", 25));
    if (focus) this.map.querySelector("button")?.focus();
  }

  // What names of a node start with, from the first character on.
  #full(node) {
    return this.#trail.map(({ node: outer }) => outer.label ? "" : outer.text).join("") + node.text;
  }

  #titleOf(node) { return node.label ?? node.text; }

  #say(node) {
    const inside = node === this.#here;
    const subject = node.label ? node.label
      : node.rest ? [plural(node.symbols, "symbol"), " in groups too small to draw, under ", name(this.#full({ text: "" }) || "everything")]
      : inside && this.#trail.length === 1 ? this.#trail[0].title
      : ["Names that start with ", name(inside ? this.#full({ text: "" }) : this.#full(node))];
    this.saying.replaceChildren(...[subject].flat(), node.rest ? ": " : `: ${plural(node.symbols, this.#unit)}, `,
      element("b", null, `${count(node.bytes)} bytes`), `, ${share(node.bytes, this.#total)} of the table`,
      node.symbols ? `, ${(node.bytes / node.symbols).toFixed(1)} bytes each.` : ".",
      !inside && node.parts?.length ? " Click or press Enter to look inside." : "");
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.map;
    if (!this.#trail || !width) return;
    const parts = this.#here.parts.length ? this.#here.parts : [this.#here];
    const places = squarify(parts.map(part => part.bytes), 0, 0, width, height);
    this.map.replaceChildren(...parts.flatMap((part, index) => {
      const [x, y, w, h] = places[index];
      if (w < 2 || h < 2) return [];
      const cell = element("button", {
        type: "button", tabindex: index ? -1 : 0, class: this.#look(part) + (part.parts?.length ? " deeper" : ""),
        "aria-label": `${this.#titleOf(part) || "many small groups"}: ${plural(part.symbols, this.#unit)}, ${count(part.bytes)} bytes`,
        onclick: () => this.#go(part), onmouseenter: () => this.#say(part), onfocus: () => this.#say(part),
      });
      this.#place(cell, part, x, y, w, h);
      this.#fill(cell, part, w, h, 2);
      return [cell];
    }));
  }

  #fill(cell, node, width, height, depth) {
    if (!depth || !node.parts?.length || width < 40 || height < 44) return;
    const places = squarify(node.parts.map(part => part.bytes), 2, Treemap.#label, width - 6, height - Treemap.#label - 4);
    node.parts.forEach((part, index) => {
      const [x, y, w, h] = places[index];
      if (w < 4 || h < 4) return;
      const inner = element("div", { class: this.#look(part), "aria-hidden": "true" });
      this.#place(inner, part, x, y, w, h);
      this.#fill(inner, part, w, h, depth - 1);
      cell.append(inner);
    });
  }

  #place(cell, node, x, y, width, height) {
    Object.assign(cell.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    if (width < 30 || height < 15) return;
    const title = printable(node.rest ? (width > 150 ? "many small groups" : "…") : this.#titleOf(node));
    const figure = share(node.bytes, this.#total);
    const outer = cell.tagName === "BUTTON";
    cell.append(element("span", null, outer && node.parts?.length && width > 110 ? `${title} · ${figure}` : title));
    if (outer && !node.parts?.length && height > 32 && width > 48) cell.append(element("span", null, figure));
  }

  #look(node) {
    const each = node.symbols ? node.bytes / node.symbols : 0;
    const step = Treemap.#steps.findIndex(most => each < most);
    return node.rest ? "cell rest" : `cell heat-${step < 0 ? Treemap.#steps.length : step}`;
  }

  #onKey(event) {
    const cells = [...this.map.querySelectorAll(":scope > button")];
    const at = cells.indexOf(document.activeElement);
    if (event.key === "Escape" || event.key === "Backspace") {
      this.#up();
      event.preventDefault();
      return;
    }
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!direction || at < 0) return;
    event.preventDefault();
    const middle = cell => [cell.offsetLeft + cell.offsetWidth / 2, cell.offsetTop + cell.offsetHeight / 2];
    const [x, y] = middle(cells[at]);
    let nearest = null, least = Infinity;
    for (const cell of cells) {
      const [cx, cy] = middle(cell);
      const along = (cx - x) * direction[0] + (cy - y) * direction[1];
      const aside = Math.abs((cx - x) * direction[1]) + Math.abs((cy - y) * direction[0]);
      if (cell !== cells[at] && along > 1 && along + 2 * aside < least) [nearest, least] = [cell, along + 2 * aside];
    }
    nearest?.focus();
  }
}
