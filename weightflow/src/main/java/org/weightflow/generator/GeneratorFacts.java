package org.weightflow.generator;

import java.util.List;
import java.util.Objects;
import org.weightflow.canon.pca.GramSolver;
import org.weightflow.canon.pca.Retain;
import org.weightflow.generator.codes.BasisConfig;
import org.weightflow.generator.condition.Conditioning;
import org.weightflow.generator.condition.FittedCondition;
import org.weightflow.generator.flow.FieldShape;
import org.weightflow.generator.flow.FlowConfig;
import org.weightflow.networks.Check;
import org.weightflow.networks.artefact.AddedLater;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.zoo.ZooManifest;

/**
 * What a generator is and how it came about, as {@code generator.json} says it.
 *
 * @param architecture          of every network
 * @param dataset               what the zoo was trained on; null if unknown
 * @param zooChecksum           identifies the zoo; null if unknown
 * @param trainingMembers       members that the basis and the flow were fitted to
 * @param heldOutMembers        indices of those that were kept out
 * @param retain                components asked for
 * @param learnStatistics       whether codes hold running means and variances of batch normalisation
 * @param basis                 how the basis was found and is kept; null for components of whole networks that were found exactly and
 *                              are stored
 * @param conditions            what networks can be asked for by, and how the field is told it; null for nothing
 * @param dimensions            values of a code
 * @param eigenvalues           variance of the training members along each dimension, in each part of the basis largest first
 * @param totalVariance         their variance in all directions
 * @param capturedVariance      share of it that the codes hold, in (0, 1]
 * @param heldOutReconstruction mean share of the held-out members' squared distance to the mean that the codes hold; null without
 *                              held-out members
 * @param flow                  the velocity field and its training
 * @param choice                which checkpoint was asked for
 * @param chosenStep            the one that was kept; 0 is the untrained flow
 * @param reason                why; says so if the choice's condition was not met
 * @param sharedMask            whether all samples have the one mask of the training members
 * @param keptCounts            kept values per prunable entry, one row a training member or one for all; empty for dense samples
 *                              and for a shared mask
 * @param seed                  root of every draw of the fit
 * @param provenance            what fitted it
 */
public record GeneratorFacts(
        ZooManifest.Network architecture,
        ZooManifest.Dataset dataset,
        String zooChecksum,
        int trainingMembers,
        List<Integer> heldOutMembers,
        Retain retain,
        @AddedLater boolean learnStatistics,
        @AddedLater Basis basis,
        @AddedLater List<FittedCondition> conditions,
        int dimensions,
        List<Double> eigenvalues,
        double totalVariance,
        double capturedVariance,
        Double heldOutReconstruction,
        FlowConfig flow,
        String choice,
        int chosenStep,
        String reason,
        boolean sharedMask,
        List<List<Integer>> keptCounts,
        long seed,
        Provenance provenance) {
    /**
     * How a basis was found and is kept.
     *
     * @param kind       stored or implied
     * @param scope      what has components of its own
     * @param solver     exact or randomised, as asked for or as it came out
     * @param dimensions of each part of the scope, in the order of codes
     */
    public record Basis(BasisConfig.Kind kind, BasisConfig.Scope scope, GramSolver solver, List<Integer> dimensions) {
        public Basis {
            Objects.requireNonNull(kind, "basis.kind is null");
            Objects.requireNonNull(scope, "basis.scope is null");
            Objects.requireNonNull(solver, "basis.solver is null");
            dimensions = List.copyOf(dimensions);
            for (int count : dimensions) {
                Check.atLeast("basis.dimensions", count, 0);
            }
        }

        /** Whether a fit as configured could have ended like this. */
        public boolean fits(BasisConfig config) {
            return scope == config.scope()
                    && (config.kind() == BasisConfig.Kind.AUTO || config.kind() == kind)
                    && (config.solver() == GramSolver.AUTO || config.solver() == solver);
        }

        private boolean isUsual() {
            return kind == BasisConfig.Kind.STORED && scope == BasisConfig.Scope.GLOBAL && solver == GramSolver.EXACT;
        }
    }

    /** How the basis was found and is kept, said or not. */
    public Basis keptBasis() {
        return basis == null
                ? new Basis(BasisConfig.Kind.STORED, BasisConfig.Scope.GLOBAL, GramSolver.EXACT, List.of(dimensions))
                : basis;
    }

    /** Null for the usual one, which is not said, so that files that are as before keep their bytes. */
    static Basis saying(Basis basis) {
        return basis.isUsual() ? null : basis;
    }

    /** What networks can be asked for by; may be nothing. */
    public Conditioning conditioning() {
        return conditions == null ? Conditioning.NONE : new Conditioning(conditions);
    }

    /** What the velocity field reads. */
    public FieldShape fieldShape() {
        return FieldShape.of(keptBasis().dimensions(), conditioning().features());
    }

    /** Whether the basis is to be combined from the zoo. */
    public boolean impliedByZoo() {
        return keptBasis().kind() == BasisConfig.Kind.IMPLIED;
    }

    public GeneratorFacts {
        Objects.requireNonNull(architecture, "architecture is null");
        Objects.requireNonNull(retain, "retain is null");
        Objects.requireNonNull(flow, "flow is null");
        Objects.requireNonNull(choice, "choice is null");
        Objects.requireNonNull(reason, "reason is null");
        Objects.requireNonNull(provenance, "provenance is null");
        heldOutMembers = List.copyOf(heldOutMembers);
        conditions = conditions == null ? null : new Conditioning(conditions).conditions();
        eigenvalues = List.copyOf(eigenvalues);
        keptCounts = keptCounts.stream().map(List::copyOf).toList();
        Check.atLeast("dimensions", dimensions, 1);
        if (eigenvalues.size() != dimensions) {
            throw new IllegalArgumentException(eigenvalues.size() + " eigenvalues for " + dimensions + " dimensions");
        }
        if (basis != null
                && basis.dimensions().stream().mapToLong(Integer::longValue).sum() != dimensions) {
            throw new IllegalArgumentException(
                    "basis.dimensions " + basis.dimensions() + " do not sum to " + dimensions + " dimensions");
        }
    }
}
