
/* The charts of a comparison of ticket methods; see charts.js for what data, view and room are. */
const reportView = { range: 'near', density: null };
const reportCharts = (() => {
  const { known, fixed, percent, extent, niceStep, symbolPath, tip, base, axis, reference, labelPlaces } = chartParts;
  const NEAR = 3;
  const LEAST_SECONDS = 0.01;
  const DASHES = ['solid', [7, 4], [2, 3]];

  /** The methods that are shown, each with its place among them and a dash that tells it from others of its colour. */
  function shown(data, view) {
    const methods = data.series.map((series, index) => ({
      series,
      index,
      dash: DASHES[data.series.slice(0, index).filter(each => each.colour === series.colour).length % DASHES.length]
    }));
    return methods.filter(method => view.visible[method.index])
      .map((method, place, all) => Object.assign(method, { aside: place - (all.length - 1) / 2 }));
  }

  const value = (mean, deviation, digits) => percent(mean, digits)
    + (known(deviation) ? ' ± ' + fixed(100 * deviation, digits) : '');

  const points = difference => (difference > 0 ? '+' : '') + fixed(100 * difference, 2) + ' points';

  const tooltip = (data, series, at) => tip(series.name + ' at ' + data.label[at], [
    ['accuracy', value(series.mean[at], series.deviation[at], 2)],
    ['against dense', points(series.mean[at] - data.dense.mean)],
    ['search', fixed(series.search[at], 1) + ' s'],
    ['training', fixed(series.training[at], 1) + ' s']
  ]);

  /** Places of 1, 2, 5 times powers of ten between two logarithms, or of the powers alone where that is too many. */
  function decades(low, high, most) {
    const among = factors => {
      const places = [];
      for (let power = Math.floor(low); power <= high; power++) {
        factors.map(factor => power + Math.log10(factor))
          .filter(place => place > low - 1e-9 && place < high + 1e-9)
          .forEach(place => places.push(place));
      }
      return places;
    };
    const fine = among([1, 2, 5]);
    return fine.length <= most ? fine : among([1]);
  }

  /** A logarithmic axis, drawn as lines because the library labels its own axes at even steps only. */
  function scale(room, low, high, write) {
    return decades(low, high, room.width < 560 ? 7 : 14).map(place => ({
      xAxis: place,
      lineStyle: { color: room.colour('grid'), type: 'solid', width: 1 },
      label: { show: true, position: 'start', distance: 6, formatter: write(Math.pow(10, place)) }
    }));
  }

  const short = number => String(Number(number.toPrecision(3)));

  function horizontal(room, name, min, max) {
    return axis(room, {
      type: 'value', name, nameGap: 28, min, max,
      axisLabel: { show: false }, splitLine: { show: false }
    });
  }

  function vertical(room, low, high, narrow) {
    const step = niceStep(Math.max(high - low, 0.1) / 6);
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return axis(room, {
      type: 'value',
      name: narrow ? 'accuracy, %' : 'mean test accuracy, %',
      nameGap: narrow ? 40 : 48,
      min: Math.max(0, Math.floor(low / step - 0.1) * step),
      max: Math.min(100, Math.ceil(high / step + 0.1) * step),
      interval: step,
      axisLabel: { color: room.colour('muted'), fontSize: 12, hideOverlap: true, formatter: number => fixed(number, digits) }
    });
  }

  /** The dashed level of the dense networks and its band. */
  function dense(data, room, lines, y) {
    const mean = 100 * data.dense.mean;
    const deviation = 100 * data.dense.deviation;
    const level = {
      yAxis: mean,
      lineStyle: { color: room.colour('zoo'), type: 'dashed', width: 1.5 },
      label: { show: true, position: 'insideEndTop', formatter: 'dense', color: room.colour('zoo') }
    };
    return {
      type: 'line',
      data: [],
      silent: true,
      markLine: reference(room, lines.concat(mean >= y.min ? [level] : [])),
      markArea: {
        silent: true,
        itemStyle: { color: room.colour('zoo'), opacity: 0.14 },
        data: known(data.dense.deviation)
          ? [[{ yAxis: Math.max(mean - deviation, y.min) }, { yAxis: Math.min(mean + deviation, y.max) }]]
          : []
      }
    };
  }

  /** Upright bars of one deviation to either side of marks [x, mean, index], a gap between one and the next. */
  function bars(series, marks, room) {
    return {
      type: 'line',
      data: marks.filter(mark => known(series.deviation[mark[2]])).flatMap(([x, mean, at]) => {
        const deviation = 100 * series.deviation[at];
        return [[x, mean - deviation], [x, mean + deviation], [x, null]];
      }),
      silent: true,
      symbol: 'rect',
      symbolSize: [7, 1.5],
      showAllSymbol: true,
      z: 2,
      lineStyle: { color: room.colour(series.colour), width: 1.2, opacity: 0.75 },
      itemStyle: { color: room.colour(series.colour), opacity: 0.75 }
    };
  }

  const withDeviation = (series, at) => {
    const deviation = known(series.deviation[at]) ? series.deviation[at] : 0;
    return [100 * (series.mean[at] - deviation), 100 * (series.mean[at] + deviation)];
  };

  /** What is near: some points below the dense networks, and never without the best of the densest tickets. */
  function nearFloor(data, methods) {
    const spread = known(data.dense.deviation) ? data.dense.deviation : 0;
    const best = extent(methods.map(method => 100 * method.series.mean[0]))[1];
    const floor = 100 * data.dense.mean - Math.max(NEAR, 400 * spread);
    return methods.some(method => known(method.series.mean[0])) ? Math.min(floor, best - 1) : floor;
  }

  /** What marks and level need of the vertical axis. */
  function reach(data, ranges) {
    const spread = known(data.dense.deviation) ? data.dense.deviation : 0;
    return extent(ranges.flat().concat([100 * (data.dense.mean - spread), 100 * (data.dense.mean + spread)]));
  }

  function accuracy(data, view, room) {
    const methods = shown(data, view);
    const narrow = room.width < 560;
    const place = data.density.map(density => -Math.log10(density));
    const gaps = place.map((x, at) => x - (at === 0 ? 0 : place[at - 1])).filter(gap => gap > 0);
    const last = place.length > 0 ? place[place.length - 1] : 1;
    const most = Math.max(last, 0.05) * 1.06;
    const aside = Math.min(Math.min(...gaps) * 0.5, most * 0.05, most * 0.008 * methods.length) / Math.max(methods.length, 1);
    const marks = methods.map(method => place
      .map((x, at) => [x + method.aside * aside, known(method.series.mean[at]) ? 100 * method.series.mean[at] : null, at])
      .filter(mark => mark[1] !== null));
    const [low, high] = reach(data, methods.flatMap((method, i) => marks[i].map(mark => withDeviation(method.series, mark[2]))));
    const y = vertical(room, view.range === 'near' ? Math.max(low, nearFloor(data, methods)) : low, high, narrow);
    return {
      option: Object.assign(base(room), {
        grid: { left: narrow ? 54 : 64, right: narrow ? 12 : 24, top: 20, bottom: 48 },
        xAxis: horizontal(room, narrow ? 'density, %' : 'density: prunable values kept, %', 0, most),
        yAxis: y,
        series: [dense(data, room, scale(room, 0, most, ten => short(100 / ten)), y)]
          .concat(methods.map((method, i) => bars(method.series, marks[i], room)), methods.map((method, i) => ({
            type: 'line',
            name: method.series.name,
            data: marks[i],
            clip: true,
            symbol: symbolPath(method.series.shape),
            symbolSize: data.density.length > 10 ? 8 : 10,
            showAllSymbol: true,
            z: 4,
            lineStyle: { color: room.colour(method.series.colour), width: 1.8, type: method.dash },
            itemStyle: { color: room.colour(method.series.colour), borderColor: room.colour('surface'), borderWidth: 1 },
            emphasis: { focus: 'series' },
            tooltip: { formatter: hit => tooltip(data, method.series, hit.value[2]) }
          })))
      })
    };
  }

  function cost(data, view, room) {
    const at = view.density === null ? data.density.length - 1 : Number(view.density);
    const methods = shown(data, view)
      .filter(method => known(method.series.mean[at]) && known(method.series.search[at]));
    const narrow = room.width < 560;
    const place = seconds => Math.log10(Math.max(seconds, LEAST_SECONDS));
    const training = data.dense.training > 0 ? [place(data.dense.training)] : [];
    const [left, right] = extent(methods.map(method => place(method.series.search[at])).concat(training));
    const margin = Math.max(0.06 * (right - left), 0.12);
    const ends = [left - margin, right + margin];
    const grid = { left: narrow ? 54 : 64, right: narrow ? 12 : 24, top: 28, bottom: 48 };
    const frame = { width: room.width - grid.left - grid.right, height: room.height - grid.top - grid.bottom };
    const marks = methods.map(method => [[place(method.series.search[at]), 100 * method.series.mean[at], at]]);
    const [low, high] = reach(data, methods.map(method => withDeviation(method.series, at)));
    const y = vertical(room, low, high, narrow);
    const lines = scale(room, ends[0], ends[1], short).concat(training.map(x => ({
      xAxis: x,
      label: { show: true, position: 'end', formatter: narrow ? 'dense training' : 'training of the dense networks' }
    })));
    const places = labelPlaces(
      methods.map((method, i) => i),
      methods.map(method => method.series.name.length * 7.2),
      marks.map(([[x, mean]]) => [
        frame.width * (x - ends[0]) / (ends[1] - ends[0]),
        frame.height * (y.max - mean) / (y.max - y.min)
      ]),
      frame);
    return {
      option: Object.assign(base(room), {
        grid,
        xAxis: horizontal(room, 'seconds of the search', ends[0], ends[1]),
        yAxis: y,
        series: [dense(data, room, lines, y)].concat(
          methods.map((method, i) => bars(method.series, marks[i], room)),
          methods.map((method, i) => ({
            type: 'scatter',
            name: method.series.name,
            data: marks[i],
            symbol: symbolPath(method.series.shape),
            symbolSize: 14,
            z: 4,
            itemStyle: {
              color: room.colour(method.series.colour), opacity: 1, borderColor: room.colour('surface'), borderWidth: 1
            },
            label: {
              show: places[i] !== null,
              position: places[i] === null ? 'right' : places[i].position,
              align: places[i] === null ? 'left' : places[i].align,
              distance: 6,
              color: room.colour('text'),
              textBorderColor: room.colour('surface'),
              textBorderWidth: 3,
              fontSize: 13,
              formatter: () => method.series.name
            },
            tooltip: { formatter: () => tooltip(data, method.series, at) }
          })))
      })
    };
  }

  return { accuracy, cost };
})();
