
/* The chart of a comparison; see charts.js for what data, view and room are. */
const reportView = { range: 'near' };
const reportCharts = (() => {
  const { known, fixed, extent, niceStep, symbolPath, tip, base, axis, reference } = chartParts;
  const NEAR = -2;

  const points = value => known(value) ? (value > 0 ? '+' : '') + fixed(100 * value, 2) + ' points' : fixed(value, 2);

  /** [r, difference in points, index of the level] of the levels that are known, from left to right. */
  const levels = run => run.novelty
    .map((r, index) => [r, known(run.difference[index]) ? 100 * run.difference[index] : null, index])
    .filter(point => known(point[0]) && known(point[1]))
    .sort((a, b) => a[0] - b[0]);

  const samples = run => known(run.samplesNovelty) && known(run.samplesDifference)
    ? [[run.samplesNovelty, 100 * run.samplesDifference]]
    : [];

  function line(run, room) {
    return {
      type: 'line',
      name: run.name,
      data: levels(run),
      clip: true,
      symbol: symbolPath(run.shape),
      symbolSize: 9,
      showAllSymbol: true,
      z: 3,
      lineStyle: { color: room.colour(run.colour), width: 2.5 },
      itemStyle: { color: room.colour(run.colour), borderColor: room.colour('surface'), borderWidth: 1 },
      emphasis: { focus: 'series' },
      tooltip: {
        formatter: hit => tip(run.name + ', ' + run.levels[hit.value[2]], [
          ['accuracy − zoo', points(run.difference[hit.value[2]])],
          ['95 % interval', points(run.low[hit.value[2]]) + ' to ' + points(run.high[hit.value[2]])],
          ['median r', fixed(run.novelty[hit.value[2]], 3)]
        ])
      }
    };
  }

  function mark(run, room) {
    return {
      type: 'scatter',
      name: run.name,
      data: samples(run),
      clip: true,
      symbol: symbolPath(run.shape),
      symbolSize: 17,
      z: 5,
      itemStyle: { color: room.colour(run.colour), borderColor: room.colour('text'), borderWidth: 1.5 },
      tooltip: {
        formatter: () => tip(run.name + ', samples', [
          ['accuracy − zoo', points(run.samplesDifference)],
          ['median r', fixed(run.samplesNovelty, 3)]
        ])
      }
    };
  }

  function frontier(data, view, room) {
    const runs = data.series.filter((run, index) => view.visible[index]);
    const all = runs.flatMap(run => levels(run).concat(samples(run)));
    const narrow = room.width < 560;
    const [low, high] = extent(all.map(point => point[1]).concat([0]));
    const least = view.range === 'near' ? Math.max(low, NEAR) : low;
    const step = niceStep(Math.max(high - least, 0.1) / 6);
    const most = Math.min(extent(all.map(point => point[0]).concat([1.1]))[1], 2.5);
    const xStep = niceStep(most / 7);
    const dashes = [0.25, 0.5, 0.75, 1].map(r => ({ xAxis: r, label: { show: false } }))
      .concat([{ yAxis: 0, label: { show: true, position: 'insideEndTop', formatter: 'zoo' } }]);
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return {
      option: Object.assign(base(room), {
        grid: { left: narrow ? 58 : 68, right: narrow ? 12 : 24, top: 20, bottom: 48 },
        xAxis: axis(room, {
          type: 'value', name: 'median novelty r', nameGap: 28, min: 0, max: Math.ceil(most / xStep) * xStep, interval: xStep
        }),
        yAxis: axis(room, {
          type: 'value',
          name: narrow ? 'accuracy − zoo' : 'mean test accuracy less the zoo\'s, points',
          nameGap: narrow ? 44 : 52,
          min: Math.floor(least / step - 0.2) * step,
          max: Math.ceil(high / step + 0.2) * step,
          interval: step,
          axisLabel: {
            color: room.colour('muted'), fontSize: 12, hideOverlap: true, formatter: value => fixed(value, digits)
          }
        }),
        series: [{ type: 'line', data: [], markLine: reference(room, dashes) }]
          .concat(runs.map(run => line(run, room)), runs.map(run => mark(run, room)))
      })
    };
  }

  return { frontier };
})();
