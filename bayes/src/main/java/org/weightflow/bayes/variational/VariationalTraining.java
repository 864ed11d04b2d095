package org.weightflow.bayes.variational;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Layout;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.CrossEntropy;
import org.weightflow.networks.training.StepOptimizer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingRule;

/**
 * Trains the means and the log deviations of variational networks under masks that stay as they are; see {@link VariationalConfig} for
 * the loss. The population holds the means. The loss that is reported is the cross-entropy of the samples, without KL.
 * <p>The engine differentiates the data term with respect to means and variances; the gradient of KL is added by hand. Both are
 * trained by the same optimiser and schedule, log deviations without weight decay; clipping, if any, is of either gradient by its own
 * norm.
 */
final class VariationalTraining implements TrainingRule {
    private static final int PIECE = 8192;

    private final Architecture architecture;
    private final TrainConfig config;
    private final VariationalConfig variational;
    private final double perExample;
    private final LayoutPart gaussian;
    private final List<Posterior> start;
    private final List<Seed> seeds;
    private final long from;
    private final Posterior[] trained;

    /**
     * @param examples N
     * @param start    one a member; every Gaussian weight that is not pruned has a deviation
     * @param seeds    one a member; noise comes from the child {@code noise}
     * @param from     step that the training starts at
     */
    VariationalTraining(
            Architecture architecture,
            TrainConfig config,
            VariationalConfig variational,
            int examples,
            List<Posterior> start,
            List<Seed> seeds,
            long from) {
        this.architecture = architecture;
        this.config = config;
        this.variational = variational;
        this.perExample = variational.temperature() / examples;
        this.gaussian = GaussianWeights.of(architecture.layout());
        this.start = start;
        this.seeds = seeds;
        this.from = from;
        this.trained = new Posterior[start.size()];
        for (int p = 0; p < start.size(); p++) {
            requireDeviations(start.get(p), p);
        }
    }

    private void requireDeviations(Posterior posterior, int member) {
        Layout part = gaussian.layout();
        for (int e = 0; e < part.entries().size(); e++) {
            FloatBuffer deviations = posterior.deviation().entry(gaussian.place(e));
            int from = posterior.layout().offset(gaussian.place(e));
            for (int i = 0; i < part.entry(e).size(); i++) {
                if (deviations.get(i) == 0 && posterior.mask().keeps(from + i)) {
                    throw new IllegalArgumentException(part.entry(e).name() + ", value " + i + " of member " + member
                            + ": a weight that is not pruned has deviation 0, whose logarithm cannot be trained");
                }
            }
        }
    }

    /** What the members have become, once all are trained. */
    List<Posterior> trained() {
        return List.of(trained);
    }

    @Override
    public Group begin(TensorStore members, int first) {
        return new VariationalGroup(members, first);
    }

    private final class VariationalGroup implements Group {
        private final TensorStore means;
        private final int first;
        private final List<Mask> masks;
        private final TensorStore logs;
        /** 1 where a weight is kept, 0 where it is pruned. */
        private final TensorStore kept;

        private final StepOptimizer meanOptimizer;
        private final StepOptimizer logOptimizer;
        private final NDArray[] variances;
        private long pass = from;

        VariationalGroup(TensorStore members, int first) {
            this.means = members;
            this.first = first;
            int count = members.members();
            Layout part = gaussian.layout();
            this.masks = start.subList(first, first + count).stream()
                    .map(Posterior::mask)
                    .toList();
            this.logs = new TensorStore(part, count);
            this.kept = new TensorStore(part, count);
            for (int p = 0; p < count; p++) {
                logs.put(p, logarithms(gaussian.of(start.get(first + p).deviation())));
                kept.put(p, gaussian.of(masks.get(p).toStateDict()));
            }
            this.meanOptimizer = new StepOptimizer(members, config.optimizer(), config.clipNorm(), masks, false);
            this.logOptimizer = new StepOptimizer(
                    logs,
                    config.optimizer().withoutDecay(),
                    config.clipNorm(),
                    masks.stream()
                            .map(mask -> GaussianWeights.maskOf(mask, gaussian))
                            .toList(),
                    false);
            this.variances = new NDArray[part.entries().size()];
        }

        private StateDict logarithms(StateDict deviations) {
            float[] values = deviations.toArray();
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] == 0 ? 0 : (float) Math.log(values[i]);
            }
            return StateDict.of(deviations.layout(), values);
        }

        @Override
        public NDArray losses(Leaves leaves, NDArray inputs, NDArray labels) {
            Layout part = gaussian.layout();
            for (int e = 0; e < variances.length; e++) {
                String name = part.entry(e).name();
                NDArray log = logs.get(name);
                // Fresh leaves at each step: sigma^2 = exp(2 log sigma), 0 where pruned.
                variances[e] = log.add(log).exp().muli(kept.get(name));
                variances[e].setRequiresGradient(true);
            }
            NoisyMaps maps = new NoisyMaps(variational, name -> variances[part.indexOf(name)], noise());
            NDArray logits = architecture.forward(ForwardPass.training(leaves).by(maps), inputs);
            return CrossEntropy.perMember(logits, labels.tile(new long[] {1, 1, variational.samples()}));
        }

        private Noise noise() {
            long step = pass++;
            return new Noise(seeds.subList(first, first + means.members()).stream()
                    .map(seed -> seed.child("noise").child(step))
                    .toList());
        }

        @Override
        public void step(Leaves leaves, long step, double rate) {
            FloatBuffer[] ofMeans = new FloatBuffer[means.layout().entries().size()];
            FloatBuffer[] ofLogs = new FloatBuffer[variances.length];
            for (int e = 0; e < variances.length; e++) {
                int whole = gaussian.place(e);
                ofMeans[whole] = leaves.gradient(whole);
                ofLogs[e] = SharedMemory.floats(variances[e].getGradient());
                complete(e, means.memory(whole), ofMeans[whole], ofLogs[e], step);
            }
            meanOptimizer.step(e -> ofMeans[e] == null ? leaves.gradient(e) : ofMeans[e], rate);
            logOptimizer.step(e -> ofLogs[e], rate * variational.deviationRate());
            Arrays.fill(variances, null);
        }

        /** Makes the gradient of variances one of log deviations, dL/d log sigma = 2 sigma^2 dL/d sigma^2, and adds that of KL. */
        private void complete(
                int entry, FloatBuffer mean, FloatBuffer meanGradient, FloatBuffer varianceGradient, long step) {
            int size = gaussian.layout().entry(entry).size();
            FloatBuffer variance = SharedMemory.floats(variances[entry]);
            float[] m = new float[PIECE];
            float[] v = new float[PIECE];
            float[] gm = new float[PIECE];
            float[] gl = new float[PIECE];
            for (int p = 0; p < means.members(); p++) {
                SplittableRandom random = seeds.get(first + p)
                        .child("prior")
                        .child(step)
                        .child(entry)
                        .random();
                for (int from = p * size; from < (p + 1) * size; from += PIECE) {
                    int count = Math.min(PIECE, (p + 1) * size - from);
                    mean.get(from, m, 0, count);
                    variance.get(from, v, 0, count);
                    meanGradient.get(from, gm, 0, count);
                    varianceGradient.get(from, gl, 0, count);
                    for (int i = 0; i < count; i++) {
                        gl[i] *= 2 * v[i];
                    }
                    if (perExample > 0) {
                        variational.prior().addGradients(perExample, m, v, gm, gl, count, random);
                    }
                    meanGradient.put(from, gm, 0, count);
                    varianceGradient.put(from, gl, 0, count);
                }
            }
        }

        @Override
        public void finish() {
            for (int p = 0; p < means.members(); p++) {
                trained[first + p] = Posterior.masked(means.get(p), deviations(p), masks.get(p));
            }
        }

        private StateDict deviations(int member) {
            Layout layout = means.layout();
            float[] own = logs.get(member).toArray();
            float[] all = new float[layout.size()];
            for (int e = 0; e < gaussian.layout().entries().size(); e++) {
                int from = layout.offset(gaussian.place(e));
                int at = gaussian.layout().offset(e);
                for (int i = 0; i < gaussian.layout().entry(e).size(); i++) {
                    all[from + i] = (float) Math.exp(own[at + i]);
                }
            }
            return StateDict.of(layout, all);
        }

        @Override
        public void close() {
            logs.close();
            kept.close();
        }
    }
}
