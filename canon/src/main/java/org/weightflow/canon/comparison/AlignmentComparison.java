package org.weightflow.canon.comparison;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.weightflow.canon.barrier.BarrierReport;
import org.weightflow.canon.barrier.LossBarrier;
import org.weightflow.canon.barrier.MemberPair;
import org.weightflow.canon.matching.AlignedPopulation;
import org.weightflow.canon.matching.FunctionCheck;
import org.weightflow.canon.matching.FunctionDifference;
import org.weightflow.canon.matching.MemberAlignment;
import org.weightflow.canon.matching.Members;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
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
        all.add(new ComparedMethod.Population(
                NONE, (given, own, heard) -> AlignedPopulation.unaligned(given, architecture.symmetry())));
        all.addAll(methods);
        requireDistinct(all);
        List<MethodReport> reports = new ArrayList<>();
        for (ComparedMethod method : all) {
            MethodReport report = method instanceof ComparedMethod.Population population
                    ? measured(population, members, seed, listener)
                    : measured((ComparedMethod.PairByPair) method, members, seed, listener);
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

    private MethodReport measured(
            ComparedMethod.Population method, Members members, Seed seed, ComparisonListener listener) {
        Timed<AlignedPopulation> timed = Timed.of(() -> method.method()
                .align(members, seed.child("align"), (round, member) -> listener.onMatched(method.name())));
        AlignedPopulation aligned = timed.result();
        double difference = largest(check.check(aligned));
        BarrierReport barriers = barrier.measure(
                aligned,
                Optional.of(aligned.reference()),
                seed.child("lines"),
                (done, total) -> listener.onNetworks(method.name(), done, total));
        double before = aligned.alignments().stream()
                .mapToDouble(MemberAlignment::objectiveBefore)
                .sum();
        return new MethodReport(
                method.name(),
                timed.seconds(),
                new MethodReport.Objective(before, aligned.objective()),
                difference,
                barriers);
    }

    private MethodReport measured(
            ComparedMethod.PairByPair method, Members members, Seed seed, ComparisonListener listener) {
        List<MemberPair> pairs = barrier.pairs(members.count(), seed.child("lines"));
        Timed<Map<MemberPair, Permutations>> timed =
                Timed.of(() -> matched(method, members, pairs, seed.child("align"), listener));
        LossBarrier.Matched second =
                pair -> timed.result().get(pair).apply(members.weights(pair.second()), architecture.symmetry());
        List<FunctionDifference> differences = new ArrayList<>();
        for (MemberPair pair : pairs) {
            StateDict original = members.weights(pair.second());
            differences.add(check.check(pair.second(), original, second.second(pair)));
        }
        BarrierReport barriers = barrier.measureMatched(
                members, pairs, second, (done, total) -> listener.onNetworks(method.name(), done, total));
        return new MethodReport(method.name(), timed.seconds(), null, largest(differences), barriers);
    }

    /** Matches the pairs side by side; what each draws depends on the pair alone. */
    private static Map<MemberPair, Permutations> matched(
            ComparedMethod.PairByPair method,
            Members members,
            List<MemberPair> pairs,
            Seed seed,
            ComparisonListener listener) {
        Map<MemberPair, Permutations> permutations = new ConcurrentHashMap<>();
        EngineWorkers.forEach(pairs.size(), p -> {
            MemberPair pair = pairs.get(p);
            Seed own = seed.child(pair.first()).child(pair.second());
            permutations.put(
                    pair,
                    method.matching()
                            .match(members.weights(pair.first()), members.weights(pair.second()), own)
                            .permutations());
            synchronized (permutations) {
                listener.onMatched(method.name());
            }
        });
        return permutations;
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
