package org.weightflow.canon.comparison;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.weightflow.canon.alignment.Alignment;
import org.weightflow.canon.barrier.BarrierReport;
import org.weightflow.canon.barrier.LossBarrier;
import org.weightflow.canon.barrier.MemberPair;
import org.weightflow.canon.matching.AlignedPopulation;
import org.weightflow.canon.matching.AlignmentListener;
import org.weightflow.canon.matching.FunctionCheck;
import org.weightflow.canon.matching.FunctionDifference;
import org.weightflow.canon.matching.MemberAlignment;
import org.weightflow.canon.matching.Members;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.EngineWorkers;

/**
 * Aligns one population in several ways and measures each: objectives, distances, and the barriers between the members, to their mean
 * and to the reference.
 * <p>All methods are measured on the same pairs and examples, and that every function stayed what it was is checked for each. What
 * they are measured on decides nothing: no method sees it.
 */
public final class AlignmentComparison {
    /** The method that every comparison begins with, which leaves the members as they are. */
    public static final String NONE = "none";

    private static final double NANOS = 1e9;

    private final Architecture architecture;
    private final LossBarrier barrier;
    private final FunctionCheck check;

    /** @param rows inputs on which functions are checked, as {@link FunctionCheck} takes them */
    public AlignmentComparison(Architecture architecture, LossBarrier barrier, float[] rows) {
        this.architecture = architecture;
        this.barrier = barrier;
        this.check = new FunctionCheck(architecture, rows);
    }

    /**
     * Compares methods with each other and with {@link #NONE}.
     *
     * @param members at least two
     * @param methods in the order of the report
     * @param seed    its child {@code align} is what each method draws from, its child {@code lines} draws the lines
     * @throws IllegalArgumentException if two methods have one name or one is called {@link #NONE}; else as {@link LossBarrier} does
     * @throws IllegalStateException    if a method changed the function of a member, naming the member
     */
    public AlignmentReport compare(
            Members members, List<ComparedMethod> methods, Seed seed, ComparisonListener listener) {
        List<ComparedMethod> all = new ArrayList<>();
        all.add(ComparedMethod.population(
                NONE,
                (given, own, heard) -> Alignment.of(AlignedPopulation.unaligned(given, architecture.symmetry()))));
        all.addAll(methods);
        requireDistinct(all);
        List<MethodReport> reports = new ArrayList<>();
        for (ComparedMethod method : all) {
            MethodReport report = method.pairByPair()
                    ? measuredByPairs(method, members, seed, listener)
                    : measured(method, members, seed, listener);
            listener.onMethod(report);
            reports.add(report);
        }
        return new AlignmentReport(
                AlignmentReport.SCHEMA,
                architecture.id(),
                members.count(),
                barrier.data().stream()
                        .map(set -> new AlignmentReport.Data(
                                set.name(), set.examples().count()))
                        .toList(),
                barrier.statisticsImages(),
                reports);
    }

    private static void requireDistinct(List<ComparedMethod> methods) {
        Map<String, ComparedMethod> byName = new HashMap<>();
        for (ComparedMethod method : methods) {
            if (byName.put(method.name(), method) != null) {
                throw new IllegalArgumentException("two methods are called '" + method.name() + "'");
            }
        }
    }

    private MethodReport measured(ComparedMethod method, Members members, Seed seed, ComparisonListener listener) {
        Timed<Alignment> timed = Timed.of(() -> method.method()
                .align(members, seed.child("align"), (round, member) -> listener.onMatched(method.name())));
        Alignment aligned = timed.result();
        double difference = largest(check.check(members, aligned));
        BarrierReport barriers = barrier.measure(
                aligned,
                Optional.of(aligned.reference()),
                seed.child("lines"),
                (done, total) -> listener.onNetworks(method.name(), done, total));
        List<MemberAlignment> alignments = aligned.alignments();
        return new MethodReport(
                method.name(),
                timed.seconds(),
                new MethodReport.Objective(
                        sum(alignments, MemberAlignment::objectiveBefore),
                        sum(alignments, MemberAlignment::objectiveAfter)),
                difference,
                barriers);
    }

    private static double sum(List<MemberAlignment> alignments, ToDoubleFunction<MemberAlignment> figure) {
        return alignments.stream().mapToDouble(figure).sum();
    }

    private MethodReport measuredByPairs(
            ComparedMethod method, Members members, Seed seed, ComparisonListener listener) {
        List<MemberPair> pairs = barrier.pairs(members.count(), seed.child("lines"));
        Timed<Map<MemberPair, Alignment>> timed =
                Timed.of(() -> matched(method, members, pairs, seed.child("align"), listener));
        List<FunctionDifference> differences = new ArrayList<>();
        for (MemberPair pair : pairs) {
            Alignment aligned = timed.result().get(pair);
            differences.add(check.check(pair.first(), members.weights(pair.first()), aligned.weights(0)));
            differences.add(check.check(pair.second(), members.weights(pair.second()), aligned.weights(1)));
        }
        BarrierReport barriers = barrier.measureMatched(
                pairs, timed.result()::get, (done, total) -> listener.onNetworks(method.name(), done, total));
        return new MethodReport(method.name(), timed.seconds(), null, largest(differences), barriers);
    }

    /** Matches the pairs side by side; what each draws depends on the pair alone. */
    private static Map<MemberPair, Alignment> matched(
            ComparedMethod method, Members members, List<MemberPair> pairs, Seed seed, ComparisonListener listener) {
        Map<MemberPair, Alignment> alignments = new ConcurrentHashMap<>();
        EngineWorkers.forEach(pairs.size(), p -> {
            MemberPair pair = pairs.get(p);
            Seed own = seed.child(pair.first()).child(pair.second());
            int[] both = {pair.first(), pair.second()};
            Members two = Members.of(2, i -> members.weights(both[i]), i -> members.mask(both[i]));
            alignments.put(pair, method.method().align(two, own, AlignmentListener.silent()));
            synchronized (alignments) {
                listener.onMatched(method.name());
            }
        });
        return alignments;
    }

    private static double largest(List<FunctionDifference> differences) {
        return differences.stream()
                .mapToDouble(FunctionDifference::relative)
                .max()
                .orElse(0);
    }

    private record Timed<T>(T result, double seconds) {
        static <T> Timed<T> of(Supplier<T> work) {
            long start = System.nanoTime();
            T result = work.get();
            return new Timed<>(result, (System.nanoTime() - start) / NANOS);
        }
    }
}
