const data = JSON.parse(document.getElementById("data").textContent);
if (data.table) {
  document.getElementById("kind").textContent = "What the symbol table of this image costs";
  document.getElementById("lead").textContent = "This image carries a table of its own symbols, so that it can print names instead of addresses in its stack traces. "
    + "The table stays in memory as long as the system runs. This page tells what its bytes are spent on.";
  showStatistics(data.table);
}
