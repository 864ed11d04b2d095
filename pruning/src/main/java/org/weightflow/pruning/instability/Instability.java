package org.weightflow.pruning.instability;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.weightflow.canon.barrier.BarrierListener;
import org.weightflow.canon.barrier.ExampleSet;
import org.weightflow.canon.barrier.LossBarrier;
import org.weightflow.canon.barrier.MeasuredLine;
import org.weightflow.canon.barrier.MemberPair;
import org.weightflow.canon.matching.Members;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.training.TrainingListener;

/**
 * Instability analysis: does the order of the data decide where a network ends?
 * <pre>
 * W_k = train(W_0, steps 0..k), dense
 * W_T^c = train(m * W_k, steps k..T, data order c)   for each copy c
 * instability = error barrier on the straight line between two copies (PairInstability), mean over pairs
 * </pre>
 * A network with less than 2 points of instability is stable: its copies are linearly connected. Subnetworks of iterative magnitude
 * pruning match the dense network where they are stable.
 * <p>Where the architecture normalises by batch, statistics are estimated anew from training images for every network on a line, its
 * ends too; see {@link LossBarrier}. Networks are trained side by side, all copies of a point together.
 * <p>Deterministic: copy c of a network sees its data in the order of the child {@code copy / c} of the network's seed, whatever the
 * step and the mask, so that points compare like with like.
 *
 * @see <a href="https://arxiv.org/abs/1912.05671">Frankle et al. (2020), Linear Mode Connectivity and the Lottery Ticket Hypothesis</a>
 */
public final class Instability {
    private final BranchedTraining training;
    private final InstabilityConfig config;
    private final LossBarrier barrier;

    /**
     * @param statistics from training images; where the architecture has no statistics it changes nothing
     * @param data       what losses and errors are taken of, each set on its own
     * @throws IllegalArgumentException as {@link LossBarrier} has it
     */
    public Instability(
            BranchedTraining training,
            InstabilityConfig config,
            BatchNormEstimation statistics,
            List<ExampleSet> data) {
        this.training = training;
        this.config = config;
        this.barrier = new LossBarrier(training.architecture(), config.barrier(), statistics, data);
    }

    /** Training steps that {@link #along} takes, however many networks train side by side. */
    public long steps(List<RewindPoint> points) {
        long steps = stepsOf(points).last();
        for (RewindPoint point : points) {
            steps += training.totalSteps() - point.step();
        }
        return steps;
    }

    /**
     * Measures networks at several points of their training. The dense steps up to the last point are trained once.
     *
     * @param initial W_0, one a network
     * @param seeds   one a network; its own for the dense steps, a child for each copy
     * @param points  at least one; several may have the same step and different masks
     * @return point after point, one report a network
     * @throws IllegalArgumentException if a point lies behind the end of the run, or has masks for another number of networks
     */
    public List<InstabilityReport> along(
            List<StateDict> initial, List<Seed> seeds, List<RewindPoint> points, InstabilityListener listener) {
        requireFit(points, initial.size());
        Steps steps = new Steps(listener, steps(points));
        SortedMap<Long, List<StateDict>> trunk = training.trunk(initial, seeds, stepsOf(points), steps);
        List<InstabilityReport> reports = new ArrayList<>();
        for (RewindPoint point : points) {
            List<StateDict> copies = copies(point, point.start().apply(trunk.get(point.step())), seeds, steps);
            for (InstabilityReport report : reports(point, copies, listener)) {
                listener.onReport(report);
                reports.add(report);
            }
        }
        return reports;
    }

    /**
     * Measures all pairs of networks that were trained elsewhere.
     *
     * @param copies at least two
     */
    public List<PairInstability> between(List<StateDict> copies, BarrierListener listener) {
        return lines(copies, copies.size(), listener).stream()
                .map(line -> PairInstability.of(line, 0))
                .toList();
    }

    /** W_T of every copy of the first network, then of the second, and so on. */
    private List<StateDict> copies(
            RewindPoint point, List<StateDict> weights, List<Seed> seeds, TrainingListener listener) {
        List<StateDict> starts = new ArrayList<>();
        List<Mask> masks = new ArrayList<>();
        List<Seed> orders = new ArrayList<>();
        for (int n = 0; n < weights.size(); n++) {
            for (int c = 0; c < config.copies(); c++) {
                starts.add(weights.get(n));
                orders.add(seeds.get(n).child("copy").child(c));
                if (!point.masks().isEmpty()) {
                    masks.add(point.masks().get(n));
                }
            }
        }
        return training.branches(point.step(), starts, masks, orders, listener);
    }

    private List<InstabilityReport> reports(RewindPoint point, List<StateDict> copies, InstabilityListener listener) {
        List<MeasuredLine> lines = lines(copies, config.copies(), listener::onNetworks);
        int pairs = lines.size() * config.copies() / copies.size();
        return IntStream.range(0, copies.size() / config.copies())
                .mapToObj(network -> {
                    Layout layout = training.architecture().layout();
                    Mask mask = point.masks().isEmpty()
                            ? Mask.dense(layout)
                            : point.masks().get(network);
                    return new InstabilityReport(
                            network,
                            point.step(),
                            mask.keptPrunable(),
                            layout.prunableSize(),
                            lines.subList(network * pairs, (network + 1) * pairs).stream()
                                    .map(line -> PairInstability.of(line, network * config.copies()))
                                    .toList());
                })
                .toList();
    }

    /** All pairs among the first {@code together} networks, then among the next, and so on. */
    private List<MeasuredLine> lines(List<StateDict> copies, int together, BarrierListener listener) {
        List<MemberPair> pairs = new ArrayList<>();
        for (int from = 0; from < copies.size(); from += together) {
            for (int second = from + 1; second < from + together; second++) {
                for (int first = from; first < second; first++) {
                    pairs.add(new MemberPair(first, second));
                }
            }
        }
        return barrier.measurePairs(Members.of(copies), pairs, listener).lines();
    }

    private void requireFit(List<RewindPoint> points, int networks) {
        for (RewindPoint point : points) {
            if (point.step() > training.totalSteps()) {
                throw new IllegalArgumentException(
                        "step " + point.step() + " is not in [0, " + training.totalSteps() + "], the steps of the run");
            }
            if (!point.masks().isEmpty() && point.masks().size() != networks) {
                throw new IllegalArgumentException(
                        point.masks().size() + " masks at step " + point.step() + " for " + networks + " networks");
            }
        }
    }

    /** @throws IllegalArgumentException if there is no point */
    private static SortedSet<Long> stepsOf(List<RewindPoint> points) {
        SortedSet<Long> steps = new TreeSet<>();
        points.forEach(point -> steps.add(point.step()));
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("there are no steps to measure at");
        }
        return steps;
    }

    /** Counts the steps of all trainings into one number. */
    private static final class Steps implements TrainingListener {
        private final InstabilityListener listener;
        private final long total;
        private long done;

        Steps(InstabilityListener listener, long total) {
            this.listener = listener;
            this.total = total;
        }

        @Override
        public void onStep(Progress progress) {
            done++;
            listener.onStep(done, total, progress.meanLoss());
        }
    }
}
