package org.weightflow.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.tools.report.Headline.Verdict;
import org.weightflow.tools.report.ReportContent.LossCurves;
import org.weightflow.tools.report.ReportContent.Reproduction;
import org.weightflow.tools.report.ReportContent.Run;
import org.weightflow.tools.report.ReportContent.Spectrum;
import org.weightflow.tools.report.ReportContent.Task;

class HeadlineTest {
    private static final Series ZOO = series("zoo", SeriesKind.ZOO, 50, 0.955, 0.002, 1);

    @Test
    void saysTheNumbersInOneSentence() {
        Headline headline = headline(ZOO, series("samples", SeriesKind.SAMPLES, 64, 0.953, 0.004, 0.81));

        assertEquals(
                "64 samples, 95.3 \u00b1 0.4 % on test examples, 0.2 points under the zoo; median novelty r = 0.81"
                        + " (1 = as far from the zoo as its members are from one another; under 1/3 counts as a copy).",
                headline.lead());
    }

    @ParameterizedTest(name = "samples {0}, zoo {1}: {2}")
    @CsvSource({
        "0.9530, 0.9550, 0.2 points under the zoo",
        "0.9570, 0.9550, 0.2 points over the zoo",
        "0.9552, 0.9550, level with the zoo",
        "0.9548, 0.9550, level with the zoo"
    })
    void comparesWithTheZooAsTheNumbersRead(double samples, double zoo, String expected) {
        Headline headline = headline(
                series("zoo", SeriesKind.ZOO, 50, zoo, 0.002, 1),
                series("samples", SeriesKind.SAMPLES, 64, samples, 0.004, 0.81));

        assertTrue(headline.lead().contains(expected), headline::lead);
    }

    @ParameterizedTest(name = "r = {0}: {1}")
    @CsvSource({
        "0.02, COPIES",
        "0.333, COPIES",
        "0.334, BETWEEN",
        "0.999, BETWEEN",
        "1, NEW",
        "1.2, NEW",
        "NaN, UNKNOWN"
    })
    void judgesByMedianNovelty(double novelty, Verdict expected) {
        assertEquals(expected, Verdict.of(novelty));
    }

    @Test
    void callsCopiesCopiesWhateverTheirAccuracy() {
        Headline headline = headline(ZOO, series("samples", SeriesKind.SAMPLES, 64, 0.99, 0.004, 0.021));

        assertTrue(headline.remarks().get(0).startsWith("The samples are copies of zoo members"), headline::toString);
    }

    @Test
    void neverSaysCopyOfNovelSamples() {
        Headline headline = headline(ZOO, series("samples", SeriesKind.SAMPLES, 64, 0.95, 0.004, 1.1));

        assertTrue(headline.remarks().get(0).startsWith("The samples are new"), headline::toString);
        assertTrue(headline.remarks().stream().noneMatch(each -> each.contains("copies")), headline::toString);
    }

    @Test
    void countsTheCopiesAmongNovelSamples() {
        Values unknown = Values.none();
        Series samples = Series.of("samples", SeriesKind.SAMPLES, 4)
                .accuracy(0.95, 0.01, 0.94, 0.96)
                .novelty(0.8, 0.1, 0.9)
                .points(unknown, Values.of(0.1, 0.8, 0.9, Double.NaN), unknown, unknown, unknown)
                .build();

        Headline headline = headline(ZOO, samples);

        assertEquals(
                "Taken one by one, 1 of 4 samples still counts as a copy.",
                headline.remarks().get(1));
    }

    @Test
    void namesTheMostAccurateBaselineThatIsAsNovel() {
        Headline headline = headline(
                ZOO,
                series("samples", SeriesKind.SAMPLES, 64, 0.953, 0.004, 0.81),
                series("noise 0.01", SeriesKind.BASELINE, 64, 0.955, 0.002, 0.07),
                series("PCA Gaussian", SeriesKind.BASELINE, 64, 0.947, 0.002, 0.95),
                series("soup of 16", SeriesKind.BASELINE, 64, 0.950, 0.002, 0.81),
                series("unmeasured", SeriesKind.BASELINE, 64, Double.NaN, 0.002, 2));

        assertEquals(
                "The best baseline that is at least as novel is soup of 16: 95.0 % at r = 0.81,"
                        + " 0.3 points under the samples.",
                last(headline));
    }

    @Test
    void admitsThatABaselineIsBetter() {
        Headline headline = headline(
                ZOO,
                series("samples", SeriesKind.SAMPLES, 64, 0.953, 0.004, 0.81),
                series("soup of 16", SeriesKind.BASELINE, 64, 0.96, 0.002, 0.9));

        assertEquals(
                "The best baseline that is at least as novel is soup of 16: 96.0 % at r = 0.90,"
                        + " 0.7 points over the samples, so the generator does not beat it.",
                last(headline));
    }

    @Test
    void doesNotCallALevelBaselineBeaten() {
        Headline headline = headline(
                ZOO,
                series("samples", SeriesKind.SAMPLES, 64, 0.9602, 0.004, 0.81),
                series("soup of 16", SeriesKind.BASELINE, 64, 0.96, 0.002, 0.9));

        assertTrue(
                last(headline).endsWith("level with the samples, so the generator does not beat it."),
                headline::toString);
    }

    @Test
    void saysWhenNoBaselineIsAsNovel() {
        Headline headline = headline(
                ZOO,
                series("samples", SeriesKind.SAMPLES, 64, 0.953, 0.004, 0.81),
                series("noise 0.01", SeriesKind.BASELINE, 64, 0.955, 0.002, 0.07),
                series("unmeasured", SeriesKind.BASELINE, 64, 0.955, 0.002, Double.NaN));

        assertEquals("No baseline is as novel as the samples.", last(headline));
    }

    @Test
    void saysThatASingleZooMemberLeavesNoveltyUndefined() {
        Headline headline = headline(
                series("zoo", SeriesKind.ZOO, 1, 0.95, Double.NaN, Double.NaN),
                series("samples", SeriesKind.SAMPLES, 64, 0.95, 0.01, Double.NaN));

        assertEquals(Verdict.UNKNOWN, headline.verdict());
        assertTrue(headline.lead().endsWith("; novelty r is not known."), headline::lead);
        assertTrue(headline.remarks().get(0).startsWith("Novelty needs at least two zoo members"), headline::toString);
        assertFalse(headline.toString().contains("NaN"), headline::toString);
    }

    @Test
    void warnsOfACollapseTowardsTheMean() {
        Series samples = Series.of("samples", SeriesKind.SAMPLES, 64)
                .accuracy(0.96, 0.001, 0.95, 0.97)
                .novelty(0.65, 0.6, 0.7)
                .codeRmsRatio(0.16)
                .build();

        assertEquals(
                "The samples have collapsed towards the zoo mean: their codes have 0.16 times the rms of the zoo's codes.",
                last(headline(ZOO, samples)));
    }

    @Test
    void doesWithoutSamples() {
        assertEquals(
                "50 zoo members, 95.5 \u00b1 0.2 % on test examples; no samples were evaluated.",
                headline(ZOO).lead());
    }

    private static String last(Headline headline) {
        return headline.remarks().get(headline.remarks().size() - 1);
    }

    private static Series series(
            String name, SeriesKind kind, int members, double accuracy, double sd, double novelty) {
        return Series.of(name, kind, members)
                .accuracy(accuracy, sd, accuracy - sd, accuracy + sd)
                .novelty(novelty, 0.9 * novelty, 1.1 * novelty)
                .build();
    }

    private static Headline headline(Series... series) {
        return Headline.of(new ReportContent(
                new Run("title", "run", ""),
                new Task("iris", "mlp 4-16-3", 3, 120, 0, 30, 131, 112),
                List.of(series),
                Spectrum.none(),
                LossCurves.none(),
                List.of(),
                List.of(),
                new Reproduction(List.of(), "", List.of(), List.of())));
    }
}
