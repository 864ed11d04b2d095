package org.weightflow.canon.gauge;

import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Basis;
import org.weightflow.networks.Symmetry.Place;

/**
 * Rotates the units between which only linear maps lie, such as q with k and v with the projection in an attention head, so that they
 * come as near to a reference's as a rotation can bring them.
 * <p>With X [units, values] the units in all their places and Y those of the reference, the orthogonal R that maximises
 * {@code <Y, R X>} is U V^T for the singular value decomposition Y X^T = U S V^T (orthogonal Procrustes); reflections count as
 * rotations. Where a singular value is zero there are several such R, and one is taken.
 * <p>Cost O(units^2 * values) a head. Values are rounded to float32 once.
 *
 * @see <a href="https://doi.org/10.1007/BF02289451">Schoenemann (1966)</a>
 */
public final class HeadRotation {
    private final List<Basis> bases;

    private HeadRotation(List<Basis> bases) {
        this.bases = bases;
    }

    public static HeadRotation of(Symmetry symmetry) {
        return new HeadRotation(symmetry.bases());
    }

    /** Of a dense network. */
    public StateDict toward(StateDict reference, StateDict weights) {
        return toward(reference, weights, Optional.empty());
    }

    /**
     * @param reference a network whose heads, and units in them, stand in the same order
     * @param mask      of a sparse network; it must keep all that is rotated, which else would fill up
     * @throws IllegalArgumentException if the layouts differ, or naming the entry whose units are masked
     */
    public StateDict toward(StateDict reference, StateDict weights, Optional<Mask> mask) {
        Layout layout = weights.layout();
        layout.requireSame(reference.layout(), "the reference");
        float[] target = reference.toArray();
        float[] values = weights.toArray();
        for (Basis basis : bases) {
            mask.ifPresent(each -> requireDense(each, basis));
            // A rotation is its own inverse transpose, so that both sides turn alike.
            List<Slices> sides = List.of(basis.up(), basis.down()).stream()
                    .flatMap(places -> Slices.of(layout, places).stream())
                    .toList();
            rotate(sides, basis.units(), target, values);
        }
        return StateDict.of(layout, values);
    }

    private static void rotate(List<Slices> places, int units, float[] target, float[] values) {
        DMatrixRMaj products = new DMatrixRMaj(units, units);
        for (Slices slices : places) {
            CommonOps_DDRM.multAddTransB(slices.gather(target, units), slices.gather(values, units), products);
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(units, units, true, true, false);
        if (!svd.decompose(products)) {
            throw new IllegalArgumentException("the products of a head's values have no singular value decomposition");
        }
        DMatrixRMaj rotation = new DMatrixRMaj(units, units);
        CommonOps_DDRM.mult(svd.getU(null, false), svd.getV(null, true), rotation);
        for (Slices slices : places) {
            DMatrixRMaj rotated = new DMatrixRMaj(0, 0);
            CommonOps_DDRM.mult(rotation, slices.gather(values, units), rotated);
            slices.scatter(rotated, values);
        }
    }

    private static void requireDense(Mask mask, Basis basis) {
        for (Place place :
                List.of(basis.up(), basis.down()).stream().flatMap(List::stream).toList()) {
            new Slices(mask.layout(), place).forEach((u, k) -> {
                if (!mask.keeps(k)) {
                    throw new IllegalArgumentException(place.entry() + ": units of " + basis.name()
                            + " are masked and cannot be rotated, which would fill what is pruned");
                }
            });
        }
    }
}
