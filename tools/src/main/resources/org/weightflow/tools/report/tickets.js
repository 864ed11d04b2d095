
/* The charts of a comparison of ticket methods; see charts.js for what data, view and room are. */
const reportView = { range: 'near', density: null };
const reportCharts = (() => {
  const { known, fixed, extent, symbolPath, tip, base, labelPlaces } = chartParts;
  const { shown, scale, short, horizontal, vertical, backdrop, bars, withDeviation, reach, lines } = densityParts;
  const NEAR = 3;
  const LEAST_SECONDS = 0.01;

  const inPercent = fraction => known(fraction) ? 100 * fraction : fraction;

  const percents = series => ({ mean: series.mean.map(inPercent), deviation: series.deviation.map(inPercent) });

  const denseLevel = data => ({
    name: 'dense', colour: 'zoo', mean: inPercent(data.dense.mean), deviation: inPercent(data.dense.deviation)
  });

  const axisName = room => room.width < 560 ? 'accuracy, %' : 'mean test accuracy, %';

  const value = (mean, deviation) => fixed(mean, 2) + ' %' + (known(deviation) ? ' ± ' + fixed(deviation, 2) : '');

  const points = difference => (difference > 0 ? '+' : '') + fixed(difference, 2) + ' points';

  const tooltip = (data, method, at) => tip(method.series.name + ' at ' + data.label[at], [
    ['accuracy', value(method.mean[at], method.deviation[at])],
    ['against dense', points(method.mean[at] - 100 * data.dense.mean)],
    ['search', fixed(method.series.search[at], 1) + ' s'],
    ['training', fixed(method.series.training[at], 1) + ' s']
  ]);

  /** What is near: some points below the dense networks, and never without the best of the densest tickets. */
  function nearFloor(level, methods) {
    const spread = known(level.deviation) ? level.deviation : 0;
    const best = extent(methods.map(method => method.mean[0]))[1];
    const floor = level.mean - Math.max(NEAR, 4 * spread);
    return methods.some(method => known(method.mean[0])) ? Math.min(floor, best - 1) : floor;
  }

  function accuracy(data, view, room) {
    const methods = shown(data, view, percents);
    const level = denseLevel(data);
    return lines({
      density: data.density,
      methods,
      levels: [level],
      name: axisName(room),
      most: 100,
      limits: (low, high) => [view.range === 'near' ? Math.max(low, nearFloor(level, methods)) : low, high],
      tooltip: (method, at) => tooltip(data, method, at)
    }, room);
  }

  function cost(data, view, room) {
    const at = view.density === null ? data.density.length - 1 : Number(view.density);
    const methods = shown(data, view, percents)
      .filter(method => known(method.mean[at]) && known(method.series.search[at]));
    const narrow = room.width < 560;
    const place = seconds => Math.log10(Math.max(seconds, LEAST_SECONDS));
    const training = data.dense.training > 0 ? [place(data.dense.training)] : [];
    const [left, right] = extent(methods.map(method => place(method.series.search[at])).concat(training));
    const margin = Math.max(0.06 * (right - left), 0.12);
    const ends = [left - margin, right + margin];
    const grid = { left: narrow ? 54 : 64, right: narrow ? 12 : 24, top: 28, bottom: 48 };
    const frame = { width: room.width - grid.left - grid.right, height: room.height - grid.top - grid.bottom };
    const marks = methods.map(method => [[place(method.series.search[at]), method.mean[at], at]]);
    const [low, high] = reach(
      [denseLevel(data)], methods.map(method => withDeviation(method.mean[at], method.deviation[at])));
    const y = vertical(room, axisName(room), low, high, 100);
    const marked = scale(room, ends[0], ends[1], short).concat(training.map(x => ({
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
        series: backdrop([denseLevel(data)], room, marked, y).concat(
          methods.map((method, i) => bars(method, marks[i], room)),
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
            tooltip: { formatter: () => tooltip(data, method, at) }
          })))
      })
    };
  }

  return { accuracy, cost };
})();
