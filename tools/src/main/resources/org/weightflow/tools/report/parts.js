'use strict';

/* What the charts of all pages share. */
const chartParts = (() => {
  const ABSENT = '\u2013';
  const known = Number.isFinite;

  /* ---- numbers and small statistics ---- */

  const fixed = (value, digits) => known(value) ? value.toFixed(digits).replace('-', '\u2212') : ABSENT;
  const percent = (fraction, digits) => known(fraction) ? fixed(100 * fraction, digits) + ' %' : ABSENT;
  const whole = value => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

  function median(values) {
    const sorted = values.filter(known).sort((a, b) => a - b);
    const half = sorted.length >> 1;
    return sorted.length === 0 ? NaN : sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;

  /** Least and greatest known value; 0 and 1 if none is known, so that an axis always has a range. */
  function extent(values) {
    let low = Infinity;
    let high = -Infinity;
    for (const value of values) {
      if (known(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return low <= high ? [low, high] : [0, 1];
  }

  /** The smallest of 1, 2, 5 times a power of ten that is at least value. */
  function niceStep(value) {
    const power = Math.pow(10, Math.floor(Math.log10(value)));
    return [1, 2, 5, 10].map(factor => factor * power).find(step => step >= value * 0.999999);
  }

  /* ---- pieces that all charts share ---- */

  function symbolPath(shape) {
    return 'path://' + document.querySelector('#shape-' + shape + ' path').getAttribute('d');
  }

  /** A tooltip as elements, never as markup: names come from files. */
  function tip(title, rows) {
    const box = document.createElement('div');
    box.className = 'tip';
    const head = document.createElement('b');
    head.textContent = title;
    box.append(head);
    for (const [label, value] of rows) {
      const row = document.createElement('span');
      const number = document.createElement('i');
      number.textContent = value;
      row.append(label, number);
      box.append(row);
    }
    return box;
  }

  function base(room) {
    return {
      animation: false,
      textStyle: { fontFamily: room.font, color: room.colour('text') },
      tooltip: {
        trigger: 'item',
        confine: true,
        backgroundColor: room.colour('surface'),
        borderColor: room.colour('line'),
        textStyle: { color: room.colour('text') }
      }
    };
  }

  function axis(room, more) {
    return Object.assign({
      nameTextStyle: { color: room.colour('muted'), fontSize: 13 },
      nameLocation: 'middle',
      axisLine: { show: true, lineStyle: { color: room.colour('line') } },
      axisTick: { show: false },
      axisLabel: { color: room.colour('muted'), fontSize: 12, hideOverlap: true },
      splitLine: { show: true, lineStyle: { color: room.colour('grid') } }
    }, more);
  }

  function reference(room, data) {
    return {
      silent: true,
      symbol: 'none',
      lineStyle: { color: room.colour('muted'), type: 'dashed', width: 1 },
      label: { color: room.colour('muted'), fontSize: 12 },
      data
    };
  }

  /**
   * Where names can stand beside their marks without covering a mark or another name, the first in order choosing first; null where
   * there is no room. Widths and marks are in pixels, marks from the upper left of the frame; null for no mark.
   */
  function labelPlaces(order, widths, marks, frame) {
    const taken = marks.filter(mark => mark !== null)
      .map(mark => ({ left: mark[0] - 8, right: mark[0] + 8, top: mark[1] - 8, bottom: mark[1] + 8 }));
    const clear = box => box.left >= 0 && box.right <= frame.width && box.top >= 0 && box.bottom <= frame.height
      && taken.every(other => box.right < other.left || box.left > other.right
        || box.bottom < other.top || box.top > other.bottom);
    const places = marks.map(() => null);
    for (const index of order.filter(index => marks[index] !== null)) {
      const [x, y] = marks[index];
      const width = widths[index];
      const beside = { top: y - 9, bottom: y + 9 };
      const above = { top: y - 30, bottom: y - 12 };
      const below = { top: y + 12, bottom: y + 30 };
      const choices = [
        { position: 'right', align: 'left', box: Object.assign({ left: x + 12, right: x + 15 + width }, beside) },
        { position: 'left', align: 'right', box: Object.assign({ left: x - 15 - width, right: x - 12 }, beside) },
        { position: 'top', align: 'center', box: Object.assign({ left: x - width / 2, right: x + width / 2 }, above) },
        { position: 'bottom', align: 'center', box: Object.assign({ left: x - width / 2, right: x + width / 2 }, below) },
        { position: 'bottom', align: 'left', box: Object.assign({ left: x, right: x + width }, below) },
        { position: 'top', align: 'left', box: Object.assign({ left: x, right: x + width }, above) }
      ];
      const choice = choices.find(each => clear(each.box));
      if (choice !== undefined) {
        places[index] = choice;
        taken.push(choice.box);
      }
    }
    return places;
  }

  return {
    known, fixed, percent, whole, median, mean, extent, niceStep, symbolPath, tip, base, axis, reference, labelPlaces
  };
})();
