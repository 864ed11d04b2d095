package org.weightflow.canon.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.canon.alignment.Aligner;
import org.weightflow.canon.alignment.Alignment;
import org.weightflow.canon.alignment.AlignmentPlan;
import org.weightflow.canon.barrier.BarrierConfig;
import org.weightflow.canon.barrier.BarrierReport;
import org.weightflow.canon.barrier.ExampleSet;
import org.weightflow.canon.barrier.LineCurve;
import org.weightflow.canon.barrier.LineKind;
import org.weightflow.canon.barrier.LossBarrier;
import org.weightflow.canon.barrier.MeasuredLine;
import org.weightflow.canon.matching.AlignedPopulation;
import org.weightflow.canon.matching.AlignmentConfig;
import org.weightflow.canon.matching.AlignmentListener;
import org.weightflow.canon.matching.Members;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.canon.matching.PopulationAlignment;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.prediction.PopulationPredictor;

class AlignmentComparisonTest {
    private static final Mlp MLP = Mlp.of(6, 8, 7, 3);
    private static final Examples DATA = random(37);
    private static final Seed SEED = new Seed(5);
    private static final PopulationMethod MATCHING = new Aligner(MLP, DATA, AlignmentPlan.defaults(), 1)::align;
    private static final ComparedMethod MATCHED = ComparedMethod.population("matched", MATCHING);
    private static final ComparedMethod DIRECT = ComparedMethod.pairByPair("direct", MATCHING);

    @Test
    void findsNoBarrierOnceShuffledCopiesAreAligned() {
        // At the weights of an initialisation the biases decide, and the classes hardly depend on the inputs.
        StateDict network = scaled(Initialisation.TORCH_DEFAULT.draw(MLP.layout(), new Seed(7)), 4);
        Members shuffled = Members.of(4, i -> Permutations.random(MLP.symmetry(), new Seed(8).child(i))
                .apply(network, MLP.symmetry()));
        AlignmentReport report = comparison(labelledBy(network))
                .compare(shuffled, List.of(MATCHED, DIRECT), SEED, ComparisonListener.silent());
        assertEquals(
                List.of("none", "matched", "direct"),
                report.methods().stream().map(MethodReport::name).toList());
        for (String data : List.of("train", "test")) {
            assertTrue(pairs(report, 0)
                            .summary(LineKind.PAIR)
                            .orElseThrow()
                            .on(data)
                            .meanError()
                    > 0.02);
            for (int method = 1; method <= 2; method++) {
                assertEquals(
                        0,
                        pairs(report, method)
                                .summary(LineKind.PAIR)
                                .orElseThrow()
                                .on(data)
                                .worstLoss());
                assertEquals(
                        0,
                        pairs(report, method)
                                .summary(LineKind.PAIR)
                                .orElseThrow()
                                .meanDistance());
            }
        }
        // Once aligned all members are the same network, and so their own mean and reference.
        assertTrue(pairs(report, 1).summary(LineKind.MEAN).isEmpty());
        assertTrue(pairs(report, 1).summary(LineKind.REFERENCE).isEmpty());
    }

    @Test
    void measuresAllMethodsOnTheSamePairs() {
        AlignmentReport report = compare(independent(), List.of(MATCHED, DIRECT));
        for (int method = 1; method <= 2; method++) {
            assertEquals(ends(report, 0), ends(report, method));
        }
        assertEquals(
                List.of(new AlignmentReport.Data("train", 37), new AlignmentReport.Data("test", 37)), report.data());
        assertEquals(5, report.members());
        assertEquals(0, report.statisticsImages());
    }

    @Test
    void reportsTheObjectiveAndWhatMatchingIsFor() {
        Members members = independent();
        AlignmentReport report = compare(members, List.of(MATCHED, DIRECT));
        AlignedPopulation aligned = new PopulationAlignment(MLP.symmetry(), AlignmentConfig.defaults())
                .align(members, SEED.child("align"), 1, (round, member) -> {});
        MethodReport.Objective none = report.methods().get(0).objective();
        MethodReport.Objective matched = report.methods().get(1).objective();
        assertEquals(none.before(), none.after());
        assertEquals(none.before(), matched.before(), 1e-9);
        assertEquals(aligned.objective(), matched.after());
        assertNull(report.methods().get(2).objective());
        List<MeasuredLine> direct = pairs(report, 2).lines(LineKind.PAIR);
        for (int l = 0; l < direct.size(); l++) {
            MeasuredLine line = direct.get(l);
            Seed own = SEED.child("align").child(line.from()).child(line.to());
            Members two = Members.of(List.of(members.weights(line.from()), members.weights(line.to())));
            double product = new PopulationAlignment(MLP.symmetry(), AlignmentConfig.defaults())
                    .align(two, own, 1, AlignmentListener.silent())
                    .alignments()
                    .get(1)
                    .objectiveAfter();
            assertEquals(product, line.innerProduct(), 1e-9);
            MeasuredLine given = pairs(report, 0).lines(LineKind.PAIR).get(l);
            assertTrue(line.innerProduct() > given.innerProduct());
            // Permutations keep norms, so that a larger product is a smaller distance.
            assertEquals(
                    given.distance() * given.distance() + 2 * given.innerProduct(),
                    line.distance() * line.distance() + 2 * product,
                    1e-9);
        }
    }

    @Test
    void failsWhereAMethodChangesAFunction() {
        ComparedMethod wrong = ComparedMethod.population("wrong", (members, seed, listener) -> {
            Members scaled = Members.of(members.count(), i -> scaled(members.weights(i), 1.01f));
            return Alignment.of(AlignedPopulation.unaligned(scaled, MLP.symmetry()));
        });
        var e = assertThrows(IllegalStateException.class, () -> compare(independent(), List.of(wrong)));
        assertTrue(e.getMessage().startsWith("member 0: logits differ"), e::getMessage);
    }

    @Test
    void tellsHowFarItHasCome() {
        List<String> heard = new ArrayList<>();
        comparison().compare(independent(), List.of(MATCHED, DIRECT), SEED, new ComparisonListener() {
            @Override
            public void onMatched(String method) {
                heard.add(method);
            }

            @Override
            public void onNetworks(String method, int done, int total) {
                heard.add(method + " " + (done == total));
            }

            @Override
            public void onMethod(MethodReport report) {
                heard.add(report.name() + " done");
            }
        });
        List<String> expected = new ArrayList<>(List.of("none false", "none true", "none done"));
        expected.addAll(Collections.nCopies(5, "matched"));
        expected.addAll(List.of("matched false", "matched true", "matched done"));
        expected.addAll(Collections.nCopies(10, "direct"));
        expected.addAll(List.of("direct false", "direct true", "direct done"));
        assertEquals(expected, heard);
    }

    @Test
    void refusesTwoMethodsOfOneName() {
        assertThrows(IllegalArgumentException.class, () -> compare(independent(), List.of(MATCHED, MATCHED)));
        ComparedMethod none = ComparedMethod.pairByPair("none", MATCHING);
        var e = assertThrows(IllegalArgumentException.class, () -> compare(independent(), List.of(none)));
        assertTrue(e.getMessage().contains("'none'"), e::getMessage);
        for (String name : List.of("", "a,b", "a\"b", "a\nb")) {
            assertThrows(IllegalArgumentException.class, () -> ComparedMethod.pairByPair(name, MATCHING));
        }
    }

    @Test
    void comesBackFromItsFileAsItWas(@TempDir Path folder) throws IOException {
        AlignmentReport report = compare(independent(), List.of(MATCHED, DIRECT));
        report.write(folder);
        assertEquals(report, AlignmentReport.read(folder));

        Path file = folder.resolve(AlignmentReport.FILE);
        String text = Files.readString(file);
        String worst = "\"worstLoss\": "
                + pairs(report, 0)
                        .summary(LineKind.PAIR)
                        .orElseThrow()
                        .on("test")
                        .worstLoss();
        assertTrue(text.contains(worst));
        Files.writeString(file, text.replace(worst, "\"worstLoss\": 0.0"));
        var e = assertThrows(IOException.class, () -> AlignmentReport.read(folder));
        assertTrue(e.getMessage().contains("the summaries are not those of the lines"), e::getMessage);
        Files.writeString(file, text.replace("\"schema\": 1", "\"schema\": 2"));
        e = assertThrows(IOException.class, () -> AlignmentReport.read(folder));
        assertTrue(e.getMessage().contains("schema 2 is not 1"), e::getMessage);
    }

    @Test
    void writesEveryPointOfEveryCurveAsALine() {
        AlignmentReport report = compare(independent(), List.of(MATCHED, DIRECT));
        List<String> lines = CurvesCsv.of(report).lines().toList();
        assertEquals("method,line,from,to,data,t,loss,error", lines.get(0));
        int next = 1;
        for (MethodReport method : report.methods()) {
            for (MeasuredLine line : method.barriers().lines()) {
                for (LineCurve curve : line.curves()) {
                    for (int point = 0; point < 3; point++) {
                        String[] cells = lines.get(next++).split(",", -1);
                        assertEquals(8, cells.length);
                        assertEquals(method.name(), cells[0]);
                        assertEquals(line.kind().id(), cells[1]);
                        assertEquals(line.from(), Integer.parseInt(cells[2]));
                        assertEquals(line.to() == null ? cells[1] : line.to().toString(), cells[3]);
                        assertEquals(curve.data(), cells[4]);
                        assertEquals(point / 2.0, Double.parseDouble(cells[5]));
                        assertEquals(curve.loss().get(point), Double.parseDouble(cells[6]));
                        assertEquals(curve.error().get(point), Double.parseDouble(cells[7]));
                    }
                }
            }
        }
        assertEquals(lines.size(), next);
    }

    private static AlignmentReport compare(Members members, List<ComparedMethod> methods) {
        return comparison().compare(members, methods, SEED, ComparisonListener.silent());
    }

    private static AlignmentComparison comparison() {
        return comparison(DATA);
    }

    private static AlignmentComparison comparison(Examples data) {
        LossBarrier barrier = new LossBarrier(
                MLP,
                BarrierConfig.defaults().withPoints(3),
                BatchNormEstimation.of(MLP, data, 16, SEED),
                List.of(new ExampleSet("train", data), new ExampleSet("test", data)));
        return new AlignmentComparison(MLP, barrier, data.features());
    }

    /** The same inputs, of which the network gets every one right. */
    private static Examples labelledBy(StateDict network) {
        int[] labels = new int[DATA.count()];
        new PopulationPredictor(MLP).predict(1, i -> network, DATA, (i, logits) -> {
            Predictions predictions = Predictions.ofLogits(logits, 0, labels.length, 3);
            Arrays.setAll(labels, predictions::predicted);
        });
        return Examples.of(DATA.features(), labels, DATA.exampleShape(), 3);
    }

    private static BarrierReport pairs(AlignmentReport report, int method) {
        return report.methods().get(method).barriers();
    }

    private static List<List<Integer>> ends(AlignmentReport report, int method) {
        return pairs(report, method).lines(LineKind.PAIR).stream()
                .map(line -> List.of(line.from(), line.to()))
                .toList();
    }

    private static Members independent() {
        return Members.of(5, i -> Initialisation.TORCH_DEFAULT.draw(MLP.layout(), new Seed(7).child(i)));
    }

    private static StateDict scaled(StateDict network, float factor) {
        float[] flat = network.toArray();
        for (int k = 0; k < flat.length; k++) {
            flat[k] *= factor;
        }
        return StateDict.of(network.layout(), flat);
    }

    private static Examples random(int count) {
        SplittableRandom random = new Seed(5).random();
        float[] features = new float[count * 6];
        int[] labels = new int[count];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(3);
        }
        return Examples.of(features, labels, List.of(6), 3);
    }
}
