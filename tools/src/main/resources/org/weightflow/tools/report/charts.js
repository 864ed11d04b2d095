
/* Options of the charts. Each function maps (data, view, room) to an ECharts option:
   view = { visible, accuracyScale, accuracyRange }, room = { width, colour(name) }. */
const reportView = { accuracyScale: null, accuracyRange: 'near' };
const reportCharts = (() => {
  const COPY = 1 / 3;
  const {
    known, fixed, percent, whole, median, mean, extent, niceStep, symbolPath, tip, base, axis, reference, labelPlaces
  } = chartParts;

  const shown = (data, view) => data.series.filter((series, index) => view.visible[index]);

  /** Paints baselines first, then the zoo, then the samples on top. */
  const depth = series => series.kind === 'samples' ? 3 : series.kind === 'zoo' ? 2 : 1;

  function cloud(series, room, points, tooltip) {
    const many = points.length > 400;
    return {
      type: 'scatter',
      name: series.name,
      data: points,
      symbol: symbolPath(series.shape),
      symbolSize: (series.kind === 'baseline' ? 6 : 7) - (many ? 1 : 0),
      z: depth(series),
      itemStyle: { color: room.colour(series.colour), opacity: series.kind === 'baseline' ? 0.4 : 0.6 },
      emphasis: { itemStyle: { opacity: 1, borderColor: room.colour('text'), borderWidth: 1 } },
      tooltip: { formatter: tooltip }
    };
  }

  /* ---- accuracy against novelty ---- */

  /* Stretched axis: log2 of the error in percent, so that every step down doubles the error. */
  function accuracyAxis(data, view, accuracies) {
    const least = data.testExamples > 0 ? 0.5 / data.testExamples : 1e-4;
    const errors = accuracies.map(value => Math.max(1 - value, least));
    const [lowError, highError] = extent(errors);
    const scale = view.accuracyScale || (highError > 4 * lowError ? 'log' : 'linear');
    if (scale === 'log') {
      const place = accuracy => Math.log2(100 * Math.max(1 - accuracy, least));
      const label = place => 100 - Math.pow(2, place);
      const top = Math.floor(Math.log2(100 * lowError) - 0.05);
      return {
        scale,
        place,
        axis: {
          inverse: true,
          min: top,
          max: Math.min(Math.log2(100), Math.ceil(Math.log2(100 * highError) + 0.05)),
          interval: 1,
          format: value => fixed(label(value), value < -3 ? 3 : value < 0 ? 2 : value < 2.5 ? 1 : 0)
        }
      };
    }
    const [low, high] = extent(accuracies);
    const step = niceStep(Math.max(100 * (high - low), 0.05) / 6);
    return {
      scale,
      place: accuracy => 100 * accuracy,
      axis: {
        min: Math.max(0, Math.floor(100 * low / step - 0.2) * step),
        max: Math.min(100, Math.ceil(100 * high / step + 0.2) * step),
        interval: step,
        format: value => fixed(value, step < 0.1 ? 2 : step < 1 ? 1 : 0)
      }
    };
  }

  function centre(series) {
    const pairs = series.accuracy.map((value, index) => [series.novelty[index], value])
      .filter(pair => known(pair[0]) && known(pair[1]));
    return pairs.length > 0
      ? [median(pairs.map(pair => pair[0])), median(pairs.map(pair => pair[1]))]
      : [series.noveltyMedian, series.accuracyMean];
  }

  function novelty(data, view, room) {
    const visible = shown(data, view);
    const centres = visible.map(centre);
    const accuracies = visible.flatMap(series => series.accuracy.filter((value, index) => known(series.novelty[index])))
      .concat(centres.map(point => point[1])).filter(known);
    const reach = extent(visible.flatMap(series => series.novelty).concat(centres.map(point => point[0]), [1.1]))[1];
    const y = accuracies.length > 0 ? accuracyAxis(data, view, accuracies) : accuracyAxis(data, view, [0, 1]);
    const narrow = room.width < 560;
    const xStep = niceStep(reach / 7);
    const xMax = Math.ceil(reach / xStep) * xStep;
    const grid = { left: narrow ? 58 : 68, right: narrow ? 12 : 24, top: 30, bottom: 48 };
    const frame = { width: room.width - grid.left - grid.right, height: room.height - grid.top - grid.bottom };
    const order = visible.map((series, index) => index).sort((a, b) => depth(visible[b]) - depth(visible[a]));
    const widths = visible.map(series => series.name.length * (series.kind === 'baseline' ? 7.2 : 8));
    const places = labelPlaces(order, widths, centres.map(point => {
      if (!point.every(known)) {
        return null;
      }
      const fromLow = (y.place(point[1]) - y.axis.min) / (y.axis.max - y.axis.min);
      return [frame.width * point[0] / xMax, frame.height * (y.axis.inverse ? fromLow : 1 - fromLow)];
    }), frame);

    const clouds = visible.map(series => cloud(
      series,
      room,
      series.accuracy.map((value, index) => [series.novelty[index], known(value) ? y.place(value) : null, index])
        .filter(point => known(point[0]) && known(point[1])),
      hit => tip(series.name + ', member ' + hit.value[2], [
        ['accuracy', percent(series.accuracy[hit.value[2]], 2)],
        ['novelty r', fixed(series.novelty[hit.value[2]], 3)],
        ['wrong-prediction IoU', fixed(series.overlap[hit.value[2]], 3)]
      ])));

    const medians = visible.map((series, index) => ({
      type: 'scatter',
      name: series.name,
      data: centres[index].every(known) ? [[centres[index][0], y.place(centres[index][1])]] : [],
      symbol: symbolPath(series.shape),
      symbolSize: series.kind === 'baseline' ? 15 : 19,
      z: 10 + depth(series),
      itemStyle: { color: room.colour(series.colour), borderColor: room.colour('surface'), borderWidth: 2 },
      label: {
        show: !narrow && places[index] !== null,
        position: places[index] === null ? 'right' : places[index].position,
        align: places[index] === null ? 'left' : places[index].align,
        distance: 6,
        color: room.colour('text'),
        textBorderColor: room.colour('surface'),
        textBorderWidth: 3,
        fontSize: 13,
        fontWeight: series.kind === 'baseline' ? 400 : 700,
        formatter: () => series.name
      },
      tooltip: {
        formatter: () => tip(series.name + ', median', [
          ['accuracy', percent(centres[index][1], 2)],
          ['novelty r', fixed(centres[index][0], 3)]
        ])
      }
    }));

    const top = y.axis.inverse ? 'start' : 'end';

    return {
      resolvedScale: y.scale,
      option: Object.assign(base(room), {
        grid,
        xAxis: axis(room, {
          type: 'value',
          name: 'novelty r',
          nameGap: 28,
          min: 0,
          max: xMax,
          interval: xStep
        }),
        yAxis: axis(room, {
          type: 'value',
          name: narrow ? 'accuracy, %' : 'test accuracy, %',
          nameGap: narrow ? 44 : 52,
          inverse: y.axis.inverse === true,
          min: y.axis.min,
          max: y.axis.max,
          interval: y.axis.interval,
          axisLabel: { color: room.colour('muted'), fontSize: 12, hideOverlap: true, formatter: y.axis.format }
        }),
        series: [{
          type: 'scatter',
          data: [],
          silent: true,
          markArea: {
            silent: true,
            itemStyle: { color: room.colour('band') },
            data: [[{ xAxis: 0 }, { xAxis: COPY }]]
          },
          markLine: reference(room, [
            { xAxis: COPY, label: { position: top, formatter: narrow ? 'r = 1/3' : 'copies are left of r = 1/3' } },
            { xAxis: 1, label: { position: top, formatter: narrow ? 'r = 1' : 'r = 1, as far as zoo members' } }
          ])
        }].concat(clouds, medians)
      })
    };
  }

  /* ---- frontier: mean accuracy against median novelty, a line a family ---- */

  function frontier(data, view, room) {
    const lines = data.frontier;
    const narrow = room.width < 560;
    const y = accuracyAxis(data, view, lines.flatMap(line => line.accuracy).filter(known));
    const reach = extent(lines.flatMap(line => line.novelty).concat([1.1]))[1];
    const most = Math.min(reach, 2.5);
    const xStep = niceStep(most / 7);
    const series = lines.map(line => {
      const points = line.novelty.map((value, index) => [value, known(line.accuracy[index]) ? y.place(line.accuracy[index]) : null, index])
        .filter(point => known(point[0]) && known(point[1]))
        .sort((a, b) => a[0] - b[0]);
      return {
        type: 'line',
        name: line.name,
        data: points,
        clip: true,
        symbol: symbolPath(line.shape),
        symbolSize: line.generator ? 14 : 9,
        showAllSymbol: true,
        z: line.generator ? 10 : 3,
        lineStyle: { color: room.colour(line.colour), width: line.generator ? 4 : 1.5 },
        itemStyle: { color: room.colour(line.colour), borderColor: room.colour('surface'), borderWidth: 1 },
        emphasis: { focus: 'series' },
        tooltip: {
          formatter: hit => tip(line.levels[hit.value[2]], [
            ['mean accuracy', percent(line.accuracy[hit.value[2]], 2)],
            ['95 % interval', percent(line.low[hit.value[2]], 2) + ' to ' + percent(line.high[hit.value[2]], 2)],
            ['median r', fixed(line.novelty[hit.value[2]], 3)]
          ])
        }
      };
    });
    series[0].markLine = reference(room, [0.25, 0.5, 0.75, 1].map(r => ({ xAxis: r, label: { show: false } })));
    return {
      option: Object.assign(base(room), {
        legend: {
          top: 0,
          left: 0,
          data: lines.map(line => ({ name: line.name, icon: symbolPath(line.shape) })),
          itemWidth: 14,
          itemHeight: 12,
          textStyle: { color: room.colour('text'), fontSize: 13 }
        },
        grid: { left: narrow ? 58 : 68, right: narrow ? 12 : 24, top: narrow ? 120 : 62, bottom: 48 },
        xAxis: axis(room, {
          type: 'value', name: 'median novelty r', nameGap: 28, min: 0, max: Math.ceil(most / xStep) * xStep, interval: xStep
        }),
        yAxis: axis(room, {
          type: 'value',
          name: narrow ? 'accuracy, %' : 'mean test accuracy, %',
          nameGap: narrow ? 44 : 52,
          inverse: y.axis.inverse === true,
          min: y.axis.min,
          max: y.axis.max,
          interval: y.axis.interval,
          axisLabel: { color: room.colour('muted'), fontSize: 12, hideOverlap: true, formatter: y.axis.format }
        }),
        series
      })
    };
  }

  /* ---- accuracies, a row a series ---- */

  function accuracy(data, view, room) {
    const visible = shown(data, view).filter(series => series.accuracy.some(known));
    const main = visible.filter(series => series.kind !== 'baseline');
    const near = view.accuracyRange === 'near' && main.length > 0;
    const [low, high] = extent((near ? main : visible).flatMap(series => series.accuracy));
    const span = Math.max(high - low, 0.002);
    const step = niceStep(100 * span * (near ? 1.3 : 1.04) / 40);
    const min = Math.max(0, Math.floor((100 * low - (near ? 15 * span : 0)) / step) * step);
    const max = Math.min(Math.ceil(100 / step) * step, Math.ceil((100 * high + (near ? 15 * span : 0)) / step + 1e-9) * step);
    const bins = Math.max(1, Math.round((max - min) / step));
    const narrow = room.width < 560;
    const left = narrow ? 12 : 190;
    const right = 16;
    const top = narrow ? 26 : 8;
    const rowHeight = narrow ? 66 : 52;
    const gap = narrow ? 28 : 10;
    const pixels = (room.width - left - right) / bins;
    const labelStep = niceStep((max - min) / (narrow ? 3 : 8));

    const grids = [];
    const xAxes = [];
    const yAxes = [];
    const rows = [];
    const titles = [];
    visible.forEach((series, row) => {
      const last = row === visible.length - 1;
      const counts = new Array(bins).fill(0);
      let below = 0;
      let above = 0;
      for (const value of series.accuracy.filter(known)) {
        const bin = Math.floor((100 * value - min) / step + 1e-9);
        if (bin < 0) {
          below++;
        } else if (bin > bins || bin === bins && 100 * value > max + 1e-9) {
          above++;
        } else {
          counts[Math.min(bin, bins - 1)]++;
        }
      }
      const y = top + row * rowHeight;
      const average = 100 * mean(series.accuracy.filter(known));
      grids.push({ left, right, top: y, height: rowHeight - gap });
      xAxes.push(axis(room, {
        type: 'value',
        gridIndex: row,
        min,
        max,
        splitNumber: narrow ? 3 : 8,
        name: last ? 'test accuracy, %' : '',
        nameGap: 26,
        axisLabel: {
          show: last,
          color: room.colour('muted'),
          fontSize: 12,
          hideOverlap: true,
          showMinLabel: false,
          showMaxLabel: false,
          formatter: value => fixed(value, labelStep <= 0.1 ? 2 : labelStep <= 1 ? 1 : 0)
        }
      }));
      yAxes.push({ type: 'value', gridIndex: row, show: false, min: 0, max: Math.max(1, Math.max(...counts)) });
      rows.push({
        type: 'bar',
        name: series.name,
        xAxisIndex: row,
        yAxisIndex: row,
        barWidth: Math.max(1, pixels - 1),
        itemStyle: { color: room.colour(series.colour) },
        data: counts.map((count, bin) => [min + (bin + 0.5) * step, count]),
        tooltip: {
          formatter: hit => tip(series.name, [
            [fixed(hit.value[0] - step / 2, 2) + ' to ' + fixed(hit.value[0] + step / 2, 2) + ' %', whole(hit.value[1])]
          ])
        },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: room.colour('text'), type: 'solid', width: 1.5 },
          data: average >= min && average <= max ? [{ xAxis: average }] : []
        }
      });
      const outside = [below > 0 ? whole(below) + ' below' : '', above > 0 ? whole(above) + ' above' : '']
        .filter(part => part !== '').join(', ');
      titles.push({
        text: series.name,
        subtext: outside === '' ? '' : outside + ' the axis',
        left: narrow ? left : 0,
        top: narrow ? y - 24 : y + (outside === '' ? 12 : 3),
        padding: 0,
        itemGap: 3,
        textStyle: {
          color: room.colour('text'),
          fontSize: 13,
          fontWeight: series.kind === 'baseline' ? 400 : 700,
          lineHeight: 18,
          width: narrow ? room.width - 40 : left - 16,
          overflow: 'truncate'
        },
        subtextStyle: { color: room.colour('muted'), fontSize: 12 }
      });
      if (narrow && outside !== '') {
        const title = titles[titles.length - 1];
        title.text = series.name + ' (' + outside + ')';
        title.subtext = '';
      }
    });
    return {
      height: top + visible.length * rowHeight + 44,
      option: Object.assign(base(room), { title: titles, grid: grids, xAxis: xAxes, yAxis: yAxes, series: rows })
    };
  }

  /* ---- map of the weight space ---- */

  function map(data, view, room) {
    const visible = shown(data, view).filter(series => series.x.some(known));
    const [left, right] = extent(visible.flatMap(series => series.x));
    const [low, high] = extent(visible.flatMap(series => series.y));
    const margin = { left: 16, right: 16, top: 12, bottom: 34 };
    const inner = { width: room.width - margin.left - margin.right, height: room.height - margin.top - margin.bottom };
    const unit = Math.max((right - left) / inner.width, (high - low) / inner.height, 1e-9) * 1.08;
    const half = { x: unit * inner.width / 2, y: unit * inner.height / 2 };
    const bare = { axisLabel: { show: false }, splitLine: { show: false },
      axisLine: { onZero: false, lineStyle: { color: room.colour('line') } } };
    return {
      option: Object.assign(base(room), {
        grid: margin,
        xAxis: axis(room, Object.assign({
          type: 'value', name: 'first coordinate', nameGap: 12,
          min: (left + right) / 2 - half.x, max: (left + right) / 2 + half.x
        }, bare)),
        yAxis: axis(room, Object.assign({
          type: 'value', name: 'second coordinate', nameGap: 6,
          min: (low + high) / 2 - half.y, max: (low + high) / 2 + half.y
        }, bare)),
        series: visible.map(series => cloud(
          series,
          room,
          series.x.map((value, index) => [value, series.y[index], index])
            .filter(point => known(point[0]) && known(point[1])),
          hit => tip(series.name + ', member ' + hit.value[2], [
            ['accuracy', percent(series.accuracy[hit.value[2]], 2)],
            ['novelty r', fixed(series.novelty[hit.value[2]], 3)]
          ]))).map(each => Object.assign(each, { symbolSize: each.symbolSize + 3 }))
      })
    };
  }

  /* ---- spectrum ---- */

  function spectrum(data, view, room) {
    const { share, captured, heldOut } = data.spectrum;
    const most = 100 * extent(share)[1];
    const step = niceStep(Math.max(most, 0.01) / 5);
    return {
      option: Object.assign(base(room), {
        grid: { left: 52, right: 52, top: 18, bottom: 44 },
        tooltip: Object.assign(base(room).tooltip, {
          trigger: 'axis',
          axisPointer: { type: 'line', lineStyle: { color: room.colour('muted') } },
          formatter: hits => tip('component ' + whole(hits[0].dataIndex + 1), [
            ['share', percent(share[hits[0].dataIndex], 2)],
            ['captured so far', percent(captured[hits[0].dataIndex], 1)]
          ])
        }),
        xAxis: axis(room, {
          type: 'category',
          name: 'principal component',
          nameGap: 26,
          data: share.map((value, index) => index + 1),
          splitLine: { show: false }
        }),
        yAxis: [
          axis(room, { type: 'value', name: 'share, %', nameGap: 36, min: 0, max: 5 * step, interval: step,
            axisLabel: { color: room.colour('muted'), fontSize: 12, formatter: value => fixed(value, step < 0.1 ? 2 : step < 1 ? 1 : 0) } }),
          axis(room, { type: 'value', name: 'captured, %', nameGap: 36, min: 0, max: 100, interval: 20, splitLine: { show: false } })
        ],
        series: [
          { type: 'bar', name: 'share', barCategoryGap: '15%', itemStyle: { color: room.colour('zoo'), opacity: 0.75 },
            data: share.map(value => known(value) ? 100 * value : null) },
          { type: 'line', name: 'captured', yAxisIndex: 1, symbol: 'none',
            lineStyle: { color: room.colour('text'), width: 2 }, itemStyle: { color: room.colour('text') },
            data: captured.map(value => known(value) ? 100 * value : null),
            markLine: reference(room, known(heldOut) ? [{
              yAxis: 100 * heldOut,
              label: { position: 'insideEndTop', formatter: 'held out ' + percent(heldOut, 1),
                textBorderColor: room.colour('surface'), textBorderWidth: 3 }
            }] : []) }
        ]
      })
    };
  }

  /* ---- training of the flow ---- */

  function losses(data, view, room) {
    const curves = data.losses;
    const ratio = curves.codeRms.some(known);
    const both = curves.training.some(known) && curves.validation.some(known);
    const path = values => curves.step.map((step, index) => [step, values[index]])
      .filter(point => known(point[0]) && known(point[1]));
    const line = (name, values, colour, more) => Object.assign({
      type: 'line',
      name,
      symbol: path(values).length === 1 ? 'circle' : 'none',
      symbolSize: 7,
      data: path(values),
      lineStyle: { color: room.colour(colour), width: 2 },
      itemStyle: { color: room.colour(colour) },
      endLabel: { show: both, formatter: name, color: room.colour(colour), fontSize: 12 },
      labelLayout: { moveOverlap: 'shiftY' }
    }, more);
    const chosen = known(curves.chosen) ? [{ xAxis: curves.chosen, label: { show: false } }] : [];
    const series = [];
    if (curves.training.some(known)) {
      series.push(line('training', curves.training, 'zoo', { markLine: reference(room, chosen) }));
    }
    if (curves.validation.some(known)) {
      series.push(line('held out', curves.validation, 'samples', both ? {} : { markLine: reference(room, chosen) }));
    }
    const right = both ? 66 : 20;
    const upper = ratio ? { top: 18, height: '56%' } : { top: 18, bottom: 44 };
    const grids = [Object.assign({ left: 52, right }, upper)];
    const steps = { type: 'value', min: 'dataMin', max: 'dataMax', splitLine: { show: false } };
    const xAxes = [axis(room, Object.assign({}, steps, ratio
      ? { axisLabel: { show: false } }
      : { name: 'optimiser step', nameGap: 26 }))];
    const yAxes = [axis(room, { type: 'value', name: 'loss', nameGap: 36, scale: true })];
    if (ratio) {
      const most = Math.max(1.2, extent(curves.codeRms)[1]);
      grids.push({ left: 52, right, top: '70%', bottom: 44 });
      xAxes.push(axis(room, Object.assign({}, steps, { gridIndex: 1, name: 'optimiser step', nameGap: 26 })));
      yAxes.push(axis(room, {
        type: 'value', gridIndex: 1, name: 'rms ratio', nameGap: 36, min: 0, max: Math.ceil(most * 2) / 2, interval: 0.5
      }));
      series.push(line('code rms ratio', curves.codeRms, 'baseline-1', {
        xAxisIndex: 1,
        yAxisIndex: 1,
        endLabel: { show: false },
        markLine: reference(room, chosen.concat([{ yAxis: 1, label: { show: false } }]))
      }));
    }
    return {
      option: Object.assign(base(room), {
        tooltip: Object.assign(base(room).tooltip, {
          trigger: 'axis',
          axisPointer: { type: 'line', lineStyle: { color: room.colour('muted') } },
          formatter: hits => {
            const at = curves.step.indexOf(hits[0].value[0]);
            return tip('step ' + whole(curves.step[at]), [
              ['training', fixed(curves.training[at], 4)],
              ['held out', fixed(curves.validation[at], 4)]
            ].concat(ratio ? [['code rms ratio', fixed(curves.codeRms[at], 3)]] : []));
          }
        }),
        grid: grids,
        xAxis: xAxes,
        yAxis: yAxes,
        series
      })
    };
  }

  /* ---- density ---- */

  function density(data, view, room) {
    const layers = data.layers.slice().reverse();
    const narrow = room.width < 560;
    const bars = (name, colour, part) => ({
      type: 'bar',
      name,
      barGap: '10%',
      barCategoryGap: '34%',
      itemStyle: { color: room.colour(colour) },
      label: { show: true, position: 'right', color: room.colour('muted'), fontSize: 12,
        formatter: hit => fixed(hit.value, 1) },
      data: layers.map(layer => known(layer[part]) ? 100 * layer[part] : null),
      tooltip: {
        formatter: hit => tip(layers[hit.dataIndex].entry, [
          [name + ' keep', percent(layers[hit.dataIndex][part], 2)],
          ['weights', fixed(layers[hit.dataIndex][part + 'Kept'], 0).replace(/\B(?=(\d{3})+$)/g, ',')
            + ' of ' + whole(layers[hit.dataIndex].prunable)]
        ])
      }
    });
    const most = 100 * extent(layers.flatMap(layer => [layer.zoo, layer.samples]))[1];
    const step = niceStep(Math.max(most, 1) * 1.08 / 5);
    return {
      height: layers.length * 46 + 84,
      option: Object.assign(base(room), {
        legend: { top: 0, left: 0, data: ['zoo', 'samples'], itemWidth: 12, itemHeight: 12, selectedMode: false,
          textStyle: { color: room.colour('text'), fontSize: 13 } },
        grid: { left: narrow ? 96 : 180, right: 44, top: 32, bottom: 44 },
        xAxis: axis(room, { type: 'value', name: 'weights kept, %', nameGap: 26, min: 0, max: Math.min(100, 5 * step), interval: step }),
        yAxis: axis(room, {
          type: 'category',
          data: layers.map(layer => layer.entry),
          splitLine: { show: false },
          axisLabel: { color: room.colour('text'), fontSize: 12, width: narrow ? 86 : 168, overflow: 'truncate' }
        }),
        series: [bars('samples', 'samples', 'samples'), bars('zoo', 'zoo', 'zoo')]
      })
    };
  }

  return { novelty, frontier, accuracy, map, spectrum, losses, density };
})();
