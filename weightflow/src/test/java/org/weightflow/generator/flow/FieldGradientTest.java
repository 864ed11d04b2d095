package org.weightflow.generator.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.generator.flow.kernel.Program;
import org.weightflow.generator.flow.kernel.TrainingTimes;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.EngineTeam;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.Recording;
import org.weightflow.networks.engine.SharedMemory;

/** The hand-written passes against the engine's own differentiation. */
class FieldGradientTest {
    private static final FieldShape SHAPE = new FieldShape(List.of(2, 4, 1), 3);
    private static final int DIMENSIONS = 7;
    /** Rounding of float32 sums of some hundred products, relative to the largest value of an entry's gradient. */
    private static final double TOLERANCE = 2e-5;

    @ParameterizedTest
    @CsvSource({
        "RESIDUAL,SILU,true,9",
        "RESIDUAL,GELU,true,1",
        "RESIDUAL,SILU,false,150",
        "BOTTLENECK,GELU,true,8",
        "BOTTLENECK,SILU,false,9",
        "TOKENS,SILU,true,9",
        "TOKENS,GELU,true,140",
        "TOKENS,SILU,false,1"
    })
    void areThoseOfTheEngine(FieldKind kind, Nonlinearity nonlinearity, boolean layerNorm, int rows) {
        FlowConfig config = FlowConfig.defaults().toBuilder()
                .field(kind)
                .nonlinearity(nonlinearity)
                .layerNorm(layerNorm)
                .hidden(24)
                .timeFeatures(6)
                .tokens(new TokenSettings(12, 3))
                .batch(rows)
                .build();
        StateDict weights = random(FlowField.layout(SHAPE, config));
        try (NDManager manager = EngineRuntime.newManager();
                NDScope scope = new NDScope();
                EngineTeam team = new EngineTeam();
                FlowField field = FlowField.of(SHAPE, config, weights);
                Program program = field.program(rows, new TrainingTimes());
                FieldInputs inputs = field.newInputs(rows)) {
            scope.suppressNotUsedWarning();
            SplittableRandom random = new Seed(3).random();
            for (int i = 0; i < inputs.values().length; i++) {
                inputs.values()[i] = (float) random.nextGaussian();
            }
            inputs.send();
            float[] targets = new float[rows * DIMENSIONS];
            for (int i = 0; i < targets.length; i++) {
                targets[i] = (float) random.nextGaussian();
            }
            NDArray wanted = SharedMemory.copyOf(manager, targets, new Shape(rows, DIMENSIONS));
            Leaves leaves = field.store().leaves();
            float engineLoss;
            try (Recording recording = new Recording()) {
                NDArray loss = field.forward(leaves, inputs.array())
                        .sub(wanted)
                        .square()
                        .mean();
                recording.backward(loss);
                engineLoss = loss.getFloat();
            }
            double loss = program.differentiate(team, inputs.values(), targets, () -> {});
            assertEquals(engineLoss, loss, TOLERANCE * engineLoss);
            for (int e = 0; e < weights.layout().entries().size(); e++) {
                float[] expected = new float[weights.layout().entry(e).size()];
                leaves.gradient(e).get(expected);
                float[] found = new float[expected.length];
                program.read(e, 0, found, found.length);
                double largest = 0;
                for (float value : expected) {
                    largest = Math.max(largest, Math.abs(value));
                }
                String name = weights.layout().entry(e).name();
                for (int i = 0; i < expected.length; i++) {
                    assertEquals(expected[i], found[i], TOLERANCE * largest, name + "[" + i + "]");
                }
            }
        }
    }

    private static StateDict random(Layout layout) {
        float[] flat = new float[layout.size()];
        SplittableRandom random = new Seed(8).random();
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) (0.3 * random.nextGaussian());
        }
        return StateDict.of(layout, flat);
    }
}
