
/* Wires the page: charts that follow theme, width and print, the controls, sortable tables and copy buttons. */
(() => {
  const root = document.documentElement;
  root.classList.add('scripted');
  const data = JSON.parse(document.getElementById('report-data').textContent);
  const view = Object.assign({ visible: data.series.map(() => true) }, reportView);

  /* ---- charts ---- */

  /* SVG stays sharp in print and when magnified; past some thousand points canvas is quicker. */
  const points = data.series.reduce((sum, series) => sum + (series.accuracy || []).length, 0);
  const renderer = points > 4000 ? 'canvas' : 'svg';
  const charts = Object.keys(reportCharts)
    .map(name => ({ name, element: document.getElementById('chart-' + name) }))
    .filter(chart => chart.element !== null)
    .map(chart => Object.assign(chart, { instance: echarts.init(chart.element, null, { renderer }) }));

  function draw() {
    const style = getComputedStyle(root);
    const colour = name => style.getPropertyValue('--' + name).trim();
    for (const chart of charts) {
      const room = {
        width: chart.element.clientWidth,
        height: chart.element.clientHeight,
        font: style.getPropertyValue('--sans').trim(),
        colour
      };
      const drawn = reportCharts[chart.name](data, view, room);
      if (drawn.height) {
        chart.element.style.height = drawn.height + 'px';
      }
      chart.instance.resize();
      chart.instance.setOption(drawn.option, true);
      if (drawn.resolvedScale) {
        press('accuracyScale', drawn.resolvedScale);
      }
    }
  }

  let pending = false;
  function drawSoon() {
    if (!pending) {
      pending = true;
      requestAnimationFrame(() => {
        pending = false;
        draw();
      });
    }
  }

  let width = root.clientWidth;
  addEventListener('resize', () => {
    if (root.clientWidth !== width) {
      width = root.clientWidth;
      drawSoon();
    }
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawSoon);
  const folds = Array.from(document.querySelectorAll('details'));
  addEventListener('beforeprint', () => {
    root.dataset.print = '';
    folds.forEach(fold => { fold.open = true; });
    draw();
  });
  addEventListener('afterprint', () => {
    delete root.dataset.print;
    folds.forEach(fold => { fold.open = false; });
    draw();
  });

  /* ---- controls ---- */

  function press(choice, value) {
    for (const button of document.querySelectorAll('[data-choice="' + choice + '"] button')) {
      button.setAttribute('aria-pressed', String(button.dataset.value === value));
    }
  }

  for (const group of document.querySelectorAll('[data-choice]')) {
    group.addEventListener('click', event => {
      const button = event.target.closest('button');
      if (button !== null) {
        view[group.dataset.choice] = button.dataset.value;
        press(group.dataset.choice, button.dataset.value);
        drawSoon();
      }
    });
  }

  const toggles = Array.from(document.querySelectorAll('[data-series]'));
  function showSeries(keep) {
    view.visible = view.visible.map((now, index) => keep(index, now));
    toggles.forEach(toggle => {
      toggle.setAttribute('aria-pressed', String(view.visible[Number(toggle.dataset.series)]));
    });
    drawSoon();
  }
  toggles.forEach(toggle => toggle.addEventListener('click', () => {
    showSeries((index, now) => index === Number(toggle.dataset.series) ? !now : now);
  }));
  for (const button of document.querySelectorAll('[data-show]')) {
    button.addEventListener('click', () => {
      const show = button.dataset.show;
      showSeries(index => show === 'all' || show === 'main' && data.series[index].kind !== 'baseline');
    });
  }

  /* ---- tables: numbers largest first, names from A, unknown numbers last ---- */

  function sort(table, column, descending) {
    const body = table.tBodies[0];
    const value = row => row.cells[column].dataset.value;
    const compare = (a, b) => {
      if (column === 0) {
        return value(a).localeCompare(value(b), 'en', { numeric: true });
      }
      return Number(value(a)) - Number(value(b));
    };
    const rows = Array.from(body.rows);
    const unknown = rows.filter(row => value(row) === '');
    const ordered = rows.filter(row => value(row) !== '').sort((a, b) => descending ? compare(b, a) : compare(a, b));
    body.append(...ordered, ...unknown);
  }

  for (const table of document.querySelectorAll('table.results')) {
    const heads = Array.from(table.tHead.rows[1].cells);
    heads.forEach((head, column) => head.addEventListener('click', () => {
      const before = head.getAttribute('aria-sort');
      const descending = before === null ? column > 0 : before === 'ascending';
      heads.forEach(each => each.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      sort(table, column, descending);
    }));
  }

  /* ---- copy buttons ---- */

  async function copy(element) {
    try {
      await navigator.clipboard.writeText(element.textContent);
      return true;
    } catch (refused) {
      const selection = getSelection();
      selection.selectAllChildren(element);
      const done = document.execCommand('copy');
      selection.removeAllRanges();
      return done;
    }
  }

  for (const button of document.querySelectorAll('.copy')) {
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', async () => {
      const done = await copy(button.parentElement.querySelector('code'));
      button.textContent = done ? 'Copied' : 'Select and copy';
      setTimeout(() => { button.textContent = 'Copy'; }, 1600);
    });
  }

  draw();
})();
