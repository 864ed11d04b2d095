package org.weightflow.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.canon.matching.Members;
import org.weightflow.generator.condition.Condition;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.generator.flow.FlowConfig;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/** Networks about two centres: task 1 has biases of +1 in its hidden layer, task 0 of -1. */
class ConditionalGeneratorTest {
    private static final int MEMBERS = 60;
    private static final int BIAS = TestZoo.MLP.layout().indexOf("fc1.bias");
    private static final ZooSource ZOO = zoo();
    private static final FlowConfig FLOW = FlowConfig.defaults().toBuilder()
            .hidden(64)
            .blocks(1)
            .timeFeatures(8)
            .batch(64)
            .steps(500)
            .learningRate(3e-3)
            .emaDecay(0.98)
            .evaluationInterval(500)
            .heldOut(0.1)
            .build();
    private static final Generator GENERATOR = Generator.fit(
            ZOO,
            TestZoo.quick()
                    .withFlow(FLOW)
                    .withConditions(List.of(Condition.parse("task:category"), Condition.of("noise"))),
            new Seed(5));
    private static final SampleConfig ANY = SampleConfig.defaults();

    @TempDir
    Path temporary;

    @Test
    void samplesAreOfTheTaskThatIsAskedFor() {
        for (int task = 0; task < 2; task++) {
            SampleConfig asked = ANY.withConditions(Map.of("task", (double) task));
            int right = 0;
            for (Sample sample : GENERATOR.sample(32, new Seed(1), asked).toList()) {
                right += (bias(sample.weights()) > 0) == (task == 1) ? 1 : 0;
            }
            int found = right;
            assertTrue(found >= 29, () -> found + " of 32 are of the task");
        }
    }

    @Test
    void whatIsNotAskedForIsAMembers() {
        SampleConfig asked = ANY.withConditions(Map.of("task", 1.0));
        int ones = 0;
        for (int i = 0; i < 100; i++) {
            Map<String, Double> whole = GENERATOR.conditions(i, new Seed(1), ANY);
            double noise = whole.get("noise");
            int member = (int) Math.round(noise);
            assertEquals(member % 3 == 0 ? 1.0 : 0.0, whole.get("task"), "both are of one member");
            assertEquals(Map.of("task", 1.0, "noise", noise), GENERATOR.conditions(i, new Seed(1), asked));
            ones += whole.get("task") == 1 ? 1 : 0;
        }
        assertEquals(33, ones, 20);
        assertEquals(Map.of(), GENERATOR.conditions(3, new Seed(1), ANY.withGuidance(0)));
    }

    @Test
    void aLoadedGeneratorSamplesBitwiseTheSame() throws IOException {
        Path folder = temporary.resolve("generator");
        GENERATOR.save(folder);
        Generator loaded = Generator.load(folder);
        assertEquals(GENERATOR.facts(), loaded.facts());
        for (SampleConfig config :
                List.of(ANY, ANY.withConditions(Map.of("noise", 3.5)).withGuidance(2.5), ANY.withGuidance(0))) {
            List<Sample> expected = GENERATOR.sample(3, new Seed(1), config).toList();
            List<Sample> found = loaded.sample(3, new Seed(1), config).toList();
            for (int i = 0; i < 3; i++) {
                assertTrue(expected.get(i).weights().sameBits(found.get(i).weights()));
            }
        }
    }

    @Test
    void anEnsembleSaysWhatItsMembersWereAskedToBe() throws IOException {
        Path folder = temporary.resolve("ensemble");
        SampleConfig asked = ANY.withConditions(Map.of("task", 1.0)).withGuidance(1.5);
        Ensemble.write(folder, GENERATOR, 2, new Seed(1), asked);
        String manifest = Files.readString(folder.resolve("ensemble.json"));
        assertTrue(manifest.contains("\"guidance\": 1.5"), manifest);
        assertTrue(manifest.contains("\"task\": 1.0"), manifest);
        assertTrue(
                Files.readString(folder.resolve("members.jsonl")).contains("\"condition.task\":1.0"),
                "each member's line");
        Path other = temporary.resolve("other");
        Ensemble.write(other, GENERATOR, 1, new Seed(1), ANY);
        assertTrue(!Files.readString(other.resolve("ensemble.json")).contains("guidance"));
    }

    @Test
    void saysWhatIsNotThere() {
        Generator plain = Generator.fit(TestZoo.dense(10, 1), TestZoo.quick(), new Seed(5));
        requireMessage(
                "guidance is 2.0, but the generator has no conditions",
                () -> plain.sample(1, new Seed(1), ANY.withGuidance(2)));
        requireMessage(
                "condition task is none of the generator's: []",
                () -> plain.sample(1, new Seed(1), ANY.withConditions(Map.of("task", 1.0))));
        requireMessage(
                "attribute accuracy is not known of the members; known: [noise, task]",
                () -> Generator.fit(
                        ZOO, TestZoo.quick().withConditions(List.of(Condition.of("accuracy"))), new Seed(5)));
        requireMessage("attribute task has 1 values for 60 members", () -> ZOO.withAttribute("task", 3));
    }

    private static void requireMessage(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    private static ZooSource zoo() {
        Layout layout = TestZoo.MLP.layout();
        List<StateDict> members = new ArrayList<>();
        double[] tasks = new double[MEMBERS];
        double[] noise = new double[MEMBERS];
        List<StateDict> random = TestZoo.random(MEMBERS, 1);
        for (int m = 0; m < MEMBERS; m++) {
            tasks[m] = m % 3 == 0 ? 1 : 0;
            noise[m] = m;
            float[] flat = random.get(m).toArray();
            for (int i = layout.offset(BIAS); i < layout.offset(BIAS + 1); i++) {
                flat[i] = tasks[m] == 1 ? 1 : -1;
            }
            members.add(StateDict.of(layout, flat));
        }
        return ZooSource.of(TestZoo.MLP, Members.of(members))
                .withAttribute("task", tasks)
                .withAttribute("noise", noise);
    }

    private static double bias(StateDict network) {
        double sum = 0;
        for (int i = 0; i < network.entry(BIAS).remaining(); i++) {
            sum += network.entry(BIAS).get(i);
        }
        return sum;
    }
}
