package org.weightflow.tools.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of a run in plain words. Accuracy never stands alone: it comes with the zoo's, with the novelty r and with the
 * best baseline that is at least as novel.
 *
 * @param verdict what the median novelty says of the samples
 * @param lead    the numbers, one sentence
 * @param remarks what they mean, a sentence each; the first one is the verdict
 */
record Headline(Verdict verdict, String lead, List<String> remarks) {
    /** Under this r a sample counts as a copy of a zoo member. */
    static final double COPY = 1.0 / 3;

    /** Under this code rms ratio the samples have collapsed towards the zoo mean. */
    static final double COLLAPSE = 0.8;

    private static final String SCALE =
            " (1 = as far from the zoo as its members are from one another; under 1/3 counts as a copy)";

    /** What the median novelty of the samples says. */
    enum Verdict {
        COPIES("Copies"),
        BETWEEN("Neither copies nor fully new"),
        NEW("New networks"),
        UNKNOWN("Novelty not known");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        /** A few words for a badge. */
        String label() {
            return label;
        }

        static Verdict of(double medianNovelty) {
            if (!Double.isFinite(medianNovelty)) {
                return UNKNOWN;
            }
            if (medianNovelty < COPY) {
                return COPIES;
            }
            return medianNovelty < 1 ? BETWEEN : NEW;
        }
    }

    static Headline of(ReportContent content) {
        Optional<Series> samples = content.samples();
        if (samples.isEmpty()) {
            String zoo = content.zoo()
                    .map(each -> Numerals.count(each.members(), "zoo member") + ", " + accuracy(each) + "; ")
                    .orElse("");
            return new Headline(
                    Verdict.UNKNOWN,
                    sentence(zoo + "no samples were evaluated"),
                    List.of("There is nothing to compare."));
        }
        return of(content, samples.get());
    }

    private static Headline of(ReportContent content, Series samples) {
        double r = samples.novelty().median();
        Verdict verdict = Verdict.of(r);
        String lead = Numerals.count(samples.members(), "sample") + ", " + accuracy(samples)
                + content.zoo()
                        .map(zoo -> againstZoo(
                                samples.accuracy().mean(), zoo.accuracy().mean()))
                        .orElse("")
                + (verdict == Verdict.UNKNOWN
                        ? "; novelty r is not known"
                        : "; median novelty r = " + Numerals.decimal(r, 2) + SCALE);

        List<String> remarks = new ArrayList<>();
        remarks.add(meaning(verdict, content));
        partialCopies(verdict, samples).ifPresent(remarks::add);
        remarks.add(bestBaseline(content.baselines(), samples));
        if (samples.codeRmsRatio() < COLLAPSE) {
            remarks.add("The samples have collapsed towards the zoo mean: their codes have "
                    + Numerals.decimal(samples.codeRmsRatio(), 2) + " times the rms of the zoo's codes.");
        }
        return new Headline(verdict, sentence(lead), List.copyOf(remarks));
    }

    private static String accuracy(Series series) {
        Series.Accuracy accuracy = series.accuracy();
        if (!Double.isFinite(accuracy.mean())) {
            return "accuracy not known";
        }
        String spread = Double.isFinite(accuracy.sd()) ? " \u00b1 " + Numerals.percent(accuracy.sd(), 1) : "";
        return Numerals.percent(accuracy.mean(), 1) + spread + " % on test examples";
    }

    /** {@code , 0.2 points under the zoo}; empty where one of the accuracies is not known. */
    static String againstZoo(double samples, double zoo) {
        return Double.isFinite(samples - zoo) ? ", " + points(samples - zoo) + " the zoo" : "";
    }

    /** {@code 0.2 points under}, {@code 0.2 points over} or {@code level with}. */
    private static String points(double difference) {
        double percent = 100 * difference;
        if (Numerals.readsAsZero(percent, 1)) {
            return "level with";
        }
        return Numerals.decimal(Math.abs(percent), 1) + " points " + (percent < 0 ? "under" : "over");
    }

    private static String meaning(Verdict verdict, ReportContent content) {
        return switch (verdict) {
            case COPIES -> "The samples are copies of zoo members, so their accuracy comes from the networks they repeat and"
                    + " says nothing of the generator.";
            case BETWEEN -> "The samples are not copies, but they lie nearer to the zoo than its members do to one another.";
            case NEW -> "The samples are new: they lie at least as far from the zoo as its members do from one another.";
            case UNKNOWN -> content.zoo().map(Series::members).orElse(0) < 2
                    ? "Novelty needs at least two zoo members, so whether the samples are copies is not known."
                    : "Novelty was not measured, so whether the samples are copies is not known.";
        };
    }

    private static Optional<String> partialCopies(Verdict verdict, Series samples) {
        long copies =
                samples.points().novelty().stream().filter(each -> each < COPY).count();
        boolean worthSaying = copies > 0 && (verdict == Verdict.BETWEEN || verdict == Verdict.NEW);
        return worthSaying
                ? Optional.of("Taken one by one, " + Numerals.count(copies) + " of "
                        + Numerals.count(samples.members(), "sample") + " still count" + (copies == 1 ? "s" : "")
                        + (copies == 1 ? " as a copy." : " as copies."))
                : Optional.empty();
    }

    /** The most accurate baseline whose median r is at least the samples'. */
    static Optional<Series> bestAtSameNovelty(List<Series> baselines, Series samples) {
        return baselines.stream()
                .filter(each -> each.novelty().median() >= samples.novelty().median())
                .filter(each -> Double.isFinite(each.accuracy().mean()))
                .max(Comparator.comparingDouble((Series each) -> each.accuracy().mean())
                        .thenComparingDouble(each -> each.novelty().median()));
    }

    private static String bestBaseline(List<Series> baselines, Series samples) {
        if (baselines.isEmpty()) {
            return "No baseline was evaluated, so nothing shows that a simpler method would not do as well.";
        }
        if (!Double.isFinite(samples.novelty().median())) {
            return "Baselines cannot be compared at equal novelty.";
        }
        Optional<Series> best = bestAtSameNovelty(baselines, samples);
        if (best.isEmpty()) {
            return "No baseline is as novel as the samples.";
        }
        Series baseline = best.get();
        double difference = baseline.accuracy().mean() - samples.accuracy().mean();
        String comparison = Double.isFinite(difference) ? ", " + points(difference) + " the samples" : "";
        boolean beaten = difference < 0 && !Numerals.readsAsZero(100 * difference, 1);
        String consequence = Double.isFinite(difference) && !beaten ? ", so the generator does not beat it." : ".";
        return "The best baseline that is at least as novel is " + baseline.name() + ": "
                + Numerals.percent(baseline.accuracy().mean(), 1) + " % at r = "
                + Numerals.decimal(baseline.novelty().median(), 2) + comparison + consequence;
    }

    private static String sentence(String text) {
        return text + ".";
    }
}
