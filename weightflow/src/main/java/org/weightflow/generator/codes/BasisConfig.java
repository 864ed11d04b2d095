package org.weightflow.generator.codes;

import java.util.Objects;
import org.weightflow.canon.pca.GramSolver;

/**
 * How the basis of codes is found and kept.
 *
 * @param kind   where it is kept
 * @param scope  what has principal components of its own
 * @param solver how these are found
 */
public record BasisConfig(Kind kind, Scope scope, GramSolver solver) {
    /** Where the basis of a generator is kept. */
    public enum Kind {
        /** Stored while its k D values are at most 2^28, which is 1 GiB, or the zoo is not on disk; else implied. */
        AUTO,
        /** The mean and all components with the generator, which then needs no zoo: 4 (k + 1) D bytes. */
        STORED,
        /** Nothing: networks are combined from the members of the zoo, which must stay as it is. */
        IMPLIED
    }

    /** What has principal components of its own. */
    public enum Scope {
        /** The whole network: every sample is one affine combination of the members. */
        GLOBAL,
        /** Each layer: every layer of a sample is an affine combination of its own, and codes are longer. */
        LAYER
    }

    public BasisConfig {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(solver, "solver");
    }

    /** Of whole networks, kept and found as their size suggests. */
    public static BasisConfig defaults() {
        return new BasisConfig(Kind.AUTO, Scope.GLOBAL, GramSolver.AUTO);
    }

    public BasisConfig withKind(Kind kind) {
        return new BasisConfig(kind, scope, solver);
    }

    public BasisConfig withScope(Scope scope) {
        return new BasisConfig(kind, scope, solver);
    }

    public BasisConfig withSolver(GramSolver solver) {
        return new BasisConfig(kind, scope, solver);
    }
}
