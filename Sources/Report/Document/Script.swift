/// The page's script: sorting, filtering, copying, highlighting an arm in every chart. Only comfort:
/// everything is there without it.
enum Script {
  static let text = """
    "use strict";
    (function () {
      function all(selector, root) { return Array.from((root || document).querySelectorAll(selector)); }

      all("table.sortable").forEach(function (table) {
        all("thead th", table).forEach(function (head, column) {
          var button = document.createElement("button");
          button.type = "button";
          button.textContent = head.textContent;
          button.title = "Sort by " + head.textContent;
          head.textContent = "";
          head.appendChild(button);
          button.addEventListener("click", function () {
            var down = head.getAttribute("aria-sort") !== "descending";
            all("thead th", table).forEach(function (other) { other.removeAttribute("aria-sort"); });
            head.setAttribute("aria-sort", down ? "descending" : "ascending");
            var body = table.tBodies[0];
            var key = function (row) {
              var cell = row.cells[column];
              return "key" in cell.dataset ? Number(cell.dataset.key) : cell.textContent.trim();
            };
            Array.from(body.rows).sort(function (a, b) {
              var x = key(a), y = key(b);
              var mixed = typeof x !== typeof y;
              if (mixed) { return typeof x === "number" ? -1 : 1; }
              var order = typeof x === "number" ? x - y : x.localeCompare(y);
              return down ? -order : order;
            }).forEach(function (row) { body.appendChild(row); });
          });
        });
      });

      all("table.filterable").forEach(function (table) {
        var label = document.createElement("label");
        var input = document.createElement("input");
        label.className = "filter";
        label.textContent = "Filter rows";
        input.type = "search";
        label.appendChild(input);
        table.parentNode.parentNode.insertBefore(label, table.parentNode);
        input.addEventListener("input", function () {
          var words = input.value.toLowerCase().split(/\\s+/);
          Array.from(table.tBodies[0].rows).forEach(function (row) {
            var text = row.textContent.toLowerCase();
            row.hidden = !words.every(function (word) { return text.includes(word); });
          });
        });
      });

      all(".code").forEach(function (box) {
        if (!navigator.clipboard) { return; }
        var button = document.createElement("button");
        button.type = "button";
        button.textContent = "Copy";
        box.appendChild(button);
        button.addEventListener("click", function () {
          navigator.clipboard.writeText(box.querySelector("code").textContent).then(function () {
            button.textContent = "Copied";
            setTimeout(function () { button.textContent = "Copy"; }, 1500);
          });
        });
      });

      var picked = null;
      function show(arm) {
        document.body.classList.toggle("picking", arm !== null);
        all("[data-arm]").forEach(function (item) {
          item.classList.toggle("picked", item.dataset.arm === arm);
        });
      }
      function armOf(event) {
        var item = event.target.closest ? event.target.closest("[data-arm]") : null;
        return item ? item.dataset.arm : null;
      }
      document.addEventListener("mouseover", function (event) {
        if (picked === null) { show(armOf(event)); }
      });
      document.addEventListener("click", function (event) {
        if (event.target.closest("a, button, input, summary")) { return; }
        var arm = armOf(event);
        picked = arm === picked ? null : arm;
        show(picked);
      });
      document.addEventListener("keydown", function (event) {
        if (event.key === "Escape") { picked = null; show(null); }
      });
    })();
    """
}
