
/* The charts of Bayesian tickets and kinds of predictors; see charts.js for what data, view and room are. */
const reportView = { range: 'near', level: null };
const reportCharts = (() => {
  const { known, fixed, percent, whole, extent, symbolPath, tip, base, axis } = chartParts;
  const { shown, scale, short, horizontal, lines } = densityParts;

  /* ---- metrics against density ---- */

  const unit = metric => metric.unit === '%' ? ' %' : ' nats';

  const value = (metric, mean, deviation) => fixed(mean, metric.digits) + unit(metric)
    + (known(deviation) ? ' ± ' + fixed(deviation, metric.digits) : '');

  /** Where accuracy falls, all else leaves what can be told apart. Near, some distances of the unpruned networks are shown. */
  function limits(view, key, levels, methods) {
    if (view.range !== 'near') {
      return (low, high) => [low, high];
    }
    const means = levels.map(level => level.mean).filter(known);
    const first = methods.map(method => method.mean.find(known)).filter(known);
    const [least, greatest] = extent(means.concat(first));
    return key === 'accuracy'
      ? (low, high) => [Math.max(low, Math.min(least, extent(means)[0] - 6)), high]
      : (low, high) => [low, Math.min(high, Math.max(1.15 * greatest, 4 * extent(means)[1]))];
  }

  function metricChart(key) {
    return (data, view, room) => {
      const metric = data.metrics[key];
      const methods = shown(data, view, series => series.metrics[key]);
      const levels = data.levels.map(level => Object.assign({ name: level.name, colour: level.colour }, level.metrics[key]));
      return lines({
        density: data.density,
        methods,
        levels,
        name: metric.label + ', ' + metric.unit,
        most: key === 'accuracy' ? 100 : Infinity,
        limits: limits(view, key, levels, methods),
        tooltip: (method, at) => tip(method.series.name + ' at ' + data.label[at],
          Object.keys(data.metrics).map(each => {
            const { mean, deviation } = method.series.metrics[each];
            return [data.metrics[each].label, value(data.metrics[each], mean[at], deviation[at])];
          }))
      }, room);
    };
  }

  /* ---- kept share of each layer against density ---- */

  function layers(data, view, room) {
    const narrow = room.width < 560;
    const place = data.density.map(density => -Math.log10(density));
    const most = Math.max(place[place.length - 1], 0.05) * 1.06;
    const share = values => values.map((kept, at) => [place[at], kept > 0 ? Math.log10(100 * kept) : null, at])
      .filter(mark => known(mark[1]));
    const all = data.layers.flatMap(layer => layer.kept.flatMap(each => share(each.values).map(mark => mark[1])));
    const floor = Math.min(Math.floor(extent(all)[0] * 4) / 4, 1);
    const ticks = [];
    for (let power = Math.floor(floor); power <= 2; power++) {
      [1, 2, 5].map(factor => power + Math.log10(factor)).filter(tick => tick >= floor && tick <= 2.0001)
        .forEach(tick => ticks.push(tick));
    }
    const rows = ticks.map(tick => ({
      yAxis: tick,
      lineStyle: { color: room.colour('grid'), type: 'solid', width: 1 },
      label: { show: true, position: 'start', distance: 6, formatter: short(Math.pow(10, tick)) }
    }));
    return {
      option: Object.assign(base(room), {
        legend: {
          top: 0,
          left: 0,
          data: data.layers.flatMap(layer => layer.kept.map(each => layer.entry + ', ' + each.method)),
          itemWidth: 30,
          textStyle: { color: room.colour('text'), fontSize: 13 }
        },
        grid: { left: narrow ? 54 : 64, right: narrow ? 12 : 24, top: narrow ? 130 : 64, bottom: 48 },
        xAxis: horizontal(room, narrow ? 'density, %' : 'density: prunable values kept, %', 0, most),
        yAxis: axis(room, {
          type: 'value', name: 'kept of the layer, %', nameGap: narrow ? 36 : 44, min: floor, max: 2,
          axisLabel: { show: false }, splitLine: { show: false }
        }),
        series: [{
          type: 'line',
          data: [],
          silent: true,
          markLine: chartParts.reference(room, rows.concat(scale(room, 0, most, ten => short(100 / ten))))
        }].concat(data.layers.flatMap(layer => layer.kept.map((each, i) => ({
          type: 'line',
          name: layer.entry + ', ' + each.method,
          data: share(each.values),
          symbol: symbolPath(layer.shape),
          symbolSize: 8,
          showAllSymbol: true,
          lineStyle: { color: room.colour(layer.colour), width: 1.8, type: i === 0 ? 'solid' : [6, 4] },
          itemStyle: {
            color: i === 0 ? room.colour(layer.colour) : room.colour('surface'),
            borderColor: room.colour(layer.colour),
            borderWidth: i === 0 ? 0 : 1.5
          },
          emphasis: { focus: 'series' },
          tooltip: {
            formatter: hit => tip(layer.entry + ' of ' + each.method, [
              ['density', data.label[hit.value[2]]],
              ['kept of the layer', percent(each.values[hit.value[2]], 2)]
            ])
          }
        }))))
      })
    };
  }

  /* ---- reliability diagrams, a panel each ---- */

  /** panels = [{ name, colour, diagram: [[confidence, accuracy, count]], note }] */
  function panels(all, room) {
    const columns = Math.max(1, Math.min(all.length, Math.floor(room.width / 230)));
    const gap = { x: 62, y: 62 };
    const side = Math.min((room.width - 12) / columns - gap.x, 240);
    const rows = Math.ceil(all.length / columns);
    const left = i => gap.x - 8 + (i % columns) * (side + gap.x);
    const top = i => 30 + Math.floor(i / columns) * (side + gap.y);
    const most = diagram => Math.max(...diagram.map(point => point[2]), 1);
    return {
      height: 30 + rows * (side + gap.y) + 4,
      option: Object.assign(base(room), {
        title: all.map((panel, i) => ({
          text: panel.name,
          left: left(i),
          top: top(i) - 24,
          padding: 0,
          textStyle: { color: room.colour('text'), fontSize: 13, fontWeight: 600, width: side, overflow: 'truncate' }
        })),
        grid: all.map((panel, i) => ({ left: left(i), top: top(i), width: side, height: side })),
        xAxis: all.map((panel, i) => axis(room, {
          type: 'value', gridIndex: i, min: 0, max: 1, interval: 0.5, name: i + columns >= all.length ? 'confidence' : '', nameGap: 22
        })),
        yAxis: all.map((panel, i) => axis(room, {
          type: 'value', gridIndex: i, min: 0, max: 1, interval: 0.5, name: i % columns === 0 ? 'accuracy' : '', nameGap: 36
        })),
        series: all.map((panel, i) => ({
          type: 'line',
          name: panel.name,
          xAxisIndex: i,
          yAxisIndex: i,
          data: panel.diagram,
          symbol: 'circle',
          symbolSize: point => 4 + 12 * Math.sqrt(point[2] / most(panel.diagram)),
          showAllSymbol: true,
          lineStyle: { color: room.colour(panel.colour), width: 1.5 },
          itemStyle: { color: room.colour(panel.colour), opacity: 0.85 },
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: room.colour('muted'), type: 'dashed', width: 1 },
            data: [[{ coord: [0, 0] }, { coord: [1, 1] }]]
          },
          tooltip: {
            formatter: hit => tip(panel.name, [
              ['confidence', percent(hit.value[0], 1)],
              ['accuracy', percent(hit.value[1], 1)],
              ['examples', whole(hit.value[2])]
            ])
          }
        }))
      })
    };
  }

  function reliability(data, view, room) {
    const at = view.level === null ? data.diagramLevels.length - 1 : Number(view.level);
    return panels(
      data.levels.concat(data.series.filter((series, index) => view.visible[index] && series.diagrams[at].length > 0)
        .map(series => ({ name: series.name, colour: series.colour, diagram: series.diagrams[at] }))),
      room);
  }

  const predictors = (data, view, room) => panels(data.predictors, room);

  return {
    accuracy: metricChart('accuracy'),
    nll: metricChart('nll'),
    ece: metricChart('ece'),
    mace: metricChart('mace'),
    layers,
    reliability,
    predictors
  };
})();
