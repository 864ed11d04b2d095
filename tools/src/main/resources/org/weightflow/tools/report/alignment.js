
/* The chart of an alignment report; see charts.js for what data, view and room are. */
const reportView = { lines: 'pair', quantity: 'error', examples: 'test', curve: 'mean' };
const reportCharts = (() => {
  const { known, fixed, percent, extent, niceStep, symbolPath, tip, base, axis } = chartParts;

  /** Rounds a range outwards to steps, and says how many decimals the steps need. */
  function range(low, high) {
    const step = niceStep(Math.max(high - low, 1e-4) / 6);
    return {
      min: Math.max(0, Math.floor(low / step) * step),
      max: Math.ceil(high / step + 0.05) * step,
      interval: step,
      digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
    };
  }

  function lines(data, view, room) {
    const isError = view.quantity === 'error';
    const curves = data.series
      .map((series, index) => ({ series, on: view.visible[index] && series[view.lines] }))
      .filter(each => each.on)
      .map(each => ({ series: each.series, values: each.on[view.examples][view.quantity][view.curve] }));
    const factor = isError ? 100 : 1;
    const [low, high] = extent(curves.flatMap(each => each.values));
    const y = range(factor * low, factor * high);
    const write = value => isError ? percent(value, 2) : fixed(value, 4);
    const points = curves.length > 0 ? curves[0].values.length : 2;
    const narrow = room.width < 560;
    return {
      option: Object.assign(base(room), {
        tooltip: Object.assign(base(room).tooltip, {
          trigger: 'axis',
          axisPointer: { type: 'line', lineStyle: { color: room.colour('muted') } },
          formatter: hits => tip('t = ' + fixed(hits[0].value[0], 2), hits
            .map(hit => [hit.seriesName, curves[hit.seriesIndex].values[hit.dataIndex]])
            .sort((a, b) => b[1] - a[1])
            .map(([name, value]) => [name, write(value)]))
        }),
        grid: { left: narrow ? 54 : 68, right: 24, top: 20, bottom: 48 },
        xAxis: axis(room, { type: 'value', name: 'position on the line, t', nameGap: 28, min: 0, max: 1, interval: 0.25 }),
        yAxis: axis(room, {
          type: 'value',
          name: (view.examples === 'test' ? 'test ' : 'training ') + (isError ? 'error, %' : 'loss, nats'),
          nameGap: narrow ? 40 : 50,
          min: y.min,
          max: y.max,
          interval: y.interval,
          axisLabel: {
            color: room.colour('muted'), fontSize: 12, hideOverlap: true, formatter: value => fixed(value, y.digits)
          }
        }),
        series: curves.map(each => ({
          type: 'line',
          name: each.series.name,
          data: each.values.map((value, i) => [i / (points - 1), known(value) ? factor * value : null]),
          symbol: symbolPath(each.series.shape),
          symbolSize: 9,
          showAllSymbol: true,
          lineStyle: { color: room.colour(each.series.colour), width: 2 },
          itemStyle: { color: room.colour(each.series.colour) }
        }))
      })
    };
  }

  return { lines };
})();
