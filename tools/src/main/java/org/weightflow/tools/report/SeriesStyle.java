package org.weightflow.tools.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Colour and shape of a series, the same in every chart and table. Shape repeats what colour says, so that neither print in
 * grey nor a reader who is colour-blind loses a series.
 *
 * @param colour name of a colour in the style sheet
 * @param shape  name of a symbol in the page
 */
record SeriesStyle(String colour, String shape) {
    private static final int BASELINE_COLOURS = 8;
    private static final List<String> BASELINE_SHAPES =
            List.of("triangle", "square", "nabla", "plus", "pentagon", "star", "hexagon", "cross");

    /** One style a series; zoo and samples always look alike, baselines take theirs in order. */
    static List<SeriesStyle> of(List<Series> series) {
        List<SeriesStyle> styles = new ArrayList<>(series.size());
        int baseline = 0;
        for (Series each : series) {
            styles.add(
                    switch (each.kind()) {
                        case ZOO -> new SeriesStyle("zoo", "circle");
                        case SAMPLES -> new SeriesStyle("samples", "diamond");
                        case BASELINE -> baseline(baseline++);
                    });
        }
        return styles;
    }

    /** One style a family of the frontier: the generator's is that of the samples, baselines take theirs in order. */
    static List<SeriesStyle> ofFrontier(List<FrontierLine> lines) {
        List<SeriesStyle> styles = new ArrayList<>(lines.size());
        int baseline = 0;
        for (FrontierLine line : lines) {
            styles.add(line.generator() ? new SeriesStyle("samples", "diamond") : baseline(baseline++));
        }
        return styles;
    }

    /** One style a method of alignment, the first of which leaves the zoo as it is and looks like it. */
    static List<SeriesStyle> ofMethods(int methods) {
        return IntStream.range(0, methods)
                .mapToObj(i -> i == 0 ? new SeriesStyle("zoo", "circle") : baseline(i - 1))
                .toList();
    }

    /** One style a run of a comparison; none looks like a zoo or samples. */
    static List<SeriesStyle> ofRuns(int runs) {
        return IntStream.range(0, runs).mapToObj(SeriesStyle::baseline).toList();
    }

    /** Past the last colour the shapes shift by one, so that 64 pairs differ. */
    private static SeriesStyle baseline(int index) {
        int round = index / BASELINE_COLOURS;
        return new SeriesStyle(
                "baseline-" + (index % BASELINE_COLOURS + 1),
                BASELINE_SHAPES.get((index + round) % BASELINE_SHAPES.size()));
    }
}
