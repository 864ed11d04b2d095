
/* What charts against the density of tickets share. Numbers are in the units that the axes show. */
const densityParts = (() => {
  const { known, fixed, extent, niceStep, symbolPath, base, axis, reference } = chartParts;
  const DASHES = ['solid', [7, 4], [2, 3]];

  /**
   * The methods that are shown, each with its place among them and a dash that tells it from others of its colour.
   * read maps a series to its means and deviations, one a density.
   */
  function shown(data, view, read) {
    const methods = data.series.map((series, index) => Object.assign({
      series,
      index,
      dash: DASHES[data.series.slice(0, index).filter(each => each.colour === series.colour).length % DASHES.length]
    }, read(series)));
    return methods.filter(method => view.visible[method.index])
      .map((method, place, all) => Object.assign(method, { aside: place - (all.length - 1) / 2 }));
  }

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

  /** From nought or above, to most or below. */
  function vertical(room, name, low, high, most) {
    const step = niceStep(Math.max(high - low, 0.001 * Math.min(most, 100)) / 6);
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return axis(room, {
      type: 'value',
      name,
      nameGap: room.width < 560 ? 40 : 48,
      min: Math.max(0, Math.floor(low / step - 0.1) * step),
      max: Math.min(most, Math.ceil(high / step + 0.1) * step),
      interval: step,
      axisLabel: { color: room.colour('muted'), fontSize: 12, hideOverlap: true, formatter: number => fixed(number, digits) }
    });
  }

  /** A series without marks that carries lines, and the bands of one deviation about levels. */
  function backdrop(levels, room, lines, y) {
    const between = value => Math.min(Math.max(value, y.min), y.max);
    return levels.filter(level => known(level.mean)).map((level, i) => ({
      type: 'line',
      data: [],
      silent: true,
      markLine: reference(room, (i === 0 ? lines : []).concat(level.mean >= y.min && level.mean <= y.max ? [{
        yAxis: level.mean,
        lineStyle: { color: room.colour(level.colour), type: 'dashed', width: 1.5 },
        label: { show: true, position: i === 0 ? 'insideEndTop' : 'insideStartTop', formatter: level.name,
          color: room.colour(level.colour), textBorderColor: room.colour('surface'), textBorderWidth: 2 }
      }] : [])),
      markArea: {
        silent: true,
        itemStyle: { color: room.colour(level.colour), opacity: 0.14 },
        data: known(level.deviation)
          ? [[{ yAxis: between(level.mean - level.deviation) }, { yAxis: between(level.mean + level.deviation) }]]
          : []
      }
    }));
  }

  /** Upright bars of one deviation to either side of marks [x, mean, index], a gap between one and the next. */
  function bars(method, marks, room) {
    return {
      type: 'line',
      data: marks.filter(mark => known(method.deviation[mark[2]])).flatMap(([x, mean, at]) => {
        const deviation = method.deviation[at];
        return [[x, mean - deviation], [x, mean + deviation], [x, null]];
      }),
      silent: true,
      symbol: 'rect',
      symbolSize: [7, 1.5],
      showAllSymbol: true,
      z: 2,
      lineStyle: { color: room.colour(method.series.colour), width: 1.2, opacity: 0.75 },
      itemStyle: { color: room.colour(method.series.colour), opacity: 0.75 }
    };
  }

  /** A number with its deviation to either side. */
  const withDeviation = (mean, deviation) => {
    const spread = known(deviation) ? deviation : 0;
    return [mean - spread, mean + spread];
  };

  /** What marks and levels need of the vertical axis. */
  const reach = (levels, ranges) =>
    extent(ranges.flat().concat(levels.flatMap(level => withDeviation(level.mean, level.deviation))));

  /**
   * Lines over densities, from dense on the left to sparse on the right, methods that share a density side by side.
   * what = { density, methods, levels, name, most, limits(low, high), tooltip(method, at) }; limits may cut off what lies far out.
   */
  function lines(what, room) {
    const { density, methods, levels } = what;
    const narrow = room.width < 560;
    const place = density.map(each => -Math.log10(each));
    const gaps = place.map((x, at) => x - (at === 0 ? 0 : place[at - 1])).filter(gap => gap > 0);
    const last = place.length > 0 ? place[place.length - 1] : 1;
    const most = Math.max(last, 0.05) * 1.06;
    const aside = Math.min(Math.min(...gaps) * 0.5, most * 0.05, most * 0.008 * methods.length) / Math.max(methods.length, 1);
    const marks = methods.map(method => place
      .map((x, at) => [x + method.aside * aside, method.mean[at], at])
      .filter(mark => known(mark[1])));
    const y = vertical(room, what.name, ...what.limits(...reach(levels, methods.flatMap((method, i) =>
      marks[i].map(mark => withDeviation(method.mean[mark[2]], method.deviation[mark[2]]))))), what.most);
    return {
      option: Object.assign(base(room), {
        grid: { left: narrow ? 54 : 64, right: narrow ? 12 : 24, top: 20, bottom: 48 },
        xAxis: horizontal(room, narrow ? 'density, %' : 'density: prunable values kept, %', 0, most),
        yAxis: y,
        series: backdrop(levels, room, scale(room, 0, most, ten => short(100 / ten)), y)
          .concat(methods.map((method, i) => bars(method, marks[i], room)), methods.map((method, i) => ({
            type: 'line',
            name: method.series.name,
            data: marks[i],
            clip: true,
            symbol: symbolPath(method.series.shape),
            symbolSize: density.length > 10 ? 8 : 10,
            showAllSymbol: true,
            z: 4,
            lineStyle: { color: room.colour(method.series.colour), width: 1.8, type: method.dash },
            itemStyle: { color: room.colour(method.series.colour), borderColor: room.colour('surface'), borderWidth: 1 },
            emphasis: { focus: 'series' },
            tooltip: { formatter: hit => what.tooltip(method, hit.value[2]) }
          })))
      })
    };
  }

  return { shown, scale, short, horizontal, vertical, backdrop, bars, withDeviation, reach, lines };
})();
