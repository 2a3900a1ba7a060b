// The baseline of the grid: one <td> an APQN, its class set from the cell's state, nothing else. Runs in the page.

/** Page of the baseline; `window.drawTable(codes)` builds it, `window.recolour(codes)` sets every cell's class from its state. */
export const DOM_TABLE_PAGE = `<!doctype html><meta charset="utf-8"><title>DOM table</title>
<style>
  body { margin: 0; font: 12px sans-serif }
  table { border-collapse: collapse; table-layout: fixed; width: 768px }
  td { padding: 0; height: 3px; width: 3px }
  .c0 { background: #eee } .c1 { background: #99a } .c2 { background: #fff } .c3 { background: #e9c }
  .c4 { background: #56b4e9 } .c5 { background: #e69f00 } .c6 { background: #1fae83 } .c7 { background: #cc79a7 }
</style>
<button id="draw">Draw</button><div id="place"></div>
<script>
  let cells = null;
  window.drawTable = (codes) => {
    let html = '<table>';
    for (let row = 0; row < 256; row++) {
      html += '<tr>';
      for (let column = 0; column < 256; column++) html += '<td class="c' + codes[row * 256 + column] + '" data-at="' + (row * 256 + column) + '"></td>';
      html += '</tr>';
    }
    document.getElementById('place').innerHTML = html + '</table>';
    cells = document.querySelectorAll('td');
  };
  window.recolour = (codes) => {
    for (let at = 0; at < codes.length; at++) cells[at].className = 'c' + codes[at];
  };
</script>`;
