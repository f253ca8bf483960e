const data = JSON.parse(document.getElementById("data").textContent);
const lead = text => document.getElementById("lead").append(text);

function showAll() {
  if (data.explanation) showExplanation(data.explanation);
  if (!data.table) return;
  if (data.explanation)
    section("The cost of the table", element("p", null, data.tableIsWorkedOut
      ? "The table itself was not among the inputs. This is what the kernel's own tool would make of the symbols of the last pass."
      : "What the bytes of the table in the last image are spent on."));
  showStatistics(data.table);
}

if (data.explanation) {
  document.getElementById("kind").textContent = "Why these passes differ";
  lead("A kernel is linked several times, because the table of symbols that it carries lies inside the image whose addresses the table lists. "
    + "The build ends well when two passes have the same symbols at the same addresses. "
    + (data.explanation.class === "same" ? "These two have." : "This page tells what kept these two apart."));
} else {
  document.getElementById("kind").textContent = "What the symbol table of this image costs";
  lead("This image carries a table of its own symbols, so that it can print names instead of addresses in its stack traces. "
    + "The table stays in memory as long as the system runs. This page tells what its bytes are spent on.");
}
for (const [text, part] of [["Made by ", data.program], ["Again: ", data.command]])
  if (part) document.querySelector("footer").append(element("p", null, text, element("code", null, printable(part))));
showAll();
